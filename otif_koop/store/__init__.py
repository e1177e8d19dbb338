"""Workshops and their revisions in a database."""
