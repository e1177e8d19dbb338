"""What in the order tables should be looked at."""
