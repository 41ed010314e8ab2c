"""Semantic compression of fresh texts by what has been learnt from others (after Liao, Chang and Hong 2024)."""

from collections.abc import Mapping
from math import nan
from typing import Any, ClassVar

import numpy as np

from peelsim.kernels.learners.compression_trials import (
    BITS,
    CHANGED,
    COLUMNS,
    LEARNT,
    UNDERSTOOD,
    Message,
    run_compressions,
)
from peelsim.models.base import Columns, Control, Quantities, model
from peelsim.models.parts.learners import Integers, Learns, graph_block, graph_bytes
from peelsim.models.semantic_compression.code import empty_book, empty_coder, message_bytes
from peelsim.models.semantic_compression.laws import LAWS
from peelsim.models.semantic_compression.value import Coded
from peelsim.stats.law import Laws
from peelsim.stats.observable import Observable
from peelsim.theory.learning import compression


class Compressions(Learns, Columns):
    """Scratch memory of one thread."""

    columns = COLUMNS

    def __init__(self, model: Coded) -> None:
        super().__init__(model)
        degrees, shares = model.law_of_degrees
        self.learner = model.taught
        self.message = Message(
            shares=shares,
            book=empty_book(np.zeros(model.skills, np.int64), degrees),
            coder=empty_coder(model.fresh_texts, model.text_words),
            texts=np.zeros((model.fresh_texts, model.text_words), np.uint32),
        )

    def fill(self, key: np.uint64, first: int, counts: Integers, control: Control) -> bool:
        return bool(run_compressions(key, first, self.learner, self.message, counts, control))


@model
class SemanticCompression(Coded):
    """S skills are learnt from T texts; then fresh texts are coded losslessly, as skills where these are learnt.

    kernels/coding/wording.py says how the words of a raw text follow from its skills, and kernels/coding/text_code.py
    how texts are coded.

    Parameters
    ----------
    skills, texts, text_degree, learner, texts_fixed, split : see ``Trained``.
    fresh_texts : those coded in each trial, as one message that is decoded again.
    text_words : B_full / 32, words of 32 bits of a raw text.

    Raises
    ------
    ValueError : if the mean text degree exceeds S, a text could hold more skills than words, a fixed number of texts
        is not whole, or success increases.

    Examples
    --------
    >>> import peelsim
    >>> degree = peelsim.Binomial(mean=3)
    >>> model = peelsim.SemanticCompression(skills=1000, texts=1500, text_degree=degree, learner="1-skill")
    >>> model.full_bits, round(model.predict("limit")["bits_per_text"], 1)
    (2048, 111.0)
    """

    kind: ClassVar[str] = "semantic-compression"
    redrawn: ClassVar[Mapping[str, int]] = {"graph": 1}
    example: ClassVar[Mapping[str, Any]] = {
        "text_degree": {"kind": "poisson", "mean": 3},
        "learner": "1-skill",
        "fresh_texts": 40,
        "skills": 200,
        "texts_per_skill": 0.6,
    }
    laws: ClassVar[Laws] = LAWS
    headline: ClassVar[str] = "bits_per_text"

    @property
    def observables(self) -> tuple[Observable, ...]:
        lost = self.lost
        return (
            Observable(
                "bits_per_text",
                "number",
                "length of the message over the texts in it",
                units="bit",
                rare="stuck",
                span=lost * self.full_bits,
                per=self.fresh_texts,
                column=BITS,
            ),
            Observable(
                "understood_fraction",
                "number",
                "fraction of fresh texts whose skills are all learnt",
                rare="stuck",
                span=-lost,
                highest=1.0,
                per=self.fresh_texts,
                column=UNDERSTOOD,
            ),
            Observable(
                "learnt_fraction",
                "number",
                "fraction of skills learnt",
                rare="stuck",
                span=-lost,
                highest=1.0,
                per=self.skills,
                column=LEARNT,
            ),
            Observable(
                "stuck",
                "event",
                "probability that learning ends with more than split of the skills unlearnt",
                column=lambda counts: self.is_stuck(counts[:, LEARNT]),
            ),
            Observable(
                "wrong",
                "event",
                "probability that some text comes back changed: 0, as the code is lossless",
                column=lambda counts: counts[:, CHANGED] > 0,
            ),
        )

    @property
    def quantities(self) -> Quantities:
        c, entropy = self.text_degree.mean, nan
        if c <= self.skills:
            entropy = compression.source_entropy(mean_skills=c, skills=self.skills)
        return {
            **super().quantities,
            "full_bits": (self.full_bits, "bit", "length of a raw text"),
            "source_entropy": (entropy, "bit", "entropy of a text in the limit of many skills"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        own = {"fresh_texts": self.fresh_texts, "text_words": self.text_words, "split": self.split}
        return {**super().identity, **own}

    def block_trials(self, engine: str) -> int:
        """A word written, sent or read takes about as long as a skill."""
        words = self.fresh_texts * self.text_words
        return graph_block(self.expected_edges, self.skills + self.texts + words, 200)

    def bytes_per_thread(self, engine: str) -> int:
        texts = self.most_texts + self.fresh_texts
        raw = self.fresh_texts * (4 * self.text_words + message_bytes(self.text_words))
        return graph_bytes(self.expected_edges, texts, self.skills) + raw + 200 * self.block_trials(engine) + 200_000

    def simulator(self, engine: str) -> Compressions:
        return Compressions(self)
