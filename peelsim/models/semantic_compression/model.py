"""Semantic compression of fresh texts by what has been learnt from others (after Liao, Chang and Hong 2024)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Whole
from peelsim.kernels.learners.compression_trials import BITS, CHANGED, LEARNT, UNDERSTOOD, run_compressions
from peelsim.models.base import Control, Prediction
from peelsim.models.concept_text.model import Split
from peelsim.models.learners import (
    Fresh,
    Integers,
    SampledSkills,
    degree_law,
    graph_block,
    graph_bytes,
    most_texts,
    skill_texts,
    success_table,
)
from peelsim.models.random_graph import only_sampled
from peelsim.models.semantic_compression.code import check_words, empty_book, empty_coder, message_bytes
from peelsim.models.trained import Trained, TrainedParameters
from peelsim.stats.observable import Observable
from peelsim.theory.learning import compression, learners

Words = Annotated[Whole, Field(ge=1, le=100_000, title="number of words of 32 bits")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class SemanticCompression(Trained):
    """S skills are learnt from T texts; then fresh texts are coded losslessly, as skills where these are learnt.

    skills, texts, text_degree, learner, texts_fixed: see ``Trained``; split: see AbstractLearner. fresh_texts: those
    coded in each trial, as one message that is decoded again. text_words: B_full / 32, words of 32 bits of a raw text;
    kernels/coding/wording.py says how they follow from its skills, and kernels/coding/text_code.py how texts are coded.

    Raises ValueError if the mean text degree exceeds S, a text could hold more skills than words, a fixed number of
    texts is not whole, or success increases.
    """

    skills: SampledSkills
    fresh_texts: Fresh = 1000
    text_words: Words = 64
    split: Split | None = None

    kind: ClassVar[str] = "semantic-compression"
    laws: ClassVar[tuple[str, ...]] = ("exact", "prediction")
    headline: ClassVar[str] = "bits_per_text"
    figures: ClassVar[tuple[str, ...]] = ("compression",)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_words(self.text_degree, self.skills, self.text_words)

    @property
    def stuck_above(self) -> float:
        """Unlearnt fraction above which a trial counts as stuck."""
        return learners.split(self.success, mean_skills=self.text_degree.mean) if self.split is None else self.split

    @property
    def full_bits(self) -> int:
        """B_full, of a raw text."""
        return 32 * self.text_words

    @property
    def observables(self) -> tuple[Observable, ...]:
        jumps = bool(learners.thresholds(self.success, mean_skills=self.text_degree.mean))
        lost = 1.0 if jumps else 0.0  # by a stuck trial; a learner that learns smoothly has but one kind of trials
        return (
            Observable(
                "bits_per_text",
                "number",
                "length of the message over the texts in it",
                units="bit",
                rare="stuck",
                span=lost * self.full_bits,
            ),
            Observable(
                "understood_fraction",
                "number",
                "fraction of fresh texts whose skills are all learnt",
                rare="stuck",
                span=-lost,
            ),
            Observable("learnt_fraction", "number", "fraction of skills learnt", rare="stuck", span=-lost),
            Observable("stuck", "event", "probability that learning ends with more than split of the skills unlearnt"),
            Observable("wrong", "event", "probability that some text comes back changed: 0, as the code is lossless"),
        )

    @property
    def per(self) -> Mapping[str, float]:
        fresh = self.fresh_texts
        return {"bits_per_text": fresh, "understood_fraction": fresh, "learnt_fraction": self.skills}

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        entropy = compression.source_entropy(mean_skills=self.text_degree.mean, skills=self.skills)
        return {
            **super().quantities,
            "full_bits": (self.full_bits, "bit", "length of a raw text"),
            "source_entropy": (entropy, "bit", "entropy of a text in the limit of many skills"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            **super().identity,
            "fresh_texts": self.fresh_texts,
            "text_words": self.text_words,
            "split": self.split,
        }

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * (self.texts + self.fresh_texts)

    def block_trials(self, engine: str) -> int:
        """A word written, sent or read takes about as long as a skill."""
        words = self.fresh_texts * self.text_words
        return graph_block(self.expected_edges, self.skills + self.texts + words, 200)

    def memory(self, engine: str) -> int:
        texts = most_texts(self.texts, self.texts_fixed) + self.fresh_texts
        raw = self.fresh_texts * (4 * self.text_words + message_bytes(self.text_words))
        return graph_bytes(self.expected_edges, texts, self.skills) + raw + 200 * self.block_trials(engine) + 200_000

    def simulator(self, engine: str) -> Compressions:
        return Compressions(self)

    def predict(self, law: str) -> Prediction:
        """Both laws are in the limit of many skills; ``prediction`` leaves out the number of skills of a text."""
        c = self.text_degree.mean
        unlearnt = learners.unlearnt(self.success, texts_per_skill=self.texts_per_skill, mean_skills=c)
        rate = compression.rate(unlearnt=unlearnt, mean_skills=c, skills=self.skills, full_bits=self.full_bits)
        return {
            "bits_per_text": rate.total if law == "exact" else rate.total - rate.numbers,
            "understood_fraction": rate.understood,
            "learnt_fraction": 1 - unlearnt,
            "stuck": float(unlearnt > self.stuck_above),
            "wrong": 0.0,
        }


class Compressions:
    """Scratch memory of one thread."""

    def __init__(self, model: SemanticCompression) -> None:
        self.model = model
        degrees, self.shares = degree_law(model.text_degree, model.skills)
        self.tables = skill_texts([model.skills], [model.texts], model.texts_fixed, [[(degrees, self.shares)]])
        self.success = success_table([model.success])
        self.book = empty_book(np.zeros(model.skills, np.int64), degrees)
        self.coder = empty_coder(model.fresh_texts, model.text_words)
        self.texts = np.zeros((model.fresh_texts, model.text_words), np.uint32)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m, counts = self.model, np.zeros((trials, 4), np.int64)
        scratch = self.book, self.coder, self.texts
        tables = self.tables, self.success, self.shares
        if not run_compressions(np.uint64(key), first, *tables, *scratch, counts, control):
            return None
        return {
            "bits_per_text": counts[:, BITS],
            "understood_fraction": counts[:, UNDERSTOOD],
            "learnt_fraction": counts[:, LEARNT],
            "stuck": (m.skills - counts[:, LEARNT] > m.stuck_above * m.skills).astype(np.int64),
            "wrong": (counts[:, CHANGED] > 0).astype(np.int64),
        }


class Parameters(TrainedParameters):
    """Keys of a semantic-compression sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"skills", "texts", "fresh_texts", "text_words"})

    kind: Literal["semantic-compression"]
    skills: SampledSkills
    fresh_texts: Fresh = 1000
    text_words: Words = 64
    split: Split | None = None

    def resolve(self) -> SemanticCompression:
        return SemanticCompression(
            **self.trained(),
            fresh_texts=self.fresh_texts,
            text_words=self.text_words,
            split=self.split,
        )


Model = SemanticCompression
