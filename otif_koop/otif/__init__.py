"""OTIF: the order book, the measurement definition and the score. Knows nothing of the other rooms."""
