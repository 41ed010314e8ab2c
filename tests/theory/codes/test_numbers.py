"""Thresholds, scaling constants, limits and exact values against independent ones, printed to so many digits."""

import numpy as np
import pytest

from peelsim.theory.codes.degrees import Degrees, from_edges
from peelsim.theory.codes.evolution import Code, Slots
from peelsim.theory.codes.exact import regular_code, regular_users
from peelsim.theory.codes.limits import coupled_threshold, map_threshold, satisfiable_edges
from peelsim.theory.codes.scaling import (
    code_scaling,
    load_at,
    slots_scaling,
    stuck_probability,
    unknown_given_stuck,
    window,
)
from peelsim.theory.peeling.scaling_constants import BROWNIAN_PARABOLA

# bits, checks; threshold, x*, alpha, alpha with a fixed number, beta / W, unknown at the jump: 30-digit root finding
CODES = [
    ({3: 1}, {4: 1}, 0.64742565, 0.44174243, 0.54248333, 0.25694842, 0.59363180, 0.36488728),
    ({3: 1}, {6: 1}, 0.42943981, 0.26057107, 0.56035474, 0.26263315, 0.61694870, 0.20297294),
    ({4: 1}, {6: 1}, 0.50613235, 0.36334950, 0.56053324, 0.25344647, 0.57435604, 0.32534544),
    ({4: 1}, {8: 1}, 0.38344657, 0.26364120, 0.54160036, 0.23857002, 0.56009161, 0.23269269),
    ({5: 1}, {10: 1}, 0.34155002, 0.24655922, 0.52655777, 0.22884378, 0.52975418, 0.22726784),
    ({2: 2 / 7, 4: 5 / 7}, {6: 1}, 0.48280278, 0.32761874, 0.57911952, 0.29270321, 0.68869135, 0.29354086),
    (
        {3: 0.5, 4: 0.3, 10: 0.2},
        {6: 0.4, 8: 0.6},
        *(0.49981066, 0.37097478, 0.64429860, 0.40635049, 0.95620852, 0.38055770),
    ),
    (
        {2: 0.5, 3: 0.25, 8: 0.25},
        {6: 1},
        *(0.55596919, 0.41555066, 0.67260330, 0.45335168, 1.07156440, 0.43281260),
    ),
]
# users; threshold, y*, alpha with a Poisson number, with a fixed one, beta / W, loss at the jump
SLOTS = [
    ({3: 1}, 0.81846916, 0.71533186, 1.03263766, 0.49786683, 0.96452832, 0.36603508),
    ({4: 1}, 0.77227984, 0.85100070, 0.96944484, 0.40932072, 0.82784941, 0.52446882),
    ({5: 1}, 0.70178027, 0.90335038, 0.91819116, 0.37589193, 0.76059282, 0.60156305),
    ({2: 0.5102, 4: 0.4898}, 0.86824749, 0.71216265, 1.09664168, 0.57825209, 1.55070881, 0.38475085),
    ({2: 0.5, 3: 0.28, 8: 0.22}, 0.93863534, 0.84773699, 1.17673040, 0.66787655, 2.24604800, 0.58859716),
    ({3: 0.86, 8: 0.14}, 0.85132584, 0.82608657, 1.06072585, 0.52327192, 1.50475182, 0.51517614),
]
DIGITS = {"abs": 6e-9, "rel": 0}


@pytest.mark.parametrize(("bits", "checks", "load", "place", "alpha", "fixed", "beta", "unknown"), CODES)
def test_codes(bits, checks, load, place, alpha, fixed, beta, unknown):
    code = Code(bits, checks)
    law = code_scaling(code, fixed=False)
    assert law.threshold.load == pytest.approx(load, **DIGITS)
    assert law.threshold.place == pytest.approx(place, abs=2e-8)
    assert law.alpha == pytest.approx(alpha, **DIGITS)
    assert code_scaling(code, fixed=True).alpha == pytest.approx(fixed, **DIGITS)
    assert law.beta / BROWNIAN_PARABOLA == pytest.approx(beta, abs=2e-8)
    assert law.threshold.unknown == pytest.approx(unknown, abs=2e-8)


@pytest.mark.parametrize(("users", "load", "place", "alpha", "fixed", "beta", "unknown"), SLOTS)
def test_slots(users, load, place, alpha, fixed, beta, unknown):
    slots = Slots(users)
    law = slots_scaling(slots, fixed=False)
    assert law.threshold.load == pytest.approx(load, **DIGITS)
    assert law.threshold.place == pytest.approx(place, abs=2e-8)
    assert law.alpha == pytest.approx(alpha, **DIGITS)
    assert slots_scaling(slots, fixed=True).alpha == pytest.approx(fixed, **DIGITS)
    assert law.beta / BROWNIAN_PARABOLA == pytest.approx(beta, abs=2e-8)
    assert law.threshold.unknown == pytest.approx(unknown, abs=2e-8)


def test_published_constants_of_an_irregular_code():
    """Amraoui et al. (2009), table I: lambda = x/6 + 5 x^3/6, rho = x^5."""
    law = code_scaling(Code(from_edges({2: 1 / 6, 4: 5 / 6}), {6: 1}), fixed=False)
    assert round(law.alpha, 4) == 0.5791
    assert round(law.beta / BROWNIAN_PARABOLA, 4) == 0.6887


def test_slots_are_codes_whose_checks_have_poisson_degrees():
    """A code with every bit erased and checks of Poisson degrees of mean G d; its stability is that of slots."""
    users, load = {2: 0.3, 3: 0.5, 6: 0.2}, 0.7
    slots = Slots(users)
    mean = load * Degrees(users).mean
    shares = {0: np.exp(-mean)}
    for k in range(1, 40):
        shares[k] = shares[k - 1] * mean / k
    code = Code(users, shares)
    assert np.allclose(code.trajectory(1.0, rounds=9), slots.trajectory(load, rounds=9), atol=1e-12)


@pytest.mark.parametrize(
    ("users", "stability"),
    [({2: 0.5631, 3: 0.0436, 5: 0.3933}, 0.887942), ({2: 0.5465, 3: 0.1623, 6: 0.2912}, 0.914913)],
)
def test_stability_limits_the_load_below_the_jump(users, stability):
    slots = Slots(users)
    assert slots.decoding_threshold == slots.stability == pytest.approx(stability, abs=5e-7)
    assert slots.unknown(stability - 1e-4) == 0 < slots.unknown(stability + 1e-4) < 0.1
    assert slots.threshold.load > stability and slots.unknown(slots.threshold.load + 1e-3) > 0.4


@pytest.mark.parametrize("ensemble", [Slots({2: 1}), Code({2: 1}, {6: 1})])
def test_without_a_jump_there_is_no_law(ensemble):
    assert ensemble.thresholds == ()
    with pytest.raises(ValueError, match="grows continuously"):
        load_at(ensemble, 1000, window=0.0, fixed=True)


def test_stability_of_a_code():
    assert Code({2: 0.5, 3: 0.25, 8: 0.25}, {6: 1}).stability == pytest.approx(0.75)
    assert Code({1: 0.1, 3: 0.9}, {6: 1}).stability == 0
    assert Code({3: 1}, {6: 1}).stability == np.inf


@pytest.mark.parametrize("bits", [{1: 0.05, 3: 0.95}, {2: 0.4, 6: 0.6}, {2: 0.55, 3: 0.2, 20: 0.25}])
@pytest.mark.parametrize("load", [0.2, 0.45, 0.6, 0.9])
@pytest.mark.plain_cases(1)
def test_fixed_points_are_what_iteration_tends_to(bits, load):
    code = Code(bits, {5: 0.3, 6: 0.7})
    assert code.unknown(load) == pytest.approx(code.trajectory(load, rounds=20_000)[-1], abs=1e-7)


def test_density_evolution_of_the_36_code():
    code = Code({3: 1}, {6: 1})
    printed = [0.342608, 0.304255, 0.280017, 0.262673, 0.249245, 0.238250, 0.228855, 0.220543]
    assert np.allclose(code.trajectory(0.42, rounds=8), printed, atol=6e-7)
    assert [round(code.unknown(load), 6) for load in (0.42, 0.44, 0.46, 0.5)] == [0, 0.281269, 0.343864, 0.429260]


def test_cores():
    for size, load, edges, vertices in (
        (3, 0.85, 0.5511056828, 0.5111133017),
        (3, 0.9, 0.6610655590, 0.6070756678),
        (4, 0.8, 0.6890154004, 0.6958956335),
    ):
        graph = Slots({size: 1})
        assert graph.unknown(load) == pytest.approx(edges, abs=2e-10)
        assert graph.stuck_slots(load) == pytest.approx(vertices, abs=2e-10)
    assert Slots({3: 1}).unknown(0.8) == 0 == Slots({3: 1}).stuck_slots(0.8)


def test_satisfiability():
    found = [satisfiable_edges(size) for size in (3, 4, 5)]
    assert found == pytest.approx([0.9179352767, 0.9767701649, 0.9924383913], abs=6e-11)
    with pytest.raises(ValueError, match="three or more"):
        satisfiable_edges(2)


def test_optimal_decoding():
    pairs = ((3, 4), (3, 5), (3, 6), (4, 6), (4, 8), (5, 10))
    printed = [0.74600970, 0.59098939, 0.48815088, 0.66565560, 0.49774086, 0.49948580]
    assert [map_threshold(Code({a: 1}, {b: 1})) for a, b in pairs] == pytest.approx(printed, abs=6e-9)
    with pytest.raises(ValueError, match="exactly one jump"):
        map_threshold(Code({2: 1}, {6: 1}))


def test_coupling_moves_the_threshold_to_that_of_optimal_decoding():
    """.4881468 by bisection to 2e-8; here to 2e-4, and in full in a slow test."""
    found = coupled_threshold(Code({3: 1}, {6: 1}), length=32, window=3, tolerance=2e-4)
    assert found <= 0.4881468 < found + 2e-4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("degree", "checks", "length", "printed"), [(3, 6, 32, 0.4881468), (3, 6, 64, 0.4881366), (4, 8, 32, 0.4977117)]
)
def test_coupled_thresholds_in_full(degree, checks, length, printed):
    """Peeling that ends with nothing proves the threshold to be no lower; those printed, of a cut, lie below."""
    found = coupled_threshold(Code({degree: 1}, {checks: 1}), length=length, window=3, tolerance=1e-6)
    assert printed - 1e-6 < found < printed + 2e-5


@pytest.mark.parametrize(("bits", "predicted"), [(1e4, 0.2454), (1e6, 0.21638), (1e8, 0.20721)])
def test_unknown_given_stuck(bits, predicted):
    """At z = 0; simulated .2402(5), .21574(20), .20722(16)."""
    code = Code({3: 1}, {6: 1})
    load = float(load_at(code, bits, window=0.0, fixed=False))
    assert window(code, bits, load=load, fixed=False) == pytest.approx(0, abs=1e-6)
    assert unknown_given_stuck(code, bits, load=load, fixed=False) == pytest.approx(predicted, abs=6e-5)


@pytest.mark.parametrize(
    ("bits", "z", "simulated", "tolerance"),
    [
        *((1000, z, x, 0.009) for z, x in ((-0.2, 0.2700), (-0.5, 0.2796), (-1.2, 0.3051), (-2, 0.3387))),
        *((10_000, z, x, 0.003) for z, x in ((-0.2, 0.2426), (-0.5, 0.2474), (-1.2, 0.2601), (-2, 0.2773))),
        *((1_000_000, z, x, 0.001) for z, x in ((-0.2, 0.2160), (-0.5, 0.2176), (-1.2, 0.2209), (-2, 0.2256))),
    ],
)
def test_unknown_given_stuck_where_the_curve_has_not_begun(bits, z, simulated, tolerance):
    """(3,6), by the round chain, which is exact in law: standard errors of .0003 at most."""
    code = Code({3: 1}, {6: 1})
    load = float(load_at(code, bits, window=z, fixed=False))
    assert unknown_given_stuck(code, bits, load=load, fixed=False) == pytest.approx(simulated, abs=tolerance)


@pytest.mark.parametrize("bits", [1000, 10_000, 1_000_000, 10**9])
def test_bit_errors_fall_along_the_window(bits):
    code, z = Code({3: 1}, {6: 1}), np.linspace(-3, 3, 121)
    loads = load_at(code, bits, window=z, fixed=False)
    stuck = stuck_probability(code, bits, load=loads, fixed=False)
    unknown = [unknown_given_stuck(code, bits, load=float(load), fixed=False) for load in loads]
    assert (np.diff(stuck * unknown) < 0).all()


@pytest.mark.parametrize(
    ("degree", "checks", "bits", "unknown", "block", "mean", "tenth"),
    [
        (3, 6, 12, 5, 0.8416850907, 0.2687562801, 0.8163919144),
        (3, 6, 24, 8, 0.3612149144, 0.0624311622, 0.2649363533),
        (3, 6, 60, 24, 0.6282859621, 0.1363465060, 0.5398252573),
        (3, 6, 120, 40, 0.0692524232, 0.0036034181, 0.0120719981),
        (3, 6, 200, 80, 0.2946985461, 0.0548757961, 0.2519194999),
        (3, 4, 24, 14, 0.5516828640, 0.1935292408, 0.5033378995),
        (4, 8, 120, 40, 0.1236110043, 0.0212885083, 0.0949667695),
        (2, 4, 20, 6, 0.5719898662, 0.0574557336, 0.1614826820),
        (5, 10, 40, 14, 0.9501081452, 0.2823726370, 0.9437292613),
    ],
)
def test_exact_codes(degree, checks, bits, unknown, block, mean, tenth):
    law = regular_code(bits, degree=degree, check_degree=checks, unknown=unknown)
    assert law.probabilities.sum() == pytest.approx(1, abs=1e-11)
    assert [law.some, law.mean / bits, law.above(bits / 10)] == pytest.approx([block, mean, tenth], abs=2e-10)


@pytest.mark.parametrize(("bits", "unknown", "block"), [(512, 204, 0.0507598863), (1000, 400, 0.0104823668)])
def test_exact_long_codes(bits, unknown, block):
    assert regular_code(bits, degree=3, check_degree=6, unknown=unknown).some == pytest.approx(block, abs=6e-11)


@pytest.mark.parametrize(
    ("bits", "erasure", "block", "bit"),
    [
        (24, 0.4, 0.656797195, 0.225891305),
        (60, 0.35, 0.361899836, 0.080553561),
        (60, 0.42, 0.698599064, 0.221672103),
    ],
)
def test_exact_codes_with_independent_erasures(bits, erasure, block, bit):
    law = regular_code(bits, degree=3, check_degree=6, erasure=erasure)
    assert [law.some, law.mean / bits] == pytest.approx([block, bit], abs=6e-10)


@pytest.mark.parametrize(
    ("degree", "slots", "users", "some", "share"),
    [
        (3, 20, 14, 0.5206778395, 0.2392543778),
        (2, 10, 4, 0.4496320000, 0.1728046000),
        (3, 100, 70, 0.1561711903, 0.0393131676),
        (4, 40, 28, 0.4885318509, 0.2779876726),
        (3, 50, 38, 0.5926005798, 0.2558930750),
        (2, 50, 20, 0.5013173933, 0.0582714656),
    ],
)
def test_exact_slots(degree, slots, users, some, share):
    law = regular_users(slots, degree=degree, users=users)
    assert [law.some, law.mean / users] == pytest.approx([some, share], abs=6e-11)


def test_what_is_too_large_or_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="too many"):
        regular_code(10_000, degree=3, check_degree=6, unknown=4000)
    with pytest.raises(ValueError, match="do not fill"):
        regular_code(10, degree=3, check_degree=4, unknown=4)
    with pytest.raises(ValueError, match="degree 0"):
        from_edges({0: 0.5, 2: 0.5})
