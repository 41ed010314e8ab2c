"""`python -m peelsim.run SWEEP.toml`, the same as `peelsim run SWEEP.toml`."""

import sys

from peelsim.commands.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], "python -m peelsim.run"))
