"""Columns of text to numbers, dates and flags."""
