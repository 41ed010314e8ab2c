"""peelsim from Python: the same as the sweep files and commands say, on values instead of files."""
