"""Mixed traffic of `make soak`: clients that compare every answer with a model, and clients that misbehave."""
