import numpy as np
import pytest
from scipy.integrate import solve_ivp

from peelsim.theory.descent.gradient_flow import descent, flow, late
from peelsim.theory.descent.peaked import gap_density, pull

# V, tau: b and L printed for a flow that starts at b = 1e-3, with slopes that were finite differences of a mesh
PRINTED = {
    (16, 10): (0.883841, 1.567831),
    (16, 100): (3.089155, 0.544881),
    (16, 1000): (6.995592, 0.226198),
    (16, 1e4): (14.806274, 0.102437),
    (16, 1e6): (66.869656, 0.021937),
    (128, 1e4): (8.855113, 0.273857),
    (128, 1e6): (38.02036, 0.057803),
}


def start(classes):
    """When the flow from nothing is at b = 1e-3."""
    return 1e-3 * (classes - 1) / gap_density(classes)


@pytest.mark.parametrize(("classes", "time"), PRINTED)
def test_flow_as_printed(classes, time):
    """To 1e-4, what slopes by differences cost at early times; of late ones to 1e-5."""
    found = flow(time + start(classes), classes=classes)
    b, loss = PRINTED[classes, time]
    tolerance = 1e-5 if time >= 1000 else 1e-4
    assert float(found.alignment) == pytest.approx(b, rel=tolerance)
    assert float(found.loss) == pytest.approx(loss, rel=1e-5 + tolerance)


@pytest.mark.parametrize("classes", [2, 16])
def test_flow_is_the_solution_of_its_equation(classes):
    times = np.geomspace(0.01, 1e5, 15)
    solved = solve_ivp(
        lambda t, b: [pull(b[0], classes=classes) / (classes - 1)],
        (0, times[-1]),
        [0.0],
        t_eval=times,
        rtol=1e-10,
        atol=1e-14,
        method="LSODA",
    )
    np.testing.assert_allclose(flow(times, classes=classes).alignment, solved.y[0], rtol=1e-6)


def test_local_exponents():
    """Slopes between points a factor 10^(1/4) apart, as printed: above one third for a long time."""
    times = np.geomspace(1, 1e6, 25)
    for classes, printed in (
        (16, {6: 0.474, 8: 0.424, 12: 0.355, 16: 0.338}),
        (128, {8: 0.539, 10: 0.525, 12: 0.426, 16: 0.350}),
    ):
        slopes = -np.gradient(np.log(flow(times, classes=classes).loss), np.log(times))
        assert [slopes[i] for i in printed] == pytest.approx(list(printed.values()), abs=1.5e-3)


def test_constants_of_the_limit():
    found = [float(late(1.0, classes=V).loss) for V in (2, 4, 16, 128, 32000)]
    assert found == pytest.approx([0.41558, 0.89494, 2.19311, 5.77679, 49.7302], abs=5.1e-5)
    far = flow(1e9, classes=2)
    assert float(far.loss) == pytest.approx(float(late(1e9, classes=2).loss), rel=1e-5)


def test_small_steps_flow():
    for rate, tolerance in ((0.5, 0.02), (0.01, 5e-4)):
        steps = int(20 / rate)
        stepped = descent(steps, classes=8, rate=rate)
        assert stepped.alignment[-1] == pytest.approx(float(flow(20.0, classes=8).alignment), rel=tolerance)


def test_nothing_is_said_before_the_start_or_beyond_the_end():
    found = flow([-1.0, 0.0, 1e-6, 1e30], classes=4)
    assert np.isnan(found.alignment).tolist() == np.isnan(found.loss).tolist() == [True, False, False, True]
    assert found.alignment[1] == 0 and found.loss[1] == pytest.approx(np.log(4))
