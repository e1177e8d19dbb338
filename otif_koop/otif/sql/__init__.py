"""A measurement definition as SQL, for the engine that the client already runs, and that SQL run where the data is."""
