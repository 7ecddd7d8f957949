"""Entries in, tables out: every number that a person is shown is made here."""
