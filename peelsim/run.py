"""`python -m peelsim.run SWEEP.toml`, the same as `peelsim run SWEEP.toml`.

Tests: tests/commands/test_run.py
"""

import sys

from peelsim.commands.run import main
from peelsim.commands.streams import entered

if __name__ == "__main__":
    sys.exit(entered(lambda: main(sys.argv[1:], "python -m peelsim.run")))
