"""The laws of differentiation and summation, and what they derive."""
