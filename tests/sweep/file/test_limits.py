"""Files that would take minutes or gigabytes to look at are refused before."""

import time

import pytest

from peelsim.mistakes import SweepError
from peelsim.sweep.file import spec
from tests.sweep.example import mistakes, toml

DEGREES = ", ".join(f"{k} = 0.001" for k in range(1000))
RANGE = "{ start = 0.1, stop = 0.2, num = 1_000_000 }"
BOMBS = {
    "two long axes": (toml(grid=f"split = {RANGE}\nwindow = {RANGE}"), "grid"),
    "many long axes": (toml(grid="\n".join(f'"a{i}" = {RANGE}' for i in range(100))), "grid"),
    "long zipped axes": (
        toml(grid="a = { zip = { " + ", ".join(f"a{i} = {RANGE}" for i in range(100)) + " } }"),
        "grid",
    ),
    "a long model at many points": (
        toml(
            model="concepts = 10_000\ntexts = 5\n"
            f"text_degree = {{ kind = 'explicit', probabilities = {{ {DEGREES} }} }}",
            grid="split = { start = 0.1, stop = 0.2, num = 100_000 }",
        ),
        "grid",
    ),
    "many laws": (toml(rest=f"[laws]\ncompare = {['corected'] * 100_000}"), "laws.compare"),
    "many unknown keys": (toml(rest="[output]\n" + "\n".join(f"a{i} = 1" for i in range(20_000))), "output.a0"),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.slow
def test_a_bomb_is_refused_at_once(tmp_path, name):
    """In CPU time of this thread, so that a busy machine does not matter; without the limits it is minutes."""
    text, key = BOMBS[name]
    begun = time.thread_time()
    found = mistakes(tmp_path, text)
    took = time.thread_time() - begun
    assert key in found
    assert took < 20


def test_a_file_without_end():
    with pytest.raises(SweepError, match=r"/dev/zero: (not valid TOML|is longer than the 4,000,000 letters)"):
        spec.read("/dev/zero")
