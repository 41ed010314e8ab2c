"""What the statistics of a sequence of tokens are, and which exponents they predict."""
