import numpy as np
import pytest

import peelsim
from peelsim import Binomial, ConceptText, Explicit
from tests.agreement import mean_is

CURVE = (100.0, 140.0, 180.0)


def model(**changed):
    asked = {"concepts": 90, "texts": 180.0, "text_degree": Binomial(mean=4), "texts_fixed": False, "curve": CURVE}
    return ConceptText(**(asked | changed))


@pytest.mark.parametrize("degree", [Binomial(mean=4), Explicit({0: 0.1, 1: 0.1, 2: 0.2, 5: 0.6})])
@pytest.mark.plain_cases(1)
def test_every_observable_agrees_with_the_recursion_and_the_graph(degree):
    curve = model(text_degree=degree)
    found = peelsim.simulate(curve, trials=20_000, seed=3, engine="arrivals")
    graphs = peelsim.simulate(curve, trials=20_000, seed=4, engine="curve")
    exact = peelsim.predict(curve, law="exact")
    for point in range(3):
        for name in ("learnt", "stuck", "complete", "training_error"):
            mean_is(found[name][:, point], exact[name][point])
        bound = graphs["excess_entropy"][:, point]
        error = bound.std() / np.sqrt(len(bound))
        mean_is(found["excess_entropy"][:, point], bound.mean(), error=error)


def test_auto_takes_it_for_a_poisson_number_of_texts_along_a_curve():
    assert model().resolve_engine("auto") == "arrivals"
    assert model(texts=180, texts_fixed=True, curve=(100, 180)).resolve_engine("auto") == "curve"
    assert model(curve=()).resolve_engine("auto") == "rounds"


def test_no_size_is_too_large():
    large = model(concepts=10**12, texts=2e12, curve=(1e12, 2e12))
    found = peelsim.simulate(large, trials=20, seed=1, engine="auto")
    assert np.all(found["stuck"] == [1, 0])


def test_refuses_what_it_has_no_trials_of():
    with pytest.raises(ValueError, match="Poisson process"):
        model(texts=180, texts_fixed=True, curve=(100, 180)).resolve_engine("arrivals")
    with pytest.raises(ValueError, match="needs the numbers of texts"):
        model(curve=()).resolve_engine("arrivals")
