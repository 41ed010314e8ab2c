"""Graphs that a person brings: one strict preparation of matrices for whatever is done with them."""
