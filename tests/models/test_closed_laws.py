"""Laws renewal and corrected as the concept-text model has them: of what they speak, and in what range."""

import pytest

import peelsim
from peelsim import Binomial, ConceptText, Explicit, Regular

ALL = {"learnt", "learnt_fraction", "stuck", "complete", "incomplete", "training_error", "excess_entropy"}


def model(concepts=1000, texts=4700, degree=None, **more):
    return ConceptText(concepts=concepts, texts=texts, text_degree=degree or Binomial(mean=6), **more)


def test_renewal_speaks_of_all_that_the_recursion_does():
    small = model(60, 290)
    said, exact = peelsim.predict(small, law="renewal"), peelsim.predict(small, law="exact")
    assert said.keys() == ALL
    for name in exact:
        assert said[name] == pytest.approx(exact[name], rel=1e-6, abs=1e-7)
        assert said.range(name).status == "valid"


@pytest.mark.parametrize("split", [0.05, 0.5, 0.9])
def test_renewal_counts_as_stuck_what_split_says(split):
    asked = model(120, 560.5, texts_fixed=False, split=split)
    assert peelsim.predict(asked, law="renewal")["stuck"] == pytest.approx(
        peelsim.predict(asked, law="exact")["stuck"], rel=1e-6
    )


def test_renewal_says_what_it_cannot_know():
    jumps = model(10**9, 2_488_953_669, Explicit({1: 0.05, 3: 0.35, 100: 0.6}))  # at the first of them
    said = peelsim.predict(jumps, law="renewal")
    assert "stuck" in said and "learnt" not in said
    assert "several jumps" in said.range("learnt").reason
    below = model(10**9, 2 * 10**9, Explicit({1: 0.05, 3: 0.35, 100: 0.6}))  # all are stuck
    assert peelsim.predict(below, law="renewal")["learnt_fraction"] == pytest.approx(0.12383963, abs=1e-8)
    among = model(10**6, 1_600_000, Binomial(mean=4), split=1e-3)
    assert "the mean only" in peelsim.predict(among, law="renewal").range("stuck").reason


def test_corrected_is_extrapolated_to_few_concepts():
    assert peelsim.predict(model(), law="corrected").range("stuck").status == "extrapolated"
    assert peelsim.predict(model(10**5, 454_000), law="corrected").range("stuck").status == "valid"
    assert "no variance" in peelsim.predict(model(8, 12, Binomial(mean=3)), law="corrected").range("stuck").reason


@pytest.mark.parametrize("law", ["corrected", "renewal"])
def test_nothing_is_learnt_from_nothing(law):
    for concepts in (300, 10**6):
        said = peelsim.predict(model(concepts, 0, Binomial(mean=4)), law=law)
        assert (said["learnt"], said["stuck"], said["training_error"]) == (0, 1, 0)


def test_renewal_where_peeling_never_starts():
    said = peelsim.predict(model(1000, 5000, Regular(degree=3)), law="renewal")
    assert (said["learnt"], said["stuck"], said["complete"]) == (0, 1, 0)
    assert said["training_error"] == pytest.approx(1)
