"""The user's structure, and the numbered, named and sized equations it stands for."""
