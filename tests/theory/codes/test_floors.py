"""Error floors, against exact laws, enumeration and simulation without anything of the package's kernels."""

import numpy as np
import pytest

from peelsim.theory.codes.evolution import Code, Slots
from peelsim.theory.codes.exact import regular_code, regular_users
from peelsim.theory.codes.floors import MULTIPLE, PARTS, SIMPLE, floor

MIXED = {2: 0.5, 3: 0.28, 8: 0.22}


def test_printed_floors():
    """Leading orders and, in brackets, what was simulated: .256(6), .0928; .507(13), .2968; .234(4), .1739."""
    distinct = floor(Slots(MIXED), 1000, load=0.5, edges=SIMPLE)
    assert (round(distinct.unknown, 4), round(distinct.some, 4)) == (0.25, 0.0921)
    independent = floor(Slots(MIXED), 10**6, load=0.5, edges=MULTIPLE)
    assert (round(independent.unknown, 4), round(independent.some, 4)) == (0.5, 0.2929)
    code = floor(Code({2: 3 / 11, 4: 8 / 11}, {6: 1}), 1000, load=0.4, edges=MULTIPLE)
    assert (round(code.unknown, 4), round(code.some, 4)) == (0.2308, 0.1728)


@pytest.mark.parametrize(("degree", "checks", "load"), [(3, 6, 0.15), (4, 8, 0.15), (3, 4, 0.2)])
def test_the_leading_order_is_that_of_the_exact_law(degree, checks, load):
    """n P(block) of the exact law, taken to infinite n along n = 160, 320, tends to the floor's within some percent."""
    code = Code({degree: 1}, {checks: 1})
    near = [regular_code(n, degree=degree, check_degree=checks, erasure=load).some * n for n in (160, 320)]
    limit = 2 * near[1] - near[0]
    assert floor(code, 1.0e6, load=load, edges=MULTIPLE).some * 1e6 == pytest.approx(limit, rel=0.03)


def test_the_leading_order_of_slots_is_that_of_the_exact_law():
    near = [regular_users(n, degree=3, users=n // 4).some * n for n in (80, 160)]
    limit = 2 * near[1] - near[0]
    assert floor(Slots({3: 1}), 1e6, load=0.25, edges=MULTIPLE).some * 1e6 == pytest.approx(limit, rel=0.04)


@pytest.mark.parametrize(("edges", "load"), [(SIMPLE, 0.3), (PARTS, 0.3)])
def test_pairs_of_users_with_the_same_three_slots(edges, load):
    """Small frames: pairs are nearly all there is, and are counted here among random triples."""
    slots, trials, rng = 30, 20_000, np.random.default_rng(4)
    users = int(load * slots)
    if edges == SIMPLE:
        picks = np.argsort(rng.random((trials, users, slots)), axis=2)[:, :, :3]
    else:
        picks = rng.integers(slots // 3, size=(trials, users, 3)) + np.arange(3) * (slots // 3)
    held = np.sort(picks, axis=2) @ np.array([1, slots, slots**2])
    pairs = (users - np.array([len(np.unique(row)) for row in held])).mean()
    mean = floor(Slots({3: 1}), slots, load=load, edges=edges).unknown / 2
    exact = {SIMPLE: 1 / 4060, PARTS: 1 / 1000}[edges] * users * (users - 1) / 2
    assert pairs == pytest.approx(exact, abs=5 * np.sqrt(exact / trials))
    assert mean == pytest.approx(exact, rel=0.25)


def test_there_is_no_floor_where_a_share_is_lost():
    for ensemble, edges, load, reason in (
        (Slots({1: 0.1, 3: 0.9}), MULTIPLE, 0.3, "degree 0 or 1"),
        (Slots(MIXED), MULTIPLE, 1.0, "stability"),
        (Slots({2: 1}), PARTS, 0.2, "two parts"),
    ):
        with pytest.raises(ValueError, match=reason):
            floor(ensemble, 1000, load=load, edges=edges)


@pytest.mark.parametrize(("slots", "users"), [(5, 80), (5, 300), (20, 1100)])
def test_the_exact_law_of_slots_that_are_full_loses_all(slots, users):
    """Of some 50 replicas per slot, of 180 and of 165, no slot has a single one."""
    law = regular_users(slots, degree=3, users=users)
    assert law.probabilities.sum() == pytest.approx(1, abs=1e-9) and law.mean == pytest.approx(users, rel=1e-9)


def test_the_exact_law_of_large_checks_takes_no_minutes():
    for checks, degree in ((120, 1000), (1, 60_000)):
        with pytest.raises(ValueError, match="are too many for the exact law"):
            regular_code(checks * degree, degree=1, check_degree=degree, erasure=0.9)
    law = regular_code(2000, degree=1, check_degree=200, erasure=0.01)  # a bit is found if all others of its check are
    assert law.mean == pytest.approx(2000 * 0.01 * (1 - 0.99**199), rel=1e-9)
