"""What a lecturer writes on the board: forward formulas of layers, activations and losses."""
