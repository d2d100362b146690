"""Hand derivations, read: texts to parse trees, parse trees to terms of a model."""
