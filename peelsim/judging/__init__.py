"""What laws are worth: held against what was seen, and two files against each other."""
