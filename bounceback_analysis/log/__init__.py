"""The person's files: read, adopted, written; nobody else opens them."""
