"""Kinds of sources: laws and their ranges, means against them, and parameters that are refused."""

import numpy as np
import pytest

import peelsim
from peelsim.models.base import ParameterError, keys_of
from tests.agreement import mean_is

ADDITIVE = {"correlation_exponent": 0.9, "entropy_exponent": 0.4}
HIERARCHY = {"samples": 100, "symbols": 8, "rules": 3, "levels": 3}


@pytest.mark.parametrize("tokens", ["bits", "normal"])
def test_the_additive_source_at_its_best_horizon_is_exact(tokens):
    model = peelsim.AdditiveSource(samples=20_000, tokens=tokens, horizon_rule="best", **ADDITIVE)
    found, law = peelsim.simulate(model, trials=4000, seed=1), model.predict("exact")
    assert law.range("excess").status == "valid"
    assert found["excess"].std() / np.sqrt(4000) < 2e-3 * law["excess"]
    mean_is(found["excess"], law["excess"], error=1e-12)
    assert set(found["horizon"]) == {law["horizon"]}


def test_a_chosen_horizon_costs_a_little():
    chosen = peelsim.AdditiveSource(samples=10_000, **ADDITIVE)
    law = chosen.predict("exact")
    assert law.range("excess").status == "extrapolated" and "1 to 3 %" in law.range("excess").reason
    excess = peelsim.simulate(chosen, trials=4000, seed=2)["excess"].mean()
    assert 1.002 * law["excess"] < excess < 1.04 * law["excess"]


def test_both_engines_of_the_additive_source_differ_by_what_windows_share():
    model = peelsim.AdditiveSource(samples=400, lags=20, horizon_rule="best", **ADDITIVE)
    texts = peelsim.simulate(model, trials=6000, seed=3, engine="sequence")["excess"]
    moments = peelsim.simulate(model, trials=6000, seed=3, engine="moments")["excess"]
    mean_is(texts, model.predict("serial")["excess"])
    mean_is(moments, model.predict("exact")["excess"])
    assert model.predict("serial")["excess"] > 1.008 * model.predict("exact")["excess"]


def test_laws_of_the_additive_source_have_ranges():
    few = peelsim.AdditiveSource(samples=100, **ADDITIVE)
    assert few.predict("asymptotic").range("excess").status == "extrapolated"
    many = peelsim.AdditiveSource(samples=10**6, **ADDITIVE)
    assert many.predict("asymptotic").range("excess").status == "valid"
    assert many.predict("serial").range("excess").status == "undefined"
    short = peelsim.AdditiveSource(samples=10**6, lags=50, **ADDITIVE)
    assert "excess" not in short.predict("asymptotic")
    for law in ("published", "corrected"):
        said = many.predict(law)
        assert said["excess"] == pytest.approx(many.predict("exact")["excess"], rel=1e-9)
        assert "exponent" in said.range("horizon").reason


def test_learners_that_see_some_lags_collapse():
    """n^gamma times the excess against P / n^(2 beta), whatever n; to 3 %, in which rounded channels differ."""
    for seen in (100, 400):
        samples = int(60 * seen**1.8)
        model = peelsim.AdditiveSource(samples=samples, seen=seen, density=3, horizon_rule="best", **ADDITIVE)
        found, law = peelsim.simulate(model, trials=300, seed=1), model.predict("exact")
        mean_is(found["excess"], law["excess"])
        assert set(found["horizon"]) == {seen}
        collapse = model.predict("asymptotic")
        assert collapse["excess"] == pytest.approx(law["excess"], rel=0.03)
        assert model.predict("published").range("excess").status == "undefined"


def test_long_memory_falls_by_one_half_and_not_as_published():
    few, many = (peelsim.LongMemorySource(samples=p, memory=0.4) for p in (2**11, 2**15))
    excess = [peelsim.simulate(model, trials=60, seed=1)["excess"].mean() for model in (few, many)]
    slope = np.log(excess[0] / excess[1]) / np.log(16)
    assert 0.45 < slope < 0.65
    corrected, published = (
        np.log(few.predict(law)["excess"] / many.predict(law)["excess"]) / np.log(16)
        for law in ("corrected", "published")
    )
    assert corrected == pytest.approx(0.5) and published == pytest.approx(2.5)
    short = peelsim.LongMemorySource(samples=100, memory=0.1).predict("corrected")
    assert short.range("excess").status == "extrapolated"


def test_pointers_are_exact():
    model = peelsim.PointerSource(samples=5000, entropy_exponent=0.5, payloads=4, types=3000)
    found, law = peelsim.simulate(model, trials=1000, seed=1), model.predict("exact")
    assert found["excess"].std() / np.sqrt(1000) < 2e-3 * law["excess"]
    mean_is(found["excess"], law["excess"])
    mean_is(found["pairs_seen"], law["pairs_seen"])
    at_anchor = peelsim.PointerSource(samples=10**6, entropy_exponent=0.5, payloads=4, types=3000)
    for name in ("published", "corrected"):
        assert at_anchor.predict(name)["excess"] == pytest.approx(at_anchor.predict("exact")["excess"])
    assert model.predict("published")["excess"] < model.predict("corrected")["excess"]
    assert model.predict("asymptotic").range("excess").status == "valid"
    few = peelsim.PointerSource(samples=10, entropy_exponent=0.5, payloads=4)
    assert few.predict("asymptotic").range("excess").status == "extrapolated"


def test_levels_are_told_one_after_the_other():
    model = peelsim.HierarchySource(samples=3000, symbols=16, rules=8, levels=4, trees=20)
    found = peelsim.simulate(model, trials=200, seed=1)
    told = found["told"]
    assert (found["level"] == np.cumprod(told, axis=1).sum(axis=1)).all()
    rows = np.arange(200)
    assert (found["loss"] == found["entropy"][rows, found["level"].astype(int)]).all()
    assert told[:, 0].all() and told[:, 1].mean() > 0.1 and told[:, 3].mean() < 0.1
    law = model.predict("finite_size")["squared_correlation"]
    mean = found["squared_correlation"].mean(axis=0)
    assert mean == pytest.approx(law, rel=0.15)
    assert (np.diff(found["entropy"].mean(axis=0)) < 0).all()


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        (peelsim.AdditiveSource, {"samples": 10, **ADDITIVE, "entropy_exponent": 0.9}, "more than 2 correlation"),
        (peelsim.AdditiveSource, {"samples": 0, **ADDITIVE}, "samples"),
        (peelsim.AdditiveSource, {"samples": 10**12, "correlation_exponent": 1.5, "entropy_exponent": 0.1}, "a trial"),
        (peelsim.LongMemorySource, {"samples": 100, "memory": 0.5}, "memory"),
        (peelsim.LongMemorySource, {"samples": 10, "memory": 0.3}, "samples"),
        (peelsim.PointerSource, {"samples": 10, "entropy_exponent": 0.5, "payloads": 1}, "payloads"),
        (peelsim.HierarchySource, {**HIERARCHY, "rules": 8}, "leave no tuple out"),
        (peelsim.HierarchySource, {**HIERARCHY, "symbols": 64, "branching": 4}, "tuples are more than"),
        (peelsim.HierarchySource, {**HIERARCHY, "symbols": 8, "branching": 4, "levels": 8}, "tokens, more than"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(model, values, message):
    with pytest.raises(ValueError, match=message):
        keys_of(model).of({"kind": model.kind, **values}).resolve()


def test_texts_have_an_end():
    with pytest.raises(ParameterError, match="give lags"):
        peelsim.AdditiveSource(samples=10, **ADDITIVE).resolve_engine("sequence")
    with pytest.raises(ParameterError, match="looks at all lags"):
        peelsim.AdditiveSource(samples=10, lags=9, seen=5, **ADDITIVE).resolve_engine("sequence")
    with pytest.raises(ParameterError, match="take moments"):
        peelsim.AdditiveSource(samples=10**12, lags=100, **ADDITIVE).resolve_engine("sequence")
    with pytest.raises(ParameterError, match="graph cannot do"):
        peelsim.PointerSource(samples=10, entropy_exponent=1, payloads=2).resolve_engine("graph")
