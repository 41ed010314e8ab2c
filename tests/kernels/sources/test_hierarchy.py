"""Grammars, pair laws and posteriors against enumeration of every tree; printed numbers of the specification."""

from itertools import product

import numpy as np
import pytest

from peelsim.kernels.sources.belief import Tree, add_surprises, climb, grow, surprise
from peelsim.kernels.sources.grammar import covariance, draw_rules, pair_laws, symbol_laws
from peelsim.kernels.sources.hierarchy_trials import Found, Hierarchy, count_pairs, is_told, run_hierarchies
from peelsim.kernels.sources.singular import exceeds, gram, largest_singular
from peelsim.theory.sources.hierarchy import Grammars, samples_to_tell
from tests.agreement import against, mean_is

CALM = np.zeros(2, np.int64)


def hierarchy_of(v, m, s, levels, *, samples=1000, trees=10):
    return Hierarchy(
        samples=samples,
        trees=trees,
        rules=np.zeros((levels, v, m, s), np.int16),
        tuples=np.zeros(v**s, np.int64),
        laws=np.zeros((levels + 1, v)),
        pairs=np.zeros((levels, v, v)),
        squares=np.zeros((3, v, v)),
        tree=Tree(
            symbols=np.zeros(s**levels, np.int16),
            next_symbols=np.zeros(s**levels, np.int16),
            messages=np.zeros((s**levels, v)),
            siblings=np.zeros((levels, s - 1, v)),
            down=np.zeros((2, v)),
        ),
        unit=Grammars(symbols=v, rules=m, branching=s).correlation_strength(np.arange(1, levels + 1)) ** 2,
    )


def drawn(v, m, s, levels, stream, **more):
    hierarchy = hierarchy_of(v, m, s, levels, **more)
    draw_rules(np.uint64(stream), hierarchy.rules, hierarchy.tuples)
    symbol_laws(hierarchy.rules, hierarchy.laws)
    pair_laws(hierarchy.rules, hierarchy.laws, hierarchy.pairs, hierarchy.squares)
    return hierarchy


def expansions(rules, level, symbol):
    """Every string that a symbol may become, with its probability."""
    if level == len(rules):
        return {(symbol,): 1.0}
    found = {}
    for rule in rules[level, symbol]:
        parts = [expansions(rules, level + 1, int(child)).items() for child in rule]
        for chosen in product(*parts):
            string = sum((part for part, _ in chosen), ())
            found[string] = found.get(string, 0.0) + np.prod([p for _, p in chosen]) / rules.shape[2]
    return found


def every_text(rules):
    found = {}
    for symbol in range(rules.shape[1]):
        for string, p in expansions(rules, 0, symbol).items():
            found[string] = found.get(string, 0.0) + p / rules.shape[1]
    return found


@pytest.mark.parametrize(("v", "m", "s", "levels"), [(3, 2, 2, 2), (4, 2, 2, 2), (3, 2, 3, 1), (2, 1, 3, 2)])
def test_laws_of_tokens_are_those_of_every_text(v, m, s, levels):
    hierarchy = drawn(v, m, s, levels, 5)
    texts = every_text(hierarchy.rules)
    assert sum(texts.values()) == pytest.approx(1)
    for height in range(1, levels + 1):
        joint = np.zeros((v, v))
        for string, p in texts.items():
            joint[string[-1 - s ** (height - 1)], string[-1]] += p
        np.testing.assert_allclose(hierarchy.pairs[height - 1], joint, atol=1e-12)
        found = np.zeros((v, v))
        square = covariance(hierarchy.pairs[height - 1], found)
        np.testing.assert_allclose(found, joint - np.outer(joint.sum(1), joint.sum(0)), atol=1e-12)
        assert square == pytest.approx(np.sum(found**2))


@pytest.mark.parametrize(("v", "m", "s", "levels"), [(3, 2, 2, 2), (4, 2, 2, 2), (3, 2, 3, 1), (2, 1, 3, 2)])
def test_posteriors_are_those_of_every_text(v, m, s, levels):
    hierarchy = drawn(v, m, s, levels, 6)
    texts = every_text(hierarchy.rules)
    for trial in range(20):
        grow(np.uint64(trial), hierarchy.rules, hierarchy.tree)
        climb(hierarchy.rules, hierarchy.tree)
        string = tuple(hierarchy.tree.symbols.tolist())
        assert string in texts
        for height in range(levels + 1):
            seen = string[-(s**height) :]
            alike = [(x, p) for x, p in texts.items() if x[-len(seen) : -1] == seen[:-1]]
            chance = sum(p for x, p in alike if x[-1] == seen[-1]) / sum(p for _, p in alike)
            said = surprise(hierarchy.rules, hierarchy.laws, hierarchy.tree, height)
            assert said == pytest.approx(-np.log(chance), rel=1e-9, abs=1e-12)


def test_texts_are_drawn_by_their_law():
    hierarchy = drawn(3, 2, 2, 2, 7)
    texts = every_text(hierarchy.rules)
    place = {string: i for i, string in enumerate(texts)}
    counts = np.zeros(len(texts))
    for trial in range(20_000):
        grow(np.uint64(3 + 7919 * trial), hierarchy.rules, hierarchy.tree)
        counts[place[tuple(hierarchy.tree.symbols.tolist())]] += 1
    against(counts, list(texts.values()))


def test_rules_are_distinct_and_any_is_as_likely():
    hierarchy = hierarchy_of(3, 2, 2, 1)
    counts = np.zeros(9)
    for trial in range(6000):
        draw_rules(np.uint64(11 + 7919 * trial), hierarchy.rules, hierarchy.tuples)
        pairs = hierarchy.rules.reshape(-1, 2) @ [3, 1]
        assert len(set(pairs.tolist())) == 6
        counts[pairs[0]] += 1
    against(counts, np.full(9, 1 / 9))


@pytest.mark.parametrize("n", [1, 2, 7, 16])
def test_the_largest_singular_value_is_numpys(n):
    matrix = np.random.default_rng(n).standard_normal((n, n))
    product_, factor = np.zeros((n, n)), np.zeros((n, n))
    gram(matrix, product_)
    np.testing.assert_allclose(product_, matrix.T @ matrix, atol=1e-12)
    norm = np.linalg.norm(matrix, 2)
    assert largest_singular(product_, factor) == pytest.approx(norm, rel=1e-9)
    assert exceeds(product_, (0.999 * norm) ** 2, factor) and not exceeds(product_, (1.001 * norm) ** 2, factor)


def test_pairs_are_counted_by_their_law():
    joint = np.array([[0.2, 0.0, 0.1], [0.05, 0.3, 0.05], [0.0, 0.1, 0.2]])
    seen, total = np.zeros((3, 3)), np.zeros((3, 3))
    squares = []
    for trial in range(3000):
        count_pairs(np.uint64(2 + 7919 * trial), joint, 50, seen)
        assert seen.sum() == pytest.approx(1)
        total += seen * 50
        squares.append(seen[1, 1] * seen[2, 2] * 50 / 49)
    against(total.ravel(), joint.ravel())
    mean_is(squares, 0.3 * 0.2)


def largest(joint):
    return np.linalg.norm(joint - np.outer(joint.sum(1), joint.sum(0)), 2)


def test_norms_are_the_laws():
    """v = 32, m = 8, s = 2. Printed: .0560, .00684, .000800, .0000986 of six grammars, against the limit's law."""
    found = [drawn(32, 8, 2, 5, 100 + 7919 * g) for g in range(150)]
    square = np.array([[covariance(h.pairs[level], h.squares[0]) for level in range(5)] for h in found])
    rms, levels = np.sqrt(square.mean(axis=0)), np.arange(1, 6)
    grammars = Grammars(symbols=32, rules=8)
    np.testing.assert_allclose(rms[:4], [0.0560, 0.00684, 0.000800, 0.0000986], rtol=0.06)
    np.testing.assert_allclose(rms, grammars.corrected_strength(levels), rtol=0.06)
    np.testing.assert_allclose(rms[:3], grammars.correlation_strength(levels[:3]), rtol=0.06)
    assert rms[4] < 0.93 * grammars.correlation_strength(5)  # what only the corrected law sees


def entropies(v, m, levels, grammars, trees):
    hierarchy = hierarchy_of(v, m, 2, levels, trees=trees)
    empty = [np.zeros((grammars, levels), np.int64) for _ in range(3)]
    found = Found(*empty, np.zeros((grammars, levels + 1), np.int64))
    assert run_hierarchies(np.uint64(8), 0, hierarchy, found, CALM)
    return found.entropy / 2.0**40


@pytest.mark.slow
def test_printed_entropies():
    """v = 32, m = 8, s = 2, standard errors of six grammars up to .013."""
    seen = entropies(32, 8, 6, 24, 1000)
    printed = [3.418, 2.081, 0.958, 0.404, 0.225, 0.180, 0.171]
    np.testing.assert_allclose(seen.mean(axis=0), printed, atol=4.4 * 0.013)


def test_entropies_fall_by_the_share_of_rules():
    """v = 16, m = 8, s = 2: f = 1/2 a level, from the fourth level on."""
    seen = entropies(16, 8, 7, 25, 40).mean(axis=0)
    limit = Grammars(symbols=16, rules=8).entropy_limit(seen[7], before=seen[6])
    assert np.diff(seen).max() < 0
    assert (seen[6] - limit) / (seen[3] - limit) == pytest.approx(0.5**3, rel=0.35)


def test_printed_detection():
    """v = 16, m = 8, level 2 of one grammar, told at P*/4, P*/2 and P*: .03, .18, .87; false alarms below 2 %."""
    rng = np.random.default_rng(500)
    tuples = np.array([rng.choice(256, 128, replace=False).reshape(16, 8) for _ in range(8)])
    hierarchy = hierarchy_of(16, 8, 2, 8)
    hierarchy.rules[:] = np.stack([tuples // 16, tuples % 16], axis=-1)
    symbol_laws(hierarchy.rules, hierarchy.laws)
    pair_laws(hierarchy.rules, hierarchy.laws, hierarchy.pairs, hierarchy.squares)
    joint = hierarchy.pairs[1].copy()
    nothing = np.outer(joint.sum(1), joint.sum(0))
    enough = samples_to_tell(largest(joint), symbols=16)

    def told(law, share):
        samples = int(share * enough)
        return np.mean([is_told(np.uint64(1 + 7919 * r), law, samples, hierarchy.squares) for r in range(1500)])

    assert [told(joint, share) for share in (0.25, 0.5, 1)] == pytest.approx([0.03, 0.18, 0.87], abs=0.06)
    assert told(nothing, 1) < 0.02


def test_a_stop_is_heard():
    hierarchy = hierarchy_of(4, 2, 2, 2)
    found = Found(*[np.zeros((1, 2), np.int64) for _ in range(3)], np.zeros((1, 3), np.int64))
    assert not run_hierarchies(np.uint64(1), 0, hierarchy, found, np.ones(2, np.int64))
    sums = np.zeros(3)
    tree = hierarchy.tree
    assert not add_surprises(np.uint64(1), hierarchy.rules, hierarchy.laws, tree, 5, sums, np.ones(2, np.int64))
