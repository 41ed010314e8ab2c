"""`python -m peelsim` is the console script."""

import sys

from peelsim.cli import main

sys.exit(main())
