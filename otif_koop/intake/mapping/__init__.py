"""Which column of the client's files is which field."""
