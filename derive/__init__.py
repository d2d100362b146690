"""Derive backpropagation symbolically, with reasons, and write it as handout and program."""

__version__ = "0.1.0"
