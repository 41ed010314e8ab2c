"""Records as a person meets them: the call that makes them, plain types, help that fits a screen."""

import inspect
import pydoc
from dataclasses import is_dataclass

import pytest

import peelsim

RECORDS = [getattr(peelsim, name) for name in peelsim.__all__ if is_dataclass(getattr(peelsim, name))]
CHECKED = [record for record in RECORDS if hasattr(record, "__pydantic_fields__")]


@pytest.mark.parametrize("record", CHECKED)
def test_signatures_have_plain_types(record):
    said = str(inspect.signature(record))
    assert not any(word in said for word in ("Annotated", "FieldInfo", "Validator", "pydantic"))
    assert list(inspect.signature(record).parameters) == [n for n in record.__match_args__ if n != "kind"]


@pytest.mark.parametrize("name", peelsim.__all__)
def test_no_call_is_spelt_out_beyond_what_a_person_reads(name):
    thing = getattr(peelsim, name)
    if callable(thing):
        said = str(inspect.signature(thing))
        assert not any(word in said for word in ("numpy._typing", "Annotated", "pydantic")) and len(said) < 800


@pytest.mark.parametrize("record", CHECKED)
def test_help_is_about_parameters(record):
    said = pydoc.plain(pydoc.render_doc(record))
    assert "pydantic" not in said and "Annotated" not in said
    assert len(said.splitlines()) <= 80


def test_a_model_says_the_call_that_makes_it():
    model = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
    said = "ConceptText(concepts=100, texts=450, text_degree=Binomial(mean=6))"
    assert (
        repr(model) == said and eval(said, vars(peelsim) | {n: getattr(peelsim, n) for n in peelsim.__all__}) == model
    )
    assert "<td>number of concepts</td>" in model._repr_html_()


def test_defaults_go_without_saying_and_long_lists_are_cut():
    model = peelsim.ConceptText(
        concepts=100, texts=500, text_degree=peelsim.Explicit({1: 0.5, 2: 0.5}), curve=tuple(range(1, 501)), split=0.3
    )
    assert repr(model).endswith("split=0.3, curve=(1, 2, 3, ..., 500: 500 values))")
    assert "texts_fixed" not in repr(model)


def test_a_default_of_another_type_is_said():
    assert repr(peelsim.RandomGraph(nodes=5, mean_degree=1, occupation=1)) == "RandomGraph(nodes=5, mean_degree=1)"
    assert "split=0.5" in repr(
        peelsim.ConceptText(concepts=1, texts=1, text_degree=peelsim.Binomial(mean=1), split=0.5)
    )


def test_peeled_and_components_are_brief():
    peeled = peelsim.peel([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]])
    assert repr(peeled) == "<Peeled: 2 of 4 learnt in 2 rounds, 1 texts stuck>"
    assert "<td>1</td><td>1</td>" in peeled._repr_html_()
    parts = peelsim.components([[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    assert repr(parts) == "<Components: 2 of 3 nodes, the largest of 2>"
    assert "<td>2</td><td>1</td>" in parts._repr_html_()
