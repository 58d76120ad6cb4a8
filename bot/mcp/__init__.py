"""Assistants ask what people ask: the commands as tools of the Model Context Protocol, over stdio and over HTTP.

The library is an extra: it is imported once an assistant is served, and by nothing else.
"""
