"""A file's bytes to a table of text."""
