"""Laws at the ends of what they can say: nothing at all to learn from, a single thing, huge systems, degrees near e."""

from dataclasses import fields, replace
from itertools import product
from math import e, isclose

import numpy as np
import pytest

from peelsim.models.base import keys_of
from peelsim.models.registry import kinds, model_of
from peelsim.testing import check_laws
from tests.conformance.sweeps import GRAPHS, SWEEPS, sweep_of

LEARNER = {"text_degree": [{"kind": "poisson", "mean": d} for d in (0.5, 1, 4)], "learner": ["1-skill", "3-skill"]}
RATIO = [0, 1e-3, 1, 3, 40]
CORNERS = {  # kind -> key -> values; a value may be a function of those before it
    "concept-text": {
        "concepts": [1, 2, 5, 30, 10**6, 10**12],
        "texts_per_concept": [0, 1, 4.53, 60],
        "text_degree": [{"kind": "binomial", "mean": d} for d in (1, e - 1e-9, e + 1e-9, 6, 29.5)]
        + [{"kind": "poisson", "mean": 3.0}, {"kind": "explicit", "probabilities": {1: 0.1, 3: 0.9}}],
        "texts_fixed": [True, False],
    },
    "skill-hierarchy": {
        "concepts": [2, 40, 10**6],
        "texts_per_concept": [0, 1, 5],
        "text_degree": [{"kind": "binomial", "mean": d} for d in (1, 2, 6)],
        "levels": [1, 3],
        "skills": [1, 2, 50],
        "threshold": [{"kind": "exponential", "rate": rate} for rate in (-2, 3)],
        "prerequisites": [{"kind": "log2"}],
        "acquired": ["giant", "learnt"],
    },
    "random-graph": {
        "nodes": [1, 2, 50, 10**6, 2**31 - 1],
        "mean_degree": [0, 0.3, 0.9999, 1, 1.001, 3, 40],
        "occupation": [0, 0.5, 1],
    },
    "percolation": {
        "nodes": [1, 2, 50, 10**6],
        "mean_degree": [0, 0.5, 1, 2, 30],
        "occupied": ["bonds", "sites"],
        "occupation_points": [5],
    },
    "matrix": {
        "path": [str(GRAPHS / name) for name in ("regular.alist", "texts.csv")],
        "erasure": [0, 1e-6, 0.4, 0.43, 1],
        "texts_share": [0, 0.5, 1],
        "edge_deletion": [0, 0.2, 1],
    },
    "given-network": {
        "path": [str(GRAPHS / name) for name in ("path.edges", "triangles.tsv", "random.csv")],
        "occupied": ["bonds", "sites"],
        "occupation_points": [5],
    },
    "abstract-learner": {"skills": [1, 2, 50, 10**9], "texts_per_skill": RATIO, **LEARNER},
    "skill-association": {"skills": [1, 2, 50, 10**6], "texts_per_skill": RATIO, **LEARNER},
    "semantic-compression": {"skills": [1, 2, 50, 10**6], "texts_per_skill": RATIO, **LEARNER, "fresh_texts": [5]},
    "skill-classes": {
        "skills": [2, 3, 10**6],
        "texts_per_skill": RATIO,
        "skill_shares": [[0.5, 0.5], [0.9, 0.1]],
        "text_shares": [[0.4, 0.6]],
        "mean_skills": [[[0.5, 0.5], [0, 0.9]]],
        "learners": [["1-skill", "2-skill"]],
    },
    "fine-tuning": {
        "basic_skills": [1, 2, 10**5],
        "fine_skills": [1, 10**5],
        "foundation_ratio": [0, 1, 30],
        "foundation_skills": [0, 1],
        "fine_ratio": [0, 1, 30],
        "basic_needed": [0, 1],
        "fine_taught": [0, 1],
    },
    "quanta": {
        "quanta": [1, 2, 1000, 10**7],
        "exponent": [0.01, 1, 10],
        "samples": [0, 1, 1e4, 1e15],
        "sightings": [1, 200],
        "samples_fixed": [True, False],
    },
    "erasure-code": {
        "bits": [12, 60, 10**6, 10**15],
        "erasure": [0, 1e-6, 0.4, 0.4294, 0.43, 0.7, 1],
        "bit_degree": [{"kind": "regular", "degree": d} for d in (1, 2, 3)]
        + [{"kind": "explicit", "probabilities": {0: 0.1, 1: 0.1, 2: 0.3, 5: 0.5}}],
        "check_degree": [{"kind": "regular", "degree": d} for d in (1, 6)],
        "erasures": ["bernoulli", "fixed"],
        "placement": ["standard", "layered"],
    },
    "random-access": {
        "slots": [2, 60, 10**6, 10**14],
        "load": [0, 1e-6, 0.5, 0.9, 0.94, 1, 5],
        "user_degree": [{"kind": "regular", "degree": d} for d in (0, 1, 2)]
        + [{"kind": "explicit", "probabilities": {2: 0.5, 3: 0.28, 8: 0.22}}],
        "replicas": ["distinct", "independent", "subframes"],
        "users_fixed": [True, False],
    },
    "hypergraph": {
        "vertices": [3, 60, 10**6, 10**14],
        "edges_per_vertex": [0, 1e-6, 0.5, 0.818, 0.82, 1, 5],
        "edge_size": [1, 2, 3, 10],
        "placement": ["distinct", "independent", "partite"],
    },
    "lt-code": {
        "symbols": [20, 40],
        "overhead": [-1, -0.9, 0, 0.2, 3],
        "symbol_degree": [{"kind": "robust-soliton", "size": 20, "c": 0.05, "delta": 0.5}]
        + [{"kind": "regular", "degree": d} for d in (1, 2)],
    },
    "weighted-concepts": {
        "concepts": [1, 2, 1000],
        "mean_text_degree": [0, 0.5, 6, 100],
        "texts": [0, 1, 1e4],
        "weight_exponent": [0, 1, 10],
    },
    "softmax-regression": {
        "classes": [2, 10],
        "dimensions": [2, 10],
        "time": [[1, 100, 1e6]],
        "noise": [0.1, 1],
        "batch": [1, 64],
    },
    "sparse-parity": {
        "tasks": [1, 20],
        "bits": [4, 16],
        "subset": [2],
        "exponent": [0.1, 1],
        "width": [1, 100],
        "time": [[1, 100, 10**6]],
        "batch": [1, 500],
    },
    "additive-source": {
        "samples": [10, 1e4, 1e9],
        "correlation_exponent": [0.6, 1, 3],
        "entropy_exponent": [0.1, 0.5, 2],
    },
    "long-memory-source": {"samples": [2, 100, 10**5], "memory": [0.05, 0.2, 0.45]},
    "pointer-source": {
        "samples": [0, 1, 1e3, 1e9],
        "entropy_exponent": [0.1, 0.5, 2],
        "types": [1, 500, 10**6],
        "payloads": [2, 50],
    },
    "hierarchy-source": {
        "samples": [1, 1e3, 1e9],
        "symbols": [2, 8],
        "rules": [1, 2],
        "branching": [2, 3],
        "levels": [1, 4],
    },
}
OUT_OF_REACH = {("concept-text", "exact"): 5}  # kind, law -> the size from which on it takes too long here


DEAR = {
    "additive-source",
    "erasure-code",
    "hypergraph",
    "random-access",
    "random-graph",
    "skill-hierarchy",
}  # in seconds


def test_every_kind_has_corners():
    missing = set(kinds()) - CORNERS.keys()
    assert not missing, f"give {missing} extreme parameters in CORNERS of this file"


def corners(kind):
    """Models at all corners that make one."""
    keys, values = keys_of(model_of(kind)), CORNERS[kind]
    for chosen in product(*values.values()):
        try:
            yield keys.of({"kind": kind, **dict(zip(values, chosen, strict=True))}).resolve()
        except ValueError:
            continue


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow if kind in DEAR else ()) for kind in CORNERS]
)
def test_laws_say_what_is_possible_at_every_corner(kind, monkeypatch):
    for (of, law), most in OUT_OF_REACH.items():
        if of == kind:
            plain = model_of(kind).laws[law]

            def bounded(model, plain=plain, most=most):
                return plain.says(model) if model.concepts <= most else {}

            laws = {**model_of(kind).laws, law: replace(plain, says=bounded)}
            monkeypatch.setattr(model_of(kind), "laws", laws)
    tried = 0
    for model in corners(kind):
        check_laws(model)
        tried += 1
    assert tried >= 6


REAL = {"mean_degree", "occupation", "exponent", "mean_text_degree", "weight_exponent", "foundation_skills"}


def moved(model, by):
    """The model with each real parameter moved by a share, one at a time."""
    for field in fields(model):
        value = getattr(model, field.name)
        if field.name in REAL and 0 < value * (1 + by) < 1e6 and not (field.name == "occupation" and value == 1):
            yield field.name, replace(model, **{field.name: value * (1 + by)})
        if field.name == "text_degree":
            yield "text_degree.mean", replace(model, text_degree=replace(value, mean=value.mean * (1 + by)))


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.plain_cases(3)
def test_laws_are_continuous_within_their_ranges(name):
    for point in sweep_of(name).points[::2]:
        for law in point.model.laws:
            here = point.model.predict(law)
            for parameter, model in moved(point.model, 1e-7):
                there = model.predict(law)
                for observable in here.keys() & there.keys():
                    if here.ranges(observable) == there.ranges(observable):
                        x, y = np.broadcast_arrays(here[observable], there[observable])
                        same = [isclose(a, b, rel_tol=1e-3, abs_tol=1e-9) for a, b in zip(x.flat, y.flat, strict=True)]
                        assert all(same), (law, observable, parameter, x, y)
