"""The one typed document of a workshop and its edits."""
