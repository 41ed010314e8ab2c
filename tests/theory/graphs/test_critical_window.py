"""The window's law against its parts known otherwise, and against sampled graphs."""

from math import exp, pi, sqrt

import numpy as np
import pytest
from scipy.integrate import quad

import peelsim
from peelsim.theory.graphs import critical_window
from peelsim.theory.graphs.critical_window import component_density, largest_mean
from peelsim.theory.graphs.tree_components import rth_largest_tree
from tests import exact_components


def test_the_density_begins_as_that_of_trees():
    """E exp(s A) = 1 + s sqrt(pi/8) + s^2 5/24 + ..., the moments of the excursion area."""
    x = 1e-3
    s = x**1.5
    trees = x**-2.5 / sqrt(2 * pi) * exp(-(x**3) / 6)
    assert component_density(x, window=0.0) == pytest.approx(trees * (1 + s * sqrt(pi / 8) + s * s * 5 / 24), rel=1e-12)


@pytest.mark.parametrize("x", [6.0, 10.0, 16.0])
def test_many_links_beyond_a_tree_have_the_known_exponent(x):
    """Janson and Louchard 2007: the excursion area has density ~ (72 sqrt(6)/sqrt(pi)) a^2 exp(-6 a^2) for large a."""
    s = x**1.5
    tail = quad(lambda a: 72 * sqrt(6 / pi) * a**2 * exp(s * a - 6 * a * a - s * s / 24), 0, 40, points=[s / 12])[0]
    excess = exp(critical_window._log_excess(x) - s * s / 24)
    assert excess == pytest.approx(tail, rel=2 / (s * s / 24))


@pytest.mark.parametrize("window", [-2.0, 0.0, 1.5])
@pytest.mark.slow
def test_the_grid_is_fine_enough(window):
    coarse, fine = (critical_window._mean_on_grid(window, step) for step in (0.02, 0.01))
    assert largest_mean(window) == pytest.approx((4 * fine - coarse) / 3, abs=1e-5)


@pytest.mark.parametrize(("window", "error"), [(-2.0, 4e-3), (0.0, 1e-4), (2.0, 6e-3)])
@pytest.mark.slow
def test_the_exact_law_of_small_graphs_tends_to_it(window, error):
    """Exact means for 27 to 343 nodes, extrapolated by a polynomial in n^(-1/3)."""
    roots = np.arange(3, 8)
    means = [exact_components.largest_mean(k**3, (1 + window / k) / k**3) / k**2 for k in roots]
    limit = np.linalg.solve(np.vander(1 / roots, increasing=True), means)[0]
    assert largest_mean(window) == pytest.approx(limit, rel=error)


@pytest.mark.parametrize("trials", [3000, pytest.param(120_000, marks=pytest.mark.slow)])
@pytest.mark.slow
def test_sampled_graphs_tend_to_it_at_one_link_a_node(trials):
    """The first correction falls like n^(-1/3), so 2 L(8 n) - L(n) has it no longer; with 120,000 trials 1 % shows."""
    means, errors = [], []
    for nodes, times in ((4000, 4), (32_000, 1)):
        model = peelsim.RandomGraph(nodes=nodes, mean_degree=(nodes - 1) / nodes)
        largest = peelsim.simulate(model, trials=trials * times, seed=1)["largest"] / nodes ** (2 / 3)
        means.append(largest.mean())
        errors.append(largest.std() / np.sqrt(len(largest)))
    error = np.hypot(errors[0], 2 * errors[1])
    assert error < 1.4 / np.sqrt(trials)
    assert abs(2 * means[1] - means[0] - largest_mean(0.0)) < 5.7 * error


def test_at_the_upper_end_it_meets_the_giant_component():
    """L1/n^(2/3) = 2 w - 8/3 w^2 n^(-1/3) + ...: as n grows S(1 + w n^(-1/3)) n^(1/3) -> 2 w."""
    assert largest_mean(5.0) == pytest.approx(10.0, rel=0.006)
    assert largest_mean(5.0) < 10


def test_at_the_lower_end_it_meets_the_largest_tree():
    nodes = 1e8
    tree = rth_largest_tree(nodes, mean_degree=1 - 5 * nodes ** (-1 / 3), rank=1)
    assert largest_mean(-5.0) == pytest.approx(tree / nodes ** (2 / 3), rel=0.02)


@pytest.mark.parametrize("window", [5.01, -6.0, np.nan])
def test_outside_the_window_it_says_nothing(window):
    with pytest.raises(ValueError, match="out of reach"):
        largest_mean(window)
