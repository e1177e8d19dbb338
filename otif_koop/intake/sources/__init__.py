"""Order data from where they are kept: a database or Parquet folders, as the same tables of text as a file gives."""
