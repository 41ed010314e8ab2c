"""`python -m peelsim` is the console script.

Tests: tests/test_imports.py
"""

import sys

from peelsim.cli import main

sys.exit(main())
