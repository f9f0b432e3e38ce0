"""Lists of words, a word or phrase a line; each file's first lines say where it comes from.

`lists` reads them.
"""
