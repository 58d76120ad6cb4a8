"""The parts of a health score, each with the same functions: the points of many accounts, −1 where they aren't known,
and what is said of the same accounts in the same order, reasons and advice.

Use is held against peers, and has its functions for accounts that have the same ones.
"""
