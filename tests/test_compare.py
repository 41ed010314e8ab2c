"""The comparison with C, SciPy, igraph and networkx: every row has its figures, and they are judged rightly."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from interleaved import Quartiles, in_turn
from rows import HEAD, Row, Wanted, compared, table

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "compare.py"
FIGURE = r"-?\d[\d.e+-]*"  # negative: a small difference of two, at quick's sizes on a busy machine
BESIDE = {  # start of a row -> with what it is compared, in each of its rows
    "W1": ["tuned C", "the floor", "a graph trial", "one thread"],
    "W2": ["tuned C", "the floor", "a graph trial"],
    "W3": ["tuned C", "the floor", "engine graph", "engine graph", "one thread"],
    "Large": ["W3", "in all", "in all"],
    "Compilation": ["the rest of the run"],
    "Code": ["plain Numba", "engine graph", "engine graph", "a trial at", "128 bits"],
    "Listed": ["engine graph", "engine graph"],
    "G(": ["C", "C", "C", "the floor", "igraph", "networkx", "SciPy", "igraph", "networkx", "joining alone"],
}
EXCUSES = {  # what may stand for figures
    "the C yardstick needs gcc",
    "the C yardstick needs AVX-512",
    "there is but one core",
    "it takes its time at any size",
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def said():
    run = subprocess.run([sys.executable, str(SCRIPT), "--quick"], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def lines(said):
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in said.splitlines() if line.startswith("|")]
    assert cells[0] == list(HEAD)
    return [dict(zip(HEAD, line, strict=True)) for line in cells[2:]]


def test_every_row_is_there_and_has_its_figures(lines):
    for start, besides in BESIDE.items():
        found = [line for line in lines if line["work"].startswith(start)]
        assert len(found) == len(besides), start
        for line, beside in zip(found, besides, strict=True):
            if line["peelsim"].startswith("skipped"):
                assert line["peelsim"].removeprefix("skipped: ") in EXCUSES
                continue
            assert re.fullmatch(rf"{FIGURE}( \[{FIGURE}, {FIGURE}\])? (s|ms|us|ns|bytes)", line["peelsim"]), line
            assert beside in line["beside"] and re.search(FIGURE, line["beside"]), line
            assert line["wanted"] or beside == "the floor", line
            assert line["reached"] in (("yes", "no") if line["wanted"] else ("",)), line
            assert line["ratio"] or line["wanted"].split()[-1] in line["peelsim"], line
    assert len(lines) == sum(len(besides) for besides in BESIDE.values())


def test_c_does_the_same_work(lines):
    """Sizes that did not reach the programme would show as ratios of hundreds."""
    ratios = [float(line["ratio"].split()[0]) for line in lines if re.match(r"(tuned )?C ", line["beside"])]
    assert all(0.02 < ratio < 50 for ratio in ratios)


def test_the_machine_and_the_versions_are_named(said):
    first = said.splitlines()[0]
    for name in ("cores", "Python 3.", "numba", "numpy", "scipy", "igraph", "networkx", "gcc"):
        assert name in first


def test_timed_in_turn_after_a_round_of_warming_up():
    calls = []
    clocks = {name: lambda name=name: calls.append(name) or float(len(calls)) for name in "ab"}
    found = in_turn(clocks, rounds=2)
    assert calls == ["a", "b"] * 3
    assert found["a"].tolist() == [3, 5] and found["b"].tolist() == [4, 6]


def test_the_ratio_is_that_of_each_round():
    """A machine that is slow for a whole round is slow for both."""
    ours, theirs = np.array([1.0, 2, 30]) / 1e3, np.array([2.0, 8, 30]) / 1e3
    row = compared("work", ours, theirs, beside="C", units=("ms", "us"), wanted=Wanted(0.5))
    assert row.ratio == Quartiles(0.375, 0.5, 0.75)
    assert row.cost.median == pytest.approx(2) and row.beside.startswith("C 8e+03 [")
    assert row.cells[-2:] == ("<= 0.5", "yes")


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [(Wanted(0.49), "no"), (Wanted(2, "ms"), "yes"), (Wanted(1.9, "ms"), "no"), (Wanted(2, at_least=True), "yes")],
)
def test_judged_by_what_is_wanted(wanted, reached):
    ours, theirs = np.array([2e-3]), np.array([4e-3])
    row = compared("work", ours, theirs, beside="C", units=("ms", "ms"), wanted=wanted)
    assert row.cells[-1] == reached


def test_a_skipped_row_says_why_and_reaches_nothing():
    row = Row("work", wanted=Wanted(1), skipped="no compiler")
    assert row.cells == ("work", "skipped: no compiler", "", "", "<= 1", "")
    assert "skipped: no compiler" in table([row])
