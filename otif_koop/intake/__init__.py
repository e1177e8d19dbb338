"""Client exports in: reading, column mapping, checks."""
