"""The parts of a health score, each with the same functions: points, the facts they are made of, reason, advice.

The points of an account are those of any other of which the same facts are known. Use has too many figures for that:
it is judged of many accounts at once.
"""
