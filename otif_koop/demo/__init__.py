"""The invented company De Werkplek Kantoormeubelen and its year of orders."""
