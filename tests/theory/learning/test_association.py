from math import exp, factorial

import numpy as np
import pytest

from peelsim.theory.learning import association, learners

POISSON = (1, 0.5, 0.2)
ROWS = [(1, 1, 1.2, 0.0734, 0), (1, 1, 2, 0.5541, 0.3768), (1, 3, 0.8, 0.1469, 0.0691), (2, 6, 0.6, 0.0945, 0.0689)]
POINTS = [(1, 1, 1.1158, 1.5154), (2, 6, 0.2842, 0.4478)]


def where(ratio, c):
    return {"texts_per_skill": ratio, "mean_skills": c}


@pytest.mark.parametrize(("learner", "c", "ratio", "share", "independent"), ROWS)
def test_published_shares(learner, c, ratio, share, independent):
    assert association.giant_share(learner, **where(ratio, c)) == pytest.approx(share, abs=5.1e-5)
    assert association.independent_share(learner, **where(ratio, c)) == pytest.approx(independent, abs=5.1e-5)


@pytest.mark.parametrize(("learner", "c", "point", "independent"), POINTS)
def test_published_percolation_points(learner, c, point, independent):
    assert association.percolation_point(learner, mean_skills=c) == pytest.approx(point, abs=6e-5)
    assert association.independent_percolation_point(learner, mean_skills=c) == pytest.approx(independent, abs=5.1e-5)


@pytest.mark.parametrize(
    ("learner", "c", "ratio"), [(1, 1, 2), (1, 3, 0.8), (2, 6, 0.6), (2, 6, 1), (3, 8, 0.3), (1, 20, 0.05)]
)
def test_the_d_skill_learner_ends_where_the_recursion_ends(learner, c, ratio):
    """The recursion as it is written for texts that all have the capacity D."""
    q = learners.unlearnt(learner, **where(ratio, c))

    def poisson(x, most):
        return sum(x**j / factorial(j) for j in range(most))

    a, b = (1 - q) / 2, q / 2
    for _ in range(3000):
        m1 = exp(-c * (1 - a)) * poisson(c * b, learner)
        m0 = exp(-c * (1 - a)) * (c * b) ** learner / factorial(learner)
        m0 += exp(-c * (1 - q - a)) * (1 - exp(-c * q) * poisson(c * q, learner + 1))
        b = exp(-c * ratio * (1 - m0))
        a = exp(-c * ratio * (1 - m0 - m1)) - b
    assert association.giant_share(learner, **where(ratio, c)) == pytest.approx(1 - q - a, abs=1e-8)


@pytest.mark.parametrize(("learner", "c", "ratio"), [(1, 1, 2), (2, 6, 0.6), (POISSON, 4, 0.8)])
def test_the_independent_share_solves_its_equation(learner, c, ratio):
    known = 1 - learners.unlearnt(learner, **where(ratio, c))
    s = association.independent_share(learner, **where(ratio, c)) / known
    assert s > 0.1
    assert s == pytest.approx(1 - exp(-c * ratio * (1 - exp(-c * known * s))), rel=1e-9)


@pytest.mark.parametrize(("learner", "c"), [(1, 1), (1, 6), (2, 6), (3, 8), (POISSON, 4), ((0.5, 0.5, 0.5), 2)])
@pytest.mark.parametrize("law", ["limit", "independent"])
def test_a_giant_component_grows_from_the_percolation_point(learner, c, law):
    point, share = {
        "limit": (association.percolation_point, association.giant_share),
        "independent": (association.independent_percolation_point, association.independent_share),
    }[law]
    at = point(learner, mean_skills=c)
    shares = [share(learner, **where(at * by, c)) for by in (0.5, 0.999, 1.0001, 1.001, 1.1, 1.5, 3)]
    assert shares[:2] == [0, 0] and shares[2] > 0 and (np.diff(shares[1:]) > 0).all()
    assert shares[3] / shares[2] == pytest.approx(10, rel=0.02)
    assert shares[-1] <= 1 - learners.unlearnt(learner, **where(at * 3, c))


@pytest.mark.parametrize(("learner", "c", "ratio"), [(1, 1, 1.3), (2, 6, 0.5), (POISSON, 4, 0.3)])
def test_the_point_is_where_the_derived_matrix_has_the_eigenvalue_one(learner, c, ratio):
    def largest(ratio):
        q, step = learners.unlearnt(learner, **where(ratio, c)), 1e-6
        near = [learners.success_probability(learner, others=c * q + by) for by in (-step, 0, step)]
        p, slope = near[1], (near[2] - near[0]) / (2 * step)
        matrix = [[1 - q * (1 - p), p + q * slope], [q * (1 - p), -q * slope]]
        return c * c * ratio * max(np.linalg.eigvals(np.array(matrix)).real)

    assert largest(association.percolation_point(learner, mean_skills=c)) == pytest.approx(1, rel=1e-6)
    assert (largest(ratio) > 1) == (association.giant_share(learner, **where(ratio, c)) > 0)


def test_a_learner_of_any_text_has_the_giant_component_of_all_texts():
    """Skills without texts are not learnt and would have no links: s = 1 - exp(-c rho (1 - e^{-c s}))."""
    s = association.giant_share(40, **where(0.4, 2))
    assert s > 0.2 and s == pytest.approx(1 - exp(-0.8 * (1 - exp(-2 * s))), rel=1e-9)
    assert association.percolation_point(40, mean_skills=2) == pytest.approx(1 / 4, rel=1e-9)


def test_numbers_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="texts_per_skill"):
        association.giant_share(1, **where(-1, 2))
    for point in (association.percolation_point, association.independent_percolation_point):
        with pytest.raises(ValueError, match="mean_skills"):
            point(1, mean_skills=0)
    assert association.giant_share(1, **where(0, 2)) == association.independent_share(1, **where(0, 2)) == 0
