import mpmath
import numpy as np
import pytest
from scipy import stats

from peelsim.theory.quanta import quantization as theory
from peelsim.theory.quanta.zipf import nodes, partial_zeta, share_beyond


def uses(exponent, quanta):
    p = np.arange(1.0, quanta + 1) ** -(exponent + 1)
    return p / p.sum()


@pytest.mark.parametrize("exponent", [0.2, 1.0, 2.5])
@pytest.mark.parametrize(("samples", "sightings"), [(30, 1), (30, 3), (2000, 2), (50_000, 7)])
@pytest.mark.parametrize("fixed", [True, False])
def test_means_are_sums_over_the_quanta(exponent, samples, sightings, fixed):
    quanta, n = 60_000, 45_000
    p = uses(exponent, quanta)
    law = stats.binom(samples, p) if fixed else stats.poisson(samples * p)
    missed = law.cdf(sightings - 1)
    missed[n:] = 1
    how = {
        "exponent": exponent,
        "quanta": quanta,
        "capacity": n,
        "samples": samples,
        "sightings": sightings,
        "samples_fixed": fixed,
    }
    assert theory.unlearnt(**how) == pytest.approx(np.sum(p * missed), rel=1e-9)
    assert theory.learnt(**how) == pytest.approx(np.sum(1 - missed), rel=1e-7)
    some = np.array([1, 10, 1000, 50_000])
    assert theory.chance_unlearnt(some, **how) == pytest.approx(missed[some - 1], rel=1e-9, abs=1e-300)


def test_data_without_limit_teach_what_there_is_room_for():
    p = uses(0.5, 1000)
    how = {"exponent": 0.5, "quanta": 1000, "capacity": 30}
    assert theory.unlearnt(**how) == pytest.approx(p[30:].sum(), rel=1e-12)
    assert theory.learnt(**how) == 30
    assert theory.chance_unlearnt([30, 31], **how).tolist() == [0, 1]


@pytest.mark.parametrize("fixed", [True, False])
def test_fewer_samples_than_sightings_teach_nothing(fixed):
    how = {"exponent": 1.0, "quanta": 50, "sightings": 3, "samples_fixed": fixed}
    assert theory.unlearnt(samples=0, **how) == 1
    assert theory.learnt(samples=0, **how) == 0
    if fixed:
        assert theory.unlearnt(samples=2, **how) == 1


@pytest.mark.parametrize("fixed", [True, False])
def test_means_keep_their_digits_where_hardly_anything_is_learnt_or_left(fixed):
    how = {"exponent": 0.5, "sightings": 2, "samples_fixed": fixed}
    p = uses(0.5, 30)
    law = stats.binom(10**6, p) if fixed else stats.poisson(10**6 * p)
    assert theory.unlearnt(quanta=30, samples=10**6, **how) == pytest.approx(np.sum(p * law.cdf(1)), rel=1e-6)
    p = uses(0.5, 40_000)
    few = p[1:] ** 2 if fixed else stats.poisson(2 * p[1:]).sf(1)
    first = p[0] ** 2 if fixed else stats.poisson(2 * p[0]).sf(1)
    assert theory.learnt(quanta=40_000, samples=2, **how) == pytest.approx(first + few.sum(), rel=1e-6)


def test_a_single_quantum_is_all_there_is():
    """Its use is 1, whatever rounding makes of it."""
    for exponent in (0.01, 0.3, 0.5, 1.7, 9.0):
        how = {"exponent": exponent, "quanta": 1, "sightings": 3}
        assert (theory.learnt(samples=10, **how), theory.unlearnt(samples=10, **how) < 1e-100) == (1, True)
        assert theory.chance_unlearnt([1], samples=2, **how).tolist() == [1]


def test_quanta_often_seen_are_those_of_the_published_law():
    n = theory.often_seen(1e6, exponent=0.5, sightings=4)
    assert 1e6 * n**-1.5 / partial_zeta(1.5) == pytest.approx(4)
    assert theory.published_data(1e6, exponent=0.5, sightings=4) == theory.power_law_parameters(n, exponent=0.5)


@pytest.mark.parametrize("s", [1.2, 2.0, 5.0])
def test_sums_over_many_ranks_and_over_ranks_without_end(s):
    k, weight = nodes(3_000_000)
    assert np.sum(weight * k**-s) == pytest.approx(np.sum(np.arange(1.0, 3_000_001) ** -s), rel=1e-11)
    assert weight.sum() == pytest.approx(3_000_000, rel=1e-12)
    assert partial_zeta(s) == pytest.approx(float(mpmath.zeta(s)), rel=1e-14)
    assert partial_zeta(s, beyond=4, ranks=6) == pytest.approx(5**-s + 6**-s, rel=1e-12)
    assert share_beyond(4, s=s, ranks=6) == pytest.approx(partial_zeta(s, beyond=4, ranks=6) / partial_zeta(s, ranks=6))
    assert share_beyond(6, s=s, ranks=6) == 0


def test_the_data_law_at_one_sighting():
    """The numbers of ten thousand samples at alpha = 1."""
    law = theory.power_law_data(1e4, exponent=1.0)
    assert law == pytest.approx(0.00690988, abs=5e-9)
    many = theory.unlearnt(exponent=1.0, quanta=10**9, samples=1e4, samples_fixed=False)
    assert many == pytest.approx(law, rel=1e-6)
    fixed = theory.unlearnt(exponent=1.0, quanta=10**9, samples=1e4)
    assert fixed == pytest.approx(law * (1 - 0.375e-4), rel=1e-6)  # 1 - E[y^2] / (2 D) over the quanta unlearnt


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("sightings", [1, 2, 10])
def test_power_laws_are_limits_of_the_sums(exponent, sightings):
    samples = 1e7
    exact = theory.unlearnt(
        exponent=exponent, quanta=10**9, samples=samples, sightings=sightings, samples_fixed=False
    ) + float(share_beyond(10**9, s=exponent + 1))
    law = theory.power_law_data(samples, exponent=exponent, sightings=sightings)
    assert law == pytest.approx(exact, rel=2e-3 if exponent < 1 else 1e-5)
    n = 10**5
    tail = share_beyond(n, s=exponent + 1)
    assert theory.power_law_parameters(n, exponent=exponent) == pytest.approx(tail, rel=1e-4)


def test_the_sum_over_sightings_is_the_one_written_out():
    s, c = 1.7, 1 - 1 / 1.7
    gammas = sum(mpmath.gamma(j + c) / mpmath.factorial(j) for j in range(6))
    expected = gammas / s * mpmath.zeta(s) ** (-1 / s) * mpmath.mpf(1e5) ** -c
    assert theory.power_law_data(1e5, exponent=0.7, sightings=6) == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("exponent", [0.3, 1.0])
def test_exponents_are_the_slopes_of_the_laws(exponent):
    x = np.array([1e5, 1e7])

    def slope(loss):
        return -np.diff(np.log(loss))[0] / np.diff(np.log(x))[0]

    in_data = theory.exponent_in_data(exponent)
    assert in_data == exponent / (1 + exponent)
    assert slope(theory.power_law_parameters(x, exponent=exponent)) == pytest.approx(
        theory.exponent_in_parameters(exponent)
    )
    assert slope(theory.power_law_data(x, exponent=exponent)) == pytest.approx(in_data)
    assert slope(theory.published_data(x, exponent=exponent)) == pytest.approx(in_data)


def test_learning_by_expected_sightings_ends_at_the_quantum_seen_k0_times():
    n = (1e6 / (4 * float(mpmath.zeta(1.5)))) ** (1 / 1.5)
    expected = theory.power_law_parameters(n, exponent=0.5)
    assert theory.published_data(1e6, exponent=0.5, sightings=4) == pytest.approx(expected)
    many = theory.power_law_data(1e6, exponent=0.5, sightings=1000)  # with many sightings there is no chance left
    assert many == pytest.approx(theory.published_data(1e6, exponent=0.5, sightings=1000), rel=1e-3)
