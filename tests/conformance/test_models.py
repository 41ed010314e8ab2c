"""Every kind of model keeps what ``check_model`` asks; so does the one that the documentation writes."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

import peelsim
from peelsim.models.registry import kinds, model_of
from peelsim.testing import PromiseError, check_model
from tests.conformance.sweeps import SWEEPS, sweep_of

PAGE = Path(__file__).parents[2] / "docs" / "write-a-model.md"


def test_every_kind_has_a_small_sweep():
    missing = set(kinds()) - {parts.get("kind", name) for name, parts in SWEEPS.items()}
    assert not missing, f"give {missing} a small sweep in SWEEPS of tests/conformance/sweeps.py"


def test_every_kind_has_a_public_name():
    for kind in kinds():
        name = model_of(kind).__name__
        assert name in peelsim.__all__, f"list {name} in peelsim/__init__.pyi"


def test_the_models_of_every_point_keep_their_promises(name):
    for point in sweep_of(name).points:
        check_model(point.model)
        check_model(point.simulated)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The modules of the page, the model's as a file outside the package."""
    model, use = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    path = tmp_path_factory.mktemp("page") / "coupon_collector.py"
    path.write_text(model)
    found = importlib.util.spec_from_file_location("coupon_collector", path)
    module = sys.modules["coupon_collector"] = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    yield module, model, use
    del sys.modules["coupon_collector"]


def test_the_model_of_the_page_is_short_and_keeps_its_promises(written):
    module, text, _ = written
    assert len(text.splitlines()) <= 80
    for concepts, texts in ((1, 0), (1, 3), (100, 0), (100, 460)):
        check_model(module.CouponCollector(concepts=concepts, texts=texts))


def test_what_the_page_does_with_its_model_runs_and_agrees(written):
    _module, _, use = written
    scope = {}
    exec(use, scope)
    trials, model = scope["trials"], scope["model"]
    exact = peelsim.predict(model, law="exact")
    assert abs(trials["learnt"].mean() - exact["learnt"]) < 0.05
    assert abs(trials["complete"].mean() - peelsim.predict(model, law="poisson")["complete"]) < 0.03


def test_a_broken_promise_is_said(written, monkeypatch):
    module, _, _ = written
    model = module.CouponCollector(concepts=1000, texts=900)
    with monkeypatch.context() as patch:
        patch.setattr(module.CouponCollector, "headline", "learned")
        with pytest.raises(PromiseError, match="the headline, learned, is an observable"):
            check_model(model)
    ran = []

    def restless(simulator, key, first, counts, control):
        ran.append(first)
        return module.collect(key + len(ran), first, 1000, 900, counts, control)

    monkeypatch.setattr(module.Collector, "fill", restless)
    with pytest.raises(PromiseError, match="leaves no trace"):
        check_model(model)


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_a_small_model(kind):
    model = model_of(kind).small()
    assert model.kind == kind and model.observables and model.expected_edges < 1e6
