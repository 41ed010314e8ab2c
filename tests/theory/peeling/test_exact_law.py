from functools import cache
from itertools import combinations, product
from math import comb, exp, fsum, prod

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf
from scipy import stats

from peelsim.ensembles import Binomial, Explicit
from peelsim.theory.peeling.exact_chain import binomial_band, log_poisson, poisson_band
from peelsim.theory.peeling.exact_law import _text, fixed_texts, poisson_texts
from peelsim.theory.renewal.texts import texts_of
from peelsim.theory.renewal.whole_law import fixed_texts_law


def binomial_degrees(concepts, mean):
    return {k: float(stats.binom.pmf(k, concepts, mean / concepts)) for k in range(concepts + 1)}


def peel(concepts, texts):
    """Concepts left unlearnt, obviously right."""
    unlearnt = set(range(concepts))
    while taught := set().union(*(text & unlearnt for text in texts if len(text & unlearnt) == 1)):
        unlearnt -= taught
    return unlearnt


def enumerated_law(concepts, texts, degrees):
    """P(learnt = 0..R) and the mean training error, over every graph there is."""
    subsets = [set(s) for k in range(concepts + 1) for s in combinations(range(concepts), k)]
    chance = [degrees.get(len(s), 0) / comb(concepts, len(s)) for s in subsets]
    law, errors = [[] for _ in range(concepts + 1)], []
    for graph in product(range(len(subsets)), repeat=texts):
        weight = prod(chance[i] for i in graph)
        if weight > 0:
            unlearnt = peel(concepts, [subsets[i] for i in graph])
            law[concepts - len(unlearnt)].append(weight)
            errors.append(weight * sum(bool(subsets[i] & unlearnt) for i in graph) / max(1, texts))
    return [fsum(weights) for weights in law], fsum(errors)


def high_precision_fixed(concepts, texts, mean):
    """The chain (u, r, m) term by term, in 60 digits."""
    with mp.workdps(60):
        p = mpf(mean) / concepts
        one = [u * p * (1 - p) ** (u - 1) if u else mpf(0) for u in range(concepts + 1)]
        many = [1 - (1 - p) ** u - one[u] for u in range(concepts + 1)]

        @cache
        def binomial(n, q):
            return [comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(n + 1)]

        states = {}
        start = binomial(texts, many[concepts])
        for m in range(texts + 1):
            for r, chance in enumerate(binomial(texts - m, one[concepts] / (1 - many[concepts]))):
                states[r, m] = start[m] * chance
        law = [mpf(0)] * (concepts + 1)
        for u in range(concepts, -1, -1):
            taught, after = {}, {}
            for (r, m), mass in states.items():
                if r == 0:
                    law[concepts - u] += mass
                elif mass > 0:
                    for a, chance in enumerate(binomial(r - 1, mpf(1) / u)):
                        taught[r - 1 - a, m] = taught.get((r - 1 - a, m), 0) + mass * chance
            leave = (u - 1) * p**2 * (1 - p) ** (u - 2) / many[u] if u > 1 else mpf(0)
            for (r, m), mass in taught.items():
                for b, chance in enumerate(binomial(m, leave)):
                    after[r + b, m - b] = after.get((r + b, m - b), 0) + mass * chance
            states = after
        return law


def high_precision_poisson(concepts, mean_texts, mean):
    """By differences, in so many digits that they do no harm: what is not learnt j is learnt less."""
    with mp.workdps(700):
        p = mpf(mean) / concepts
        unseen = [mpmath.exp(-mean_texts * p * (1 - p) ** (concepts - 1 - j)) for j in range(concepts)] + [mpf(0)]
        law, order = [], []
        for j in range(concepts + 1):
            stops = sum(comb(j, i) * order[i] * (unseen[i] - unseen[j]) ** (j - i) for i in range(j))
            order.append((1 - unseen[j]) ** j - stops)
            law.append(comb(concepts, j) * order[j] * unseen[j] ** (concepts - j))
        return law


def assert_close(law, twin, least=1e-200):
    """Equal to 11 digits, however small."""
    for value, right in zip(law.probability, twin, strict=True):
        assert value == pytest.approx(float(right), rel=1e-11, abs=least)


@pytest.mark.parametrize(
    ("concepts", "texts", "mean", "learnt_fraction", "complete"),
    [
        (5, 5, 2, 0.4412090950, 0.1360261580),
        (10, 10, 2, 0.4763587896, 0.0171603033),
        (20, 20, 3, 0.2740056714, 0.0019647897),
        (30, 45, 4, 0.2552140208, 0.1203205006),
        (50, 60, 3, 0.6051472252, 0.0575701947),
        (30, 150, 6, 0.1243133324, 0.0670188610),
    ],
)
def test_reference_values_fixed(concepts, texts, mean, learnt_fraction, complete):
    law = fixed_texts(concepts, texts, mean)
    assert law.mean / concepts == pytest.approx(learnt_fraction, abs=1e-10)
    assert law.complete == pytest.approx(complete, abs=1e-10)


@pytest.mark.parametrize(
    ("concepts", "texts_per_concept", "mean", "learnt_fraction", "complete", "stuck"),
    [
        (50, 1.5, 4, 0.3210346972, 0.1735552119, 0.80215871),
        (500, 1.5, 4, 0.5169794799, 0.1136164506, 0.62102821),
        (100, 4.6, 6, 0.2288481790, 0.1470156724, 0.85298433),
    ],
)
def test_reference_values_poisson(concepts, texts_per_concept, mean, learnt_fraction, complete, stuck):
    law = poisson_texts(concepts, concepts * texts_per_concept, mean)
    assert law.mean / concepts == pytest.approx(learnt_fraction, abs=1e-10)
    assert law.complete == pytest.approx(complete, abs=1e-10)
    assert law.stuck(0.5) == pytest.approx(stuck, abs=1e-8)


def test_compute_optimal_size():
    assert fixed_texts(14, 400 // 14, 3).mean == pytest.approx(12.118536, abs=1e-6)
    assert fixed_texts(13, 400 // 13, 3).mean == pytest.approx(11.918628, abs=1e-6)


@pytest.mark.parametrize(
    ("concepts", "texts", "mean"), [(3, 5, 1.2), (4, 3, 2), (5, 3, 4.5), (2, 6, 1), (1, 4, 0.3), (2, 3, 2)]
)
def test_agrees_with_every_binomial_graph(concepts, texts, mean):
    law = fixed_texts(concepts, texts, mean)
    probability, error = enumerated_law(concepts, texts, binomial_degrees(concepts, mean))
    assert law.probability == pytest.approx(probability, abs=1e-14)
    assert law.training_error == pytest.approx(error, abs=1e-14)


@pytest.mark.parametrize(
    ("concepts", "texts", "degrees"), [(4, 3, {0: 0.1, 1: 0.4, 2: 0.3, 4: 0.2}), (3, 4, {1: 0.5, 3: 0.5})]
)
def test_agrees_with_every_graph_of_given_degrees(concepts, texts, degrees):
    law = fixed_texts(concepts, texts, degrees)
    probability, error = enumerated_law(concepts, texts, degrees)
    assert law.probability == pytest.approx(probability, abs=1e-14)
    assert law.training_error == pytest.approx(error, abs=1e-14)


@pytest.mark.parametrize(("concepts", "texts", "mean"), [(14, 22, 3), (8, 30, 7), (12, 20, 1e-10), (10, 24, 9.9)])
@pytest.mark.plain_cases(2)
def test_fixed_tails(concepts, texts, mean):
    assert_close(fixed_texts(concepts, texts, mean), high_precision_fixed(concepts, texts, mean))


def test_a_fixed_tail_of_1e_110():
    law, twin = fixed_texts(12, 20, 1e-10), high_precision_fixed(12, 20, 1e-10)
    assert 0 < law.complete < 1e-105
    assert law.complete == pytest.approx(float(twin[-1]), rel=1e-12, abs=0)


@pytest.mark.slow
def test_no_text_of_degree_one_among_many():
    one = stats.binom.pmf(1, 50, 2.5 / 50)
    assert fixed_texts(50, 800, 2.5).at_most(0) == pytest.approx((1 - one) ** 800, rel=1e-11, abs=0)  # 1e-81


@pytest.mark.parametrize(
    ("concepts", "mean_texts", "mean"), [(80, 370.5, 6), (150, 100, 3), (60, 90, 0.001), (120, 1200, 5)]
)
@pytest.mark.plain_cases(1)
def test_poisson_tails(concepts, mean_texts, mean):
    assert_close(poisson_texts(concepts, mean_texts, mean), high_precision_poisson(concepts, mpf(mean_texts), mean))


def test_poisson_tails_of_1e_150():
    law, twin = poisson_texts(60, 90, 0.001), high_precision_poisson(60, mpf(90), mpf("0.001"))
    for learnt in (30, 45, 60):
        assert law.at_least(learnt) == pytest.approx(float(sum(twin[learnt:])), rel=1e-11, abs=0)
    assert law.at_least(60) < 1e-70
    law, twin = poisson_texts(120, 12000, 4), high_precision_poisson(120, mpf(12000), 4)
    for learnt in (0, 2, 10):
        assert law.at_most(learnt) == pytest.approx(float(sum(twin[: learnt + 1])), rel=1e-11, abs=0)
    assert law.at_most(0) < 1e-90


@pytest.mark.parametrize("degree", [2.5, {1: 0.3, 2: 0.3, 3: 0.2, 6: 0.2}, {0: 0.5, 1: 0.25, 2: 0.25}])
def test_poisson_law_is_a_mixture_of_fixed_laws(degree):
    law, mean_texts = poisson_texts(7, 9.5, degree), 9.5
    counts = np.arange(70)
    fixed = [fixed_texts(7, int(texts), degree) for texts in counts]
    weights = stats.poisson.pmf(counts, mean_texts)
    assert law.probability == pytest.approx(
        sum(w * f.probability for w, f in zip(weights, fixed, strict=True)), abs=1e-14
    )
    unread = sum(w * n * f.training_error for w, n, f in zip(weights, counts, fixed, strict=True))
    assert law.training_error == pytest.approx(unread / mean_texts, abs=1e-14)


@pytest.mark.parametrize(("concepts", "mean"), [(1, 0.5), (2, 2), (40, 6), (40, 39.5)])
def test_binomial_degrees_are_one_text_degree_law(concepts, mean):
    degrees = binomial_degrees(concepts, mean)
    for make, texts in ((fixed_texts, 2 * concepts), (poisson_texts, 2.5 * concepts)):
        named, listed = make(concepts, texts, mean), make(concepts, texts, degrees)
        assert named.probability == pytest.approx(listed.probability, rel=1e-9, abs=1e-14)
        assert named.training_error == pytest.approx(listed.training_error, rel=1e-10)


@settings(max_examples=60)
@given(st.integers(1, 25), st.integers(0, 120), st.floats(1e-6, 1), st.floats(-0.1, 1.1))
def test_is_a_law(concepts, texts, p, split):
    for law in (fixed_texts(concepts, texts, p * concepts), poisson_texts(concepts, float(texts), p * concepts)):
        assert law.probability.min() >= 0
        assert law.probability.sum() == pytest.approx(1, abs=1e-12)
        assert 0 <= law.dropped < 1e-200
        assert law.at_most(concepts // 2) + law.at_least(concepts // 2 + 1) == pytest.approx(1)
        assert law.at_most(concepts) == law.at_least(0) == min(1.0, law.probability.sum())
        assert law.at_most(-1) == law.at_least(concepts + 1) == 0
        stays = sum(q for n, q in enumerate(law.probability) if concepts - n > split * concepts)
        assert law.stuck(split) == pytest.approx(stays, abs=1e-12)
        assert 0 <= law.training_error <= 1 + 1e-12
        assert law.mean == pytest.approx(sum(n * q for n, q in enumerate(law.probability)))


@pytest.mark.parametrize(
    ("concepts", "texts", "degree"),
    [
        (100, 527, Binomial(mean=6)),
        (60, 500, Explicit({0: 0.1, 1: 0.01, 2: 0.09, 7: 0.8})),
        (70, 600, Binomial(mean=40)),
    ],
)
@pytest.mark.slow
def test_circle_agrees_with_the_recursion(concepts, texts, degree):
    probability, error = fixed_texts_law(texts_of(concepts, degree), texts)
    law = fixed_texts(concepts, texts, degree.mean if isinstance(degree, Binomial) else degree.probabilities)
    assert probability == pytest.approx(law.probability, rel=0, abs=1e-12)
    assert error == pytest.approx(law.training_error, abs=1e-11)


def test_many_concepts_are_for_the_circle():
    law = fixed_texts(700, 3300, 6)
    assert law.dropped == 1e-12
    assert law.probability.sum() == pytest.approx(1, abs=1e-11)


@pytest.mark.parametrize("make", [fixed_texts, poisson_texts])
def test_no_texts_teach_nothing(make):
    law = make(6, 0, 2)
    assert list(law.probability) == [1, 0, 0, 0, 0, 0, 0]
    assert law.training_error == 0


def test_one_concept():
    assert fixed_texts(1, 3, 0.25).complete == pytest.approx(1 - 0.75**3, rel=1e-15)
    assert poisson_texts(1, 3, 0.25).complete == pytest.approx(1 - exp(-0.75), rel=1e-15)
    assert poisson_texts(1, 5, 1).complete == pytest.approx(1 - exp(-5), rel=1e-15)


@pytest.mark.parametrize("make", [fixed_texts, poisson_texts])
def test_every_text_holds_every_concept(make):
    law = make(2, 5, 2)
    assert list(law.probability) == [1, 0, 0]
    assert law.training_error == 1


def test_nothing_is_learnt_without_texts_of_degree_one():
    law = poisson_texts(2000, 9000.5, {1: 0.1, 3: 0.9})
    assert (
        law.at_most(0) == pytest.approx(float(mpmath.exp(-mpf(9000.5) / 10)), abs=0, rel=1e-12) or law.at_most(0) == 0
    )
    law = poisson_texts(2000, 4000, {1: 0.1, 3: 0.9})
    assert law.at_most(0) == pytest.approx(float(mpmath.exp(-mpf(400))), rel=1e-12, abs=0)  # 1e-174
    assert fixed_texts(20, 50, {2: 0.5, 3: 0.5}).at_most(0) == 1


@pytest.mark.slow
def test_large_sizes_keep_their_digits():
    law = poisson_texts(20_000, 4.6 * 20_000, 6)
    assert law.probability.sum() == pytest.approx(1, abs=1e-12)
    assert law.dropped < 1e-205
    assert law.stuck(0.5) == pytest.approx(0.279334008507, abs=1e-11)  # as first computed here


@pytest.mark.parametrize(("concepts", "mean"), [(10, 1e-9), (1000, 1e-7), (1000, 6), (30, 29.999), (2, 2), (20_000, 6)])
def test_chance_of_two_or_more_keeps_its_digits(concepts, mean):
    many = _text(concepts, mean).many
    with mp.workdps(80):
        p = mpf(mean / concepts)
        for u in {0, 1, 2, min(3, concepts), concepts // 2, concepts}:
            right = 1 - (1 - p) ** u - u * p * (1 - p) ** (u - 1) if u else mpf(0)
            assert many[u] == pytest.approx(float(right), rel=1e-13, abs=0)


@pytest.mark.parametrize("mean", [1e-8, 0.4, 3.7, 29.5, 700.3, 20_000.0, 123_456.7])
@pytest.mark.plain_cases(2)
def test_poisson_probabilities_keep_their_digits(mean):
    with mp.workdps(50):
        for count in {0, 1, 7, 16, int(mean), int(mean) + 1, int(1.1 * mean), int(0.9 * mean)}:
            right = mpmath.exp(count * mpmath.log(mpf(mean)) - mpf(mean) - mpmath.loggamma(count + 1))
            if right > 1e-250:
                assert exp(log_poisson(count, mean)) == pytest.approx(float(right), rel=2e-13, abs=0)


def test_bands_are_the_laws_they_name():
    band = np.zeros(3000)
    first, last = poisson_band(band, 700.3, 1e-100)
    counts = np.arange(first, last + 1)
    assert band[first : last + 1] == pytest.approx(stats.poisson.pmf(counts, 700.3), rel=1e-9, abs=0)
    assert max(band[first], band[last]) < 1e-100
    first, last = binomial_band(band, 900, 0.7, 1e-100)
    counts = np.arange(first, last + 1)
    assert band[first : last + 1] == pytest.approx(stats.binom.pmf(counts, 900, 0.7), rel=1e-9, abs=0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fixed_texts(5, 5, 5.1), "at most the number of concepts"),
        (lambda: poisson_texts(5, 5, 5.1), "at most the number of concepts"),
        (lambda: poisson_texts(5, 5, 0), "above 0"),
        (lambda: fixed_texts(0, 5, 1), "not a number of concepts"),
        (lambda: fixed_texts(5, -1, 1), "not a number of texts"),
        (lambda: poisson_texts(5, float("nan"), 1), "not a mean number of texts"),
        (lambda: poisson_texts(5, 5, {1: 0.5, 2: 0.4}), "sum to 1"),
        (lambda: poisson_texts(5, 5, {6: 1.0}), "from 0 to 5"),
        (lambda: fixed_texts(50_000, 250_000, 6), "would take about"),
        (lambda: fixed_texts(10**9, 46 * 10**8, 6), "would take about"),
        (lambda: fixed_texts(2_000_000, 400, 1), "would take about"),
        (lambda: poisson_texts(10**6, 10**6, 6), "the limit is"),
    ],
)
def test_refuses_what_has_no_answer(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_what_takes_too_long_is_refused_before_anything_is_allocated(monkeypatch):
    def allocates(concepts, text_degree):
        raise AssertionError("arrays as long as R")

    monkeypatch.setattr("peelsim.theory.peeling.exact_law._text", allocates)
    for concepts, texts in ((10**12, 46 * 10**11), (10**9, 0), (10**5, 10**9)):
        with pytest.raises(ValueError, match="the limits are"):
            fixed_texts(concepts, texts, 6)
    with pytest.raises(ValueError, match="the limit is"):
        poisson_texts(10**12, 5e12, 6)
