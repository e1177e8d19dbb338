"""The decoupling point: worked examples, properties, and an event simulation that shares no code with the engine."""
