"""Tallies: the order book reduced to small counts a customer group, from which any definition in the grid is scored."""
