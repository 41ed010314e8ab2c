"""What is wrong with a model in Python is one line in plain words, as in a sweep file."""

import copy
import dataclasses
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peelsim
from peelsim import (
    Binomial,
    ConceptText,
    Explicit,
    Percolation,
    Quanta,
    RandomGraph,
    Regular,
    SkillHierarchy,
    peel,
    plot,
    simulate,
)
from peelsim.mistakes import MistakesError, in_full
from tests.sweep.example import MODEL, mistakes, toml

SIX = Binomial(mean=6)
WRONG = {
    "values": (
        lambda: ConceptText(concepts=-5, texts="x", text_degree=SIX),
        "ConceptText: concepts: -5 is not a number of concepts; it must be 1 or more; "
        "texts: 'x' is not a number of texts; it must be 0 or more and at most 1e15",
    ),
    "a value by its place": (lambda: ConceptText(0, 4, SIX), "ConceptText: concepts: 0 is not a number of concepts; "),
    "a number for a record": (
        lambda: ConceptText(concepts=100, texts=450, text_degree=6),
        "ConceptText: text_degree: 6 is no Binomial or Explicit or Regular or Poisson or IdealSoliton or "
        "RobustSoliton; give Binomial(mean=...)",
    ),
    "a value left out": (lambda: ConceptText(concepts=1, text_degree=SIX), "ConceptText: texts: missing; it has no"),
    "a misspelt name": (
        lambda: ConceptText(concepts=9, texts=4, text_degree=SIX, splt=0.1),
        "ConceptText: splt: unknown key; did you mean split?",
    ),
    "values together": (
        lambda: ConceptText(concepts=3, texts=4, text_degree=SIX),
        "ConceptText: text_degree: texts of 6 concepts where there are only 3; lower it, or raise concepts",
    ),
    "nearly equal values": (
        lambda: ConceptText(concepts=6, texts=4, text_degree=Binomial(mean=6.0000001)),
        "ConceptText: text_degree: texts of 6.0000001 concepts where there are only 6; ",
    ),
    "a number that is nearly whole": (
        lambda: ConceptText(concepts=10**8, texts=4.6 * 10**8, text_degree=SIX),
        "ConceptText: texts: 459999999.99999994 is not a whole number; ",
    ),
    "a record's values": (lambda: Binomial(mean=-1), "Binomial: mean: -1 is not a mean number of concepts"),
    "too many values": (lambda: Regular(6, "regular", 7), "Regular: [2]: 7 is one value too many; give values by name"),
    "a table's kind": (
        lambda: ConceptText(9, 4, {"kind": "regulr", "degree": 3}),
        "ConceptText: text_degree: unknown kind 'regulr'; did you mean regular?",
    ),
    "a table's keys": (
        lambda: ConceptText(9, 4, {"kind": "regular", "mean": 3}),
        "ConceptText: text_degree.degree: missing; it has no default; text_degree.mean: unknown key; known are "
        "degree, kind",
    ),
    "a sum": (lambda: Explicit({0: 0.5, 1: 0.4}), "Explicit: the probabilities of the degrees sum to 0.9; "),
    "another model": (lambda: RandomGraph(nodes=2.5, mean_degree=1), "RandomGraph: nodes: 2.5 is not a number of"),
    "and another": (lambda: Percolation(nodes=10, mean_degree=20), "Percolation: mean_degree: 20 is more than the 9"),
    "quanta": (lambda: Quanta(quanta=0, exponent=1, samples=1, sightings=1), "Quanta: quanta: 0 is not a number of"),
    "a model of many fields": (lambda: SkillHierarchy(graph=3), "SkillHierarchy: concepts: missing; it has no default"),
    "a replaced value": (
        lambda: dataclasses.replace(ConceptText(9, 4, SIX), concepts=0),
        "ConceptText: concepts: 0 is not a number of concepts; it must be 1 or more",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_plain_line(name):
    make, words = WRONG[name]
    with pytest.raises(ValueError) as caught:
        make()
    said = str(caught.value)
    assert said.startswith(words)
    assert isinstance(caught.value, MistakesError)
    assert not any(noise in said for noise in ("\n", "pydantic", "ArgsKwargs", "type=", "http"))


ARGUMENTS = {
    "a law": (lambda: ConceptText(9, 4, Binomial(mean=3)).predict("exakt"), "unknown law 'exakt'; did you mean exact?"),
    "trials without end": (
        lambda: simulate(ConceptText(9, 4, Binomial(mean=3)), trials=10**30, seed=1),
        "1000000000000000000000000000000 is not a number of trials; it must be at most 9223372036854775807",
    ),
    "more trials than there is room for": (
        lambda: simulate(ConceptText(9, 4, Binomial(mean=3)), trials=1, seed=1).extend(10**12),
        "1,000,000,000,000 trials need 1.28e+05 GB, ",
    ),
    "how edges count": (lambda: peel([[1]], multi_edges="doubl"), "unknown multi_edges 'doubl'; known are single, "),
    "a shape of one number": (lambda: peel(edges=[(0, 1)], shape=(3,)), "shape is (3,); give numbers of texts and "),
    "a shape below 0": (lambda: peel(edges=[(0, 1)], shape=(3, -1)), "shape is (3, -1); give numbers of texts and "),
    "a shape without room": (lambda: peel(edges=[(0, 1)], shape=(3, 0)), "an edge names 1 where there are none"),
    "no results": (lambda: plot(3), "3 is no path of a file; give its name"),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_argument_that_cannot_be_is_one_plain_line(name):
    call, words = ARGUMENTS[name]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value).startswith(words) and "\n" not in str(caught.value)


def test_models_stay_plain_values():
    model = ConceptText(concepts=100, texts=450, text_degree=SIX)
    assert pickle.loads(pickle.dumps(model)) == copy.deepcopy(model) == model
    assert dataclasses.replace(model, concepts=200).concepts == 200
    assert ConceptText.__init__.__name__ == "__init__"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_shown_in_full(number):
    assert float(in_full(number)) == number


@given(st.integers(-(10**30), 10**30))
def test_whole_numbers_are_shown_in_full(number):
    assert Fraction(in_full(number)) == number


# ---- in a sweep file


def degree(text):
    return {"model": f"concepts = 100\ntexts = 450\ntext_degree = {text}"}


@pytest.mark.parametrize(
    ("parts", "key", "words"),
    [
        (degree('{ kind = "regular", mean=6 }'), "model.text_degree.mean", "unknown key; known are degree, kind"),
        (degree('{ kind = "regular", degre=6 }'), "model.text_degree.degre", "unknown key; did you mean degree?"),
        (degree('{ kind = "poisson", degree=6 }'), "model.text_degree.degree", "unknown key; known are mean, kind"),
        (
            degree("6"),
            "model.text_degree",
            '6 is no table; write { kind = "binomial", mean = ... }, or another kind: explicit, regular, poisson, '
            "ideal-soliton, robust-soliton, designed",
        ),
        (
            {"model": "concepts = 100\ntext_degree = { mean = 6 }", "grid": "texts_per_concept = [nan]"},
            "grid.texts_per_concept[0]",
            "nan is not a number of texts per concept; it must be 0 or more and at most 1e15",
        ),
        (
            {"stop": "max_trials = 10\nmax_events = 5"},
            "stop.max_events",
            "5 is no table; write { observable = ..., count = ... }",
        ),
        (
            {"stop": "max_trials = 2000\nrel_error = 0.1"},
            "stop.rel_error",
            "0.1 is no table; write { observable = ..., value = ... }",
        ),
    ],
)
def test_unions_and_tables_in_a_sweep_file(tmp_path, parts, key, words):
    text = toml(**parts).replace("kind = 'binomial', kind", "kind")
    assert mistakes(tmp_path, text)[key] == words


def test_numbers_in_a_sweep_file_are_in_full(tmp_path):
    found = mistakes(tmp_path, model=MODEL.replace("texts = 450", "texts = 459999999.99999994"))
    assert "459999999.99999994 is not a whole number" in found["texts"]


def test_the_public_names_are_records_in_plain_words():
    for name in ("AbstractLearner", "FineTuning", "Quanta", "SkillClasses", "SemanticCompression", "WeightedConcepts"):
        with pytest.raises(MistakesError, match=f"^{name}: "):
            getattr(peelsim, name)(nonsense=1)
