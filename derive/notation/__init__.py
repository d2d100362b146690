"""Index notation on SymPy expressions: axes, tensors, sums, deltas, and the formula language."""
