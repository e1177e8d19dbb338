"""Order lines from Parquet in chunks of whole orders, for data that are larger than memory."""
