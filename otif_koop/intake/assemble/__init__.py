"""Mapped tables of text to the canonical order tables."""
