"""The same findings as a file that an adviser can open."""
