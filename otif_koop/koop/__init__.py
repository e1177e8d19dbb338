"""The chain, lead times, demand and the place of the decoupling point. Knows nothing of the other rooms."""
