"""Late laws of batch noise, Adam and soft teachers: printed numbers, and the equations they solve."""

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.stats import norm

from peelsim.theory.descent import adam, batch_noise, soft_teacher
from peelsim.theory.descent.peaked import boundary_integral, gap_density

SETTLED = {0.01: 0.0019363, 0.1: 0.0198075, 0.5: 0.1099664, 1: 0.2529181, 2: 0.6875619, 3: 1.4340025}


def mean_log_cosh(scale):
    return 2 * quad(lambda x: norm.pdf(x) * np.logaddexp(scale * x, -scale * x), 0, 20, epsabs=1e-13)[0]


def test_residuals_to_the_digits_printed():
    assert batch_noise.residual_of(list(SETTLED)) == pytest.approx(list(SETTLED.values()), abs=6e-8)


@pytest.mark.parametrize("noise", [1e-6, 0.3, 3.9, 10.0, 1000.0])
def test_residuals_solve_their_equation(noise):
    d = float(batch_noise.residual_of(noise))
    assert d == pytest.approx(noise * (mean_log_cosh(np.sqrt(d / 2)) - 0.5), rel=1e-9)


def test_small_noise():
    kappa = 1e-3
    assert float(batch_noise.residual_of(kappa)) == pytest.approx(kappa * (np.log(2) - 0.5) / (1 - kappa / 4), rel=1e-5)
    assert batch_noise.residual_of(0.0) == 0


@pytest.mark.slow
def test_the_boundary_integral_is_one():
    for residual in (0.0, 0.4, 3.0):
        s = np.sqrt(2 * residual)

        def inner(u, s=s):
            return u * quad(lambda x: norm.pdf(x) / (1 + np.exp(u + s * x)), -9, 9)[0]

        assert boundary_integral(residual) == pytest.approx(quad(inner, 0, 60, limit=200)[0], rel=1e-6)


@pytest.mark.parametrize(
    ("classes", "noise", "time", "printed"),
    [
        (16, 1, 15625, (0.09650, 0.02885, 17.366, 0.2529)),
        (4, 1, 7252, (0.05086, 0.01521, 19.21, 0.2529)),
        (4, 0.5, 10000, (0.04337, 0.00925, 20.826, 0.1100)),
        (16, 0.5, 3125, (0.15662, 0.0334, 9.894, 0.116)),
    ],
)
def test_late_students_to_the_digits_printed(classes, noise, time, printed):
    found = batch_noise.late(time, classes=classes, noise=noise)
    loss, error, b, residual = printed
    assert float(found.loss) == pytest.approx(loss, abs=6e-6)
    assert float(found.error) == pytest.approx(error, abs=6e-5)
    assert float(found.alignment) == pytest.approx(b, rel=3e-4)
    assert float(found.residual) == pytest.approx(residual, rel=0.06)


@pytest.mark.parametrize("decay", [0.0, 1e-3])
@pytest.mark.slow
def test_late_students_are_where_both_equations_lead(decay):
    classes, kappa = 4, 1.0
    rho, start = gap_density(classes), 30.0

    def change(t, state):
        b, d = state
        pulled = rho * boundary_integral(d) / ((classes - 1) * b**2) - decay * b
        return [pulled, rho / ((classes - 1) * b) * (-2 * d + kappa * (2 * mean_log_cosh(np.sqrt(d / 2)) - 1))]

    begun = batch_noise.late(start, classes=classes, noise=kappa, decay=decay)
    times = [100.0, 3000.0]
    solved = solve_ivp(
        change, (start, times[-1]), [float(begun.alignment), float(begun.residual)], t_eval=times, rtol=1e-9
    )
    found = batch_noise.late(times, classes=classes, noise=kappa, decay=decay)
    np.testing.assert_allclose(found.alignment, solved.y[0], rtol=1e-5)
    np.testing.assert_allclose(found.residual, solved.y[1], rtol=1e-5)


def test_decay_stops_the_student():
    assert batch_noise.settled_alignment(classes=16, decay=1e-4) == pytest.approx(9.893, abs=6e-4)
    far = batch_noise.late(1e9, classes=16, noise=0.2, decay=1e-4)
    assert float(far.alignment) == pytest.approx(batch_noise.settled_alignment(classes=16, decay=1e-4, noise=0.2))
    assert batch_noise.settled_alignment(classes=16, decay=0.0) == np.inf


def test_a_schedule_of_one_rate_is_a_rate():
    plain = batch_noise.late(50.0, classes=4, noise=0.8)
    driven = batch_noise.drive([0.1], [500], noise_per_rate=8.0)
    scheduled = batch_noise.late(50.0, classes=4, noise=0.8, driven=driven)
    assert float(scheduled.alignment) == pytest.approx(float(plain.alignment), rel=1e-12)


@pytest.mark.parametrize(
    ("classes", "batch", "printed"),
    [(4, 4, (0.62336, 0.79221, 2.20331)), (4, 64, (0.62336, 0.79221, 8.81322)), (16, 16, (2.04668, 0.86355, 1.35537))],
)
def test_the_speed_of_adam_to_the_digits_printed(classes, batch, printed):
    assert (*adam.second_moments(classes), adam.speed(classes=classes, batch=batch)) == pytest.approx(printed, abs=6e-6)


@pytest.mark.slow
def test_moments_at_ties_are_those_of_tied_draws():
    """Of draws whose two largest scores are within .02, an error of 1e-4; to 4.4 standard errors."""
    z = np.random.default_rng(1).standard_normal((4_000_000, 3))
    order = np.sort(z, axis=1)
    tied = order[order[:, 2] - order[:, 1] < 0.02]
    middle = (tied[:, 2] + tied[:, 1]) / 2
    q, r = adam.second_moments(3)
    for drawn, law in ((middle**2, q), ((middle**2 + tied[:, 0] ** 2) / 2, r)):
        error = drawn.std() / np.sqrt(len(drawn))
        assert error < 0.01 * law
        assert abs(drawn.mean() - law) < 4.4 * error + 2e-4


def test_adam_solves_its_equation():
    times = np.array([10.0, 500.0])
    b = adam.late(times, classes=4, batch=4).alignment
    c = adam.speed(classes=4, batch=4)
    solved = solve_ivp(lambda t, b: c * b**-1.5, times, [b[0]], rtol=1e-10)
    assert solved.y[0, -1] == pytest.approx(b[1], rel=1e-7)
    assert adam.late(2000.0, classes=4, batch=4).alignment == pytest.approx(41.38, abs=6e-3)


def test_soft_teachers_to_the_digits_printed():
    found = soft_teacher.late([1313.0, 6729.0], classes=16, sharpness=20.0)
    assert found.alignment == pytest.approx([7.064, 11.560], abs=6e-4)
    assert found.loss == pytest.approx([0.0860, 0.02238], abs=6e-5)


def test_a_student_of_a_soft_teacher_is_where_its_equation_leads():
    times, beta = np.array([200.0, 3000.0, 30_000.0]), 15.0
    front = np.pi**2 * gap_density(4) / (12 * 3)
    found = soft_teacher.late(times, classes=4, sharpness=beta)
    solved = solve_ivp(
        lambda t, b: front * (1 / b**2 - 1 / beta**2),
        (times[0], times[-1]),
        found.alignment[:1],
        t_eval=times,
        rtol=1e-10,
        method="LSODA",
    )
    np.testing.assert_allclose(found.alignment, solved.y[0], rtol=1e-6)
    assert float(soft_teacher.late(1e12, classes=4, sharpness=beta).alignment) == beta
    early = soft_teacher.late(50.0, classes=4, sharpness=1e4)
    assert float(early.alignment) == pytest.approx(
        float(batch_noise.late(50.0, classes=4, noise=0).alignment), rel=1e-5
    )
