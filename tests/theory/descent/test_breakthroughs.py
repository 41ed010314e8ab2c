import numpy as np
import pytest
from scipy import stats

from peelsim.theory.descent import breakthroughs as law


def test_use_is_zipfs():
    p = law.use(4, exponent=0.5)
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(p / p[0], [1, 2**-1.5, 3**-1.5, 4**-1.5])


def test_tasks_are_learnt_one_by_one():
    p = np.array([0.5, 0.3, 0.2])
    how = {"batch": 10, "sightings": 600}
    steps = law.learnt_steps(p, **how)
    np.testing.assert_allclose(steps, [120, 200, 300])
    times = [0, 119, 120, 250, 300, 1e9]
    assert law.learnt_after(times, p, **how).tolist() == [0, 0, 1, 2, 3, 3]
    np.testing.assert_allclose(law.unlearnt_after(times, p, **how), [1, 1, 0.5, 0.2, 0, 0])


def test_many_tasks_have_the_exponent_of_tasks_without_end():
    p = law.use(10**6, exponent=1.0)
    t = np.geomspace(1e4, 1e6, 5)
    loss = law.unlearnt_after(t, p, batch=100, sightings=1000)
    slope = np.polyfit(np.log(t), np.log(loss), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.01)


def test_limited_data_hold_a_binomial_number_of_a_task():
    p = np.array([0.4, 0.05, 0.001])
    np.testing.assert_allclose(
        law.chance_of_data(p, samples=1000, needed=45), stats.binom.sf(44, 1000, p), rtol=1e-10, atol=1e-15
    )
    assert law.chance_of_data(p, samples=10, needed=45).tolist() == [0, 0, 0]


def test_sightings_are_found_again():
    p = law.use(9, exponent=0.5)
    steps = law.learnt_steps(p, batch=50, sightings=700)
    assert law.fitted_sightings(steps, p, batch=50) == pytest.approx(700)
    steps[-3:] = np.nan
    assert law.fitted_sightings(steps, p, batch=50) == pytest.approx(700)
    steps[-5:] = np.nan
    assert law.fitted_sightings(steps, p, batch=50) == np.inf  # most are never learnt
