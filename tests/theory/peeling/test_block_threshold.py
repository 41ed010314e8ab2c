import numpy as np
import pytest

from peelsim.theory.peeling.block_threshold import erasure
from peelsim.theory.peeling.finite_length import first_order
from peelsim.theory.peeling.scaling_constants import scaling


@pytest.mark.parametrize(("concepts", "ratio", "degree"), [(1e3, 5.0, 6), (1e4, 3.0, 6), (1e6, 8.0, 5), (1e5, 1.6, 4)])
@pytest.mark.parametrize("texts_fixed", [True, False])
def test_half_the_trials_are_stuck_there(concepts, ratio, degree, texts_fixed):
    e = erasure(concepts, texts=ratio * concepts, mean_text_degree=degree, texts_fixed=texts_fixed)
    unknown = 2 * e * concepts
    stuck = first_order(
        unknown, texts_per_concept=ratio * concepts / unknown, text_degree=2 * e * degree, texts_fixed=texts_fixed
    )
    assert float(stuck) == pytest.approx(0.5, abs=1e-6)
    assert 0.2 < e < 1


def test_the_model_itself_is_the_half():
    law = scaling(6, texts_fixed=True)
    ratio = law.threshold.texts_per_concept + law.beta * 2000 ** (-2 / 3)
    assert erasure(2000, texts=2000 * ratio, mean_text_degree=6) == pytest.approx(0.5, abs=1e-9)


def test_no_threshold_for_few_concepts_a_text_or_many_texts():
    assert np.isnan(erasure(1000, texts=5000, mean_text_degree=1.3))
    assert np.isnan(erasure(1000, texts=5_000_000, mean_text_degree=6))
    assert np.isnan(erasure(1000, texts=10, mean_text_degree=6))
