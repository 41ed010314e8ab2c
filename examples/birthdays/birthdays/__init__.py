"""A model of one's own for peelsim, in a package of its own."""
