"""Tables are as wide as the terminal, and say everything."""

import os
import pty
import select
import sys
import time

import pytest

from peelsim.aligned import aligned

ROWS = [["point", "trials", "stuck", "95 % interval"], ["1,000", "20", "0.5", "[0.2, 0.8]"]]


@pytest.mark.parametrize("width", [None, 80, 30, 16, 1])
def test_every_cell_is_said_and_keys_with_each_part(width):
    lines = aligned(ROWS, keys=1, width=width)
    text = "\n".join(lines)
    assert all(cell in text for row in ROWS for cell in row)
    parts = text.split("\n\n")
    assert all(part.startswith("point") and part.splitlines()[1].startswith("1,000") for part in parts)
    assert [part.count("trials") for part in parts] == [1] + [0] * (len(parts) - 1)
    if width is not None and width > 20:
        assert max(map(len, lines)) <= width


def test_as_wide_as_there_is_room():
    assert len(aligned(ROWS, keys=1, width=40)) == 2
    assert len(aligned(ROWS, keys=1, width=30)) == 5
    assert aligned(ROWS, keys=1, right=True, width=None)[1].endswith("[0.2, 0.8]")


def test_the_width_is_that_of_the_terminal():
    """What a program of 30 columns prints on a terminal, and into a pipe."""
    code = "from peelsim.aligned import terminal_width; print(terminal_width())"
    child, terminal = pty.fork()
    if not child:
        os.environ["COLUMNS"] = "30"
        os.execv(sys.executable, [sys.executable, "-c", code])
    said, end = b"", time.monotonic() + 60
    while b"\n" not in said and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            said += os.read(terminal, 100)
    os.waitpid(child, 0)
    os.close(terminal)
    assert said.split() == [b"30"]
