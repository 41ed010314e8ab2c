import numpy as np

import peelsim


def test_the_most_used_quantum_costs_as_much_as_any_other_while_it_is_unlearnt():
    """More sightings are asked for than there are samples: nothing is learnt, and every sample uses what is not."""
    model = peelsim.Quanta(quanta=5, exponent=0.5, samples=10, sightings=20, test_samples=1000)
    trials = peelsim.simulate(model, trials=20, seed=1)
    assert model.head >= 1
    assert (trials["learnt"] == 0).all()
    np.testing.assert_allclose(trials["unlearnt"], 1, atol=1e-12)
    assert (trials["loss"] == 1).all()
