"""The proof: every step, every gradient and the generated program, on numbers."""
