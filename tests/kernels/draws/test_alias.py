import numpy as np
import pytest
from scipy import stats

from peelsim.kernels.draws.alias import alias_table, binomial_room, binomial_table, draw_alias

LAWS = [
    (1, 0.5),
    (5, 1e-3),
    (45, 6 / 45),
    (5000, 0.006),
    (5000, 0.4),
    (27, 1 - 1e-9),
    (1_800_000, 6 / 335_000),
    (10**9, 3e-8),
]


def table_of(n, p):
    room = binomial_room(n, p)
    return int(binomial_table(n, p, room)), room.table


def probabilities(table):
    """Law of ``draw_alias``, from the table itself."""
    size = 1 << table.bits
    kept = table.threshold.astype(float) / 2.0 ** (64 - table.bits)
    law = kept / size
    np.add.at(law, table.alias, (1 - kept) / size)
    return law


@pytest.mark.parametrize(("n", "p"), LAWS)
def test_the_table_holds_the_binomial_law(n, p):
    lowest, table = table_of(n, p)
    law = probabilities(table)
    exact = stats.binom.pmf(lowest + np.arange(len(law)), n, p)
    np.testing.assert_allclose(law, exact, rtol=1e-10, atol=1e-16)
    assert exact.sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("n", [0, 1, 77])
def test_certain_edges(n):
    lowest, table = table_of(n, 1.0)
    words = np.random.default_rng(1).integers(0, 2**64, 200, dtype=np.uint64)
    assert {lowest + int(draw_alias(word, table)) for word in words} == {n}


def test_a_draw_falls_below_or_above_an_entrys_threshold():
    bits, threshold, alias = table = table_of(45, 6 / 45)[1]
    shift = 64 - bits
    for entry in range(1 << bits):
        below = (entry << shift) + int(threshold[entry]) - 1
        if threshold[entry] > 0:
            assert draw_alias(np.uint64(below), table) == entry
        if int(threshold[entry]) < 2**shift - 1:
            assert draw_alias(np.uint64(below + 1), table) == alias[entry]


def test_no_value_outside_the_law_is_ever_drawn():
    lowest, table = table_of(5, 0.3)
    words = np.random.default_rng(2).integers(0, 2**64, 20_000, dtype=np.uint64)
    drawn = {lowest + int(draw_alias(word, table)) for word in words}
    assert drawn == set(range(6))


@pytest.mark.parametrize("law", [[1.0], [0.25, 0.75], [0.1, 0.2, 0.3, 0.4, 0.0]])
def test_a_table_holds_any_law_and_nothing_beyond_it(law):
    held = probabilities(alias_table(np.array(law)))
    np.testing.assert_allclose(held[: len(law)], law, atol=1e-15)
    assert (held[len(law) :] == 0).all()
