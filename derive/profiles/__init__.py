"""Notation profiles: which letter each thing gets, as small text files found in this folder."""
