"""What the models of abstract learners share: learners by name, tables to sample texts from, and how blocks are run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from peelsim.ensembles import Binomial, Poisson
from peelsim.fields import Real, Whole
from peelsim.kernels.draws.alias import binomial_support, binomial_weights, build_alias
from peelsim.kernels.learners.skill_texts import SkillTexts
from peelsim.kernels.learners.trials import run_learners
from peelsim.models.base import Control, ParameterError
from peelsim.theory.learning.learners import success_function

LARGEST_GRAPH = 2**31  # skills or texts of a sampled graph
UNIT = 2.0**40  # what is no number of things is counted in units of 2^-40
_MOST_CAPACITY = 1000
_BLOCK_BYTES = 64_000_000
_NAME = re.compile(r"([1-9][0-9]{0,3})-skill")

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def _learner(value: Any) -> str | tuple[float, ...]:
    """A learner as it is kept: its name, or its success function. ValueError in words if it is neither."""
    if isinstance(value, str):
        name = _NAME.fullmatch(value)
        if name is None or int(name[1]) > _MOST_CAPACITY:
            raise ValueError(f"{value!r} is not known; take 1-skill, 2-skill, ... or a list s_0, s_1, ...")
        return value
    if not isinstance(value, list | tuple) or not all(_is_number(s) for s in value):
        raise ValueError(f"{value!r} is neither a name such as 1-skill nor a list of probabilities")
    if len(value) > _MOST_CAPACITY:
        raise ValueError(f"{len(value)} probabilities are more than the {_MOST_CAPACITY} a success function may have")
    success_function(value)
    return tuple(float(s) for s in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


Learner = Annotated[str | tuple[float, ...], BeforeValidator(_learner)]
SkillNumber = Annotated[Real, Field(ge=0, le=1e6, title="mean number of skills")]
Skills = Annotated[Whole, Field(ge=1, le=10**15, title="number of skills")]
SampledSkills = Annotated[Whole, Field(ge=1, lt=LARGEST_GRAPH, title="number of skills")]
Texts = Annotated[Real, Field(ge=0, le=1e15, title="number of texts")]
Ratio = Annotated[Real, Field(ge=0, le=1e15, title="number of texts a skill")]
Fresh = Annotated[Whole, Field(ge=1, le=10**9, title="number of fresh texts")]


def success_of(learner: str | tuple[float, ...]) -> tuple[float, ...]:
    """s_0, s_1, ... of a ``Learner``."""
    return success_function(int(learner.partition("-")[0]) if isinstance(learner, str) else learner)


def texts_of(skills: int, *, texts: float | None, texts_per_skill: float | None, texts_fixed: bool) -> float:
    """T from it or from rho = T / S, rounded if it is fixed; ParameterError unless exactly one is given."""
    if (texts is None) == (texts_per_skill is None):
        said = "none of them" if texts is None else "both"
        raise ParameterError("model", f"give exactly one of texts, texts_per_skill; here there is {said}")
    if texts is None:
        assert texts_per_skill is not None
        texts = texts_per_skill * skills
        return float(round(texts)) if texts_fixed else texts
    return texts


def check_texts(texts: float, texts_fixed: bool) -> None:
    """ParameterError if a fixed number of texts is not whole."""
    if texts_fixed and texts != int(texts):
        raise ParameterError("texts", f"{texts:g} is not a whole number; texts_fixed = False takes a mean")


def check_degree(text_degree: Binomial | Poisson, skills: int) -> None:
    """ParameterError if there are too few skills for such texts."""
    mean = text_degree.mean
    if text_degree.least_concepts > skills:
        raise ParameterError("text_degree", f"{mean:g} skills a text where there are only {skills}; lower it")
    try:
        degree_law(text_degree, skills)
    except ValueError:
        said = f"texts of {mean:g} skills on average hardly ever hold as few as there are, {skills}; lower it"
        raise ParameterError("text_degree", said) from None


def most_texts(texts: float, texts_fixed: bool) -> int:
    """No trial has more: a Poisson number of this mean exceeds it with probability below 1e-80."""
    return int(texts) if texts_fixed else ceil(texts + 20 * sqrt(texts) + 100)


def poisson_law(mean: float, skills: int) -> tuple[Integers, Floats]:
    """``degree_law`` of a Poisson number, also for texts that hold none."""
    return Poisson(mean=mean).law_among(skills) if mean > 0 else (np.zeros(1, np.int64), np.ones(1))


def degree_law(text_degree: Binomial | Poisson, skills: int) -> tuple[Integers, Floats]:
    """How many of so many skills a text holds, ascending, and the probabilities."""
    if isinstance(text_degree, Poisson):
        return poisson_law(text_degree.mean, skills)
    p = text_degree.mean / skills
    low, high = binomial_support(skills, p)
    weights = np.zeros(high - low + 1)
    binomial_weights(skills, p, low, high, weights)
    return np.arange(low, high + 1), weights


def skill_texts(
    skills: Sequence[int], mean_texts: Sequence[float], texts_fixed: bool, laws: Sequence[Sequence[Any]]
) -> SkillTexts:
    """Alias tables for the kernels. laws[j][k]: ``degree_law`` of the skills of class k in a text of class j."""
    bits = max(1, *((len(law[0]) - 1).bit_length() for row in laws for law in row))
    shape = (len(mean_texts), len(skills), 1 << bits)
    threshold, alias = np.zeros(shape, np.uint64), np.zeros(shape, np.int64)
    degrees = np.zeros(shape, np.int64)
    for j, row in enumerate(laws):
        for k, (listed, shares) in enumerate(row):
            weights = np.zeros(1 << bits)
            weights[: len(shares)] = shares
            degrees[j, k, : len(listed)] = listed
            build_alias(weights, bits, threshold[j, k], alias[j, k], np.zeros(1 << bits, np.int64))
    return SkillTexts(
        begins=np.concatenate([[0], np.cumsum(skills)]).astype(np.int64),
        mean_texts=np.array(mean_texts, float),
        texts_fixed=texts_fixed,
        bits=bits,
        threshold=threshold,
        alias=alias,
        degrees=degrees,
    )


def success_table(learners: Sequence[tuple[float, ...]]) -> Floats:
    """Success functions one below the other, filled up with zeros."""
    table = np.zeros((len(learners), max(map(len, learners))))
    for row, success in zip(table, learners, strict=True):
        row[: len(success)] = success
    return table


@dataclass(frozen=True)
class Counts:
    """What a block of trials of learners counts, int64."""

    learnt: Integers  # [trials, K] skills of each class
    rounds: Integers  # [trials]
    stuck: Integers  # [trials, J] training texts of each class with an unlearnt skill
    failed: Integers  # [trials, J] fresh texts of each class with an unlearnt skill
    curves: Integers  # [trials, rounds recorded] skills learnt by each round


def run_block(
    key: int,
    first: int,
    trials: int,
    control: Control,
    *,
    texts: SkillTexts,
    success: Floats,
    fresh: int,
    recorded: int,
) -> Counts | None:
    """Sample, learn and test; None if stopped on the way."""
    skill_classes, text_classes = len(texts.begins) - 1, len(texts.mean_texts)
    counts = Counts(
        learnt=np.zeros((trials, skill_classes), np.int64),
        rounds=np.zeros(trials, np.int64),
        stuck=np.zeros((trials, text_classes), np.int64),
        failed=np.zeros((trials, text_classes), np.int64),
        curves=np.zeros((trials, recorded), np.int64),
    )
    out = counts.learnt, counts.rounds, counts.stuck, counts.failed, counts.curves
    return counts if run_learners(np.uint64(key), first, texts, success, fresh, *out, control) else None


def graph_block(edges: float, nodes: float, trial_bytes: int) -> int:
    """Trials of about 0.1 s at 45 ns a link, 10 ns a skill or text and 1 us a trial; their counts stay below 64 MB."""
    return max(1, min(int(1e8 / (45 * edges + 10 * nodes + 1000)), _BLOCK_BYTES // trial_bytes))


def graph_bytes(edges: float, texts: float, skills: float) -> int:
    """Bytes of the largest graphs of a trial: its links both ways, what is known of texts and skills."""
    return int(16 * (1.1 * edges + 10_000) + 32 * texts + 32 * skills)
