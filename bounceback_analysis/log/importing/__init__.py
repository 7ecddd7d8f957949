"""Somebody's own sheet, brought in; each module hands on to the next.

``sheets`` finds the tables of a file (``workbook`` opens the packed ones), ``tracker`` the one that
holds applications: ``columns`` says what each of its columns holds, ``rows`` puts its rows right.
``steps`` reads what a row tells, ``lines`` makes lines of our log of it, ``asking`` finds what only
the person knows. ``adopting`` does all that for a file and gives an ``adoption``: every guess, and
the way into a log, in which ``merging`` finds again what the sheet brought before.
"""
