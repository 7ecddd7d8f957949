"""Who and what must not be read by others."""
