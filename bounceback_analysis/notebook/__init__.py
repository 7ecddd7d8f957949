"""Controls for the notebooks: each binds a table to its picture."""
