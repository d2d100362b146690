"""Networks, each with a reference typed with PyTorch's own functions, by the formula they try."""
