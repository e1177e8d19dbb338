"""The definition explorer: every defensible definition of the same deliveries at once (otif-method, section 7)."""
