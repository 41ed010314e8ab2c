"""The frame around every command: streams it can rely on, and an exit code whatever happens to them."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from peelsim import printing
from peelsim.printing import complain

INTERRUPTED = 130  # exit code after Ctrl-C, as shells have it


def entered(command: Callable[[], int]) -> int:
    """Run a command; returns its exit code, 2 if its results could not be printed."""
    _fill_gaps()
    try:
        code = command()
    except SystemExit as end:  # of argparse
        code = end.code if isinstance(end.code, int) else 2
    except KeyboardInterrupt:
        complain("stopped")
        code = INTERRUPTED
    except MemoryError:
        complain("there is not enough memory for this: take smaller sizes, or fewer threads")
        code = 2
    flushed()
    return 2 if printing.failed and code == 0 else code


def flushed() -> None:
    """Have everything printed that was printed through Python's own ways."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            printing.say("")  # says why, once
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.flush()


def _fill_gaps() -> None:
    """Standard streams that are closed lead nowhere: else the next file that is opened, a result, would be one."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
