"""Figures to charts, for the screen and for what leaves the room alike."""
