"""Graphs and rounds that simulators show are those of the trials they count."""

from itertools import pairwise

import numpy as np
import pytest

import peelsim
from peelsim.models.base import ShowsGraph, ShowsRounds
from tests import naive_learners

DEGREE = peelsim.Poisson(mean=3)
ONE = {"text_degree": DEGREE, "learner": "1-skill", "texts_fixed": False}
CLASSES = {"skill_shares": (0.3, 0.7), "text_shares": (0.5, 0.5), "mean_skills": ((3, 1), (0, 2))}
STAGES = {"foundation_ratio": 1.5, "foundation_skills": 2, "fine_ratio": 2, "basic_needed": 1, "fine_taught": 2}
KEY, TRIAL = 77, 5

MODELS = {
    "learner": (peelsim.AbstractLearner(skills=40, texts=45, **ONE), "graph"),
    "rounds": (peelsim.AbstractLearner(skills=40, texts=45, **ONE), "rounds"),
    "pairs": (peelsim.AbstractLearner(skills=40, texts=25, text_degree=DEGREE, learner="2-skill"), "graph"),
    "classes": (peelsim.SkillClasses(skills=40, texts=50, learners=("1-skill", "1-skill"), **CLASSES), "graph"),
    "association": (peelsim.SkillAssociation(skills=40, texts=45, **ONE), "graph"),
    "compression": (peelsim.SemanticCompression(skills=40, texts=45, fresh_texts=5, **ONE), "graph"),
    "weighted": (peelsim.WeightedConcepts(concepts=40, mean_text_degree=2, texts=60, texts_fixed=False), "graph"),
    "fine-tuning": (peelsim.FineTuning(basic_skills=30, fine_skills=20, **STAGES), "graph"),
}


def counted(model, engine):
    found = model.simulator(engine).run(KEY, TRIAL, 1, np.zeros(2, np.int64))
    return {name: values[0] for name, values in found.items()}


def learnt_of(model, found):
    if isinstance(model, peelsim.FineTuning):
        return found["basic_learnt_fraction"] + found["fine_learnt_fraction"]
    return found["learnt_fraction"]


@pytest.mark.parametrize("name", MODELS)
def test_the_rounds_shown_are_those_counted(name):
    model, engine = MODELS[name]
    simulator, found = model.simulator(engine), counted(model, engine)
    assert isinstance(simulator, ShowsRounds)
    unlearnt = simulator.unlearnt_by_round(KEY, TRIAL)
    assert unlearnt[0] - unlearnt[-1] == learnt_of(model, found) > 0
    assert all(a > b for a, b in pairwise(unlearnt))
    if "rounds" in found:
        assert len(unlearnt) == found["rounds"] + 1


@pytest.mark.parametrize("name", [name for name in MODELS if name != "rounds"])
def test_the_graph_shown_teaches_what_the_trial_learnt(name):
    """By sets, with texts of capacity one or two."""
    model, engine = MODELS[name]
    simulator, found = model.simulator(engine), counted(model, engine)
    assert isinstance(simulator, ShowsGraph) and simulator.held == ("concepts" if name == "weighted" else "skills")
    starts, members, (texts, held) = simulator.graph(KEY, TRIAL)
    drawn = [set(members[a:b].tolist()) for a, b in pairwise(starts)]
    assert len(drawn) == texts and sum(map(len, drawn)) == len(members)
    if name == "fine-tuning":
        founding = int(model.foundation_texts)
        known = taught(drawn[:founding], held, 1)
        usable = [text for text in drawn[founding:] if all(skill in known for skill in text if skill < 30)]
        assert len(usable) == found["usable_fraction"]
        assert len(taught(usable, held, 1, known)) == learnt_of(model, found)
    else:
        assert len(taught(drawn, held, 2 if name == "pairs" else 1)) == learnt_of(model, found)


def taught(texts, held, capacity, known=()):
    learnt_in = naive_learners.learn(texts, [capacity] * len(texts), held, known)
    return {skill for skill, number in enumerate(learnt_in) if number}
