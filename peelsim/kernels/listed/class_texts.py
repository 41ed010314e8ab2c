"""Texts of several classes, and the skills of several classes they hold: sampled text by text, stored.

A text of class j holds a random number of skills of each class k, drawn from the alias table of (j, k), and they are a
uniform set. Of one class each they are the graph of kernels/listed/graph.py.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.alias import AliasTable, draw_alias
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DEGREES, ROWS, TEXTS
from peelsim.kernels.graph.rows import SPARE, distinct_row
from peelsim.kernels.graph.text_draws import among

_STOP_EVERY = 1 << 16  # texts between two looks at the stop word


class ClassTexts(NamedTuple):
    """K classes of skills and J of texts. Skills are numbered class after class, and so are texts."""

    begins: npt.NDArray[np.int64]  # [K + 1] number of the first skill of each class; all skills
    mean_texts: npt.NDArray[np.float64]  # [J]
    texts_fixed: bool
    bits: int  # of the alias tables; see kernels/draws/alias.py
    threshold: npt.NDArray[np.uint64]  # [J, K, 2^bits]
    alias: npt.NDArray[np.int64]  # [J, K, 2^bits]
    degrees: npt.NDArray[np.int64]  # [J, K, 2^bits] numbers of skills that the entries stand for


@kernel
def numbers_of_texts(stream, class_texts):
    """Texts of each class in one trial, int64[J]: the mean itself, or a Poisson number. stream: of the trial."""
    texts = np.empty(class_texts.mean_texts.size, np.int64)
    own = draw(stream, TEXTS)
    for j in range(texts.size):
        mean = class_texts.mean_texts[j]
        texts[j] = np.int64(mean) if class_texts.texts_fixed else poisson(draw(own, j), mean)
    return texts


@kernel
def sample_class_texts(stream, texts, class_texts, control):
    """Skills of each text: (starts: int64[T + 1], members: uint32[edges], False if told to stop on the way).

    stream: uint64, of the trial or another purpose. texts: int64[J], how many of each class. The members of a text
    stand class after class. control: int64[2], stop word and edges done so far.
    """
    degree_stream, row_stream = draw(stream, DEGREES), draw(stream, ROWS)
    begins, bits = class_texts.begins, class_texts.bits
    classes = begins.size - 1
    parts = np.zeros(texts.sum() * classes + 1, np.int64)  # where the skills of each text and class begin
    part = 0
    for j in range(texts.size):
        for text in range(texts[j]):
            if text % _STOP_EVERY == 0 and control[0] != 0:
                return parts, np.empty(0, np.uint32), False
            for k in range(classes):
                table = AliasTable(bits, class_texts.threshold[j, k], class_texts.alias[j, k])
                place = draw_alias(draw(degree_stream, part), table)
                parts[part + 1] = parts[part] + class_texts.degrees[j, k, place]
                part += 1
    members = np.empty(parts[part], np.uint32)
    seen, spare = np.zeros(begins[classes] // 64 + 1, np.uint64), np.empty(SPARE, np.uint32)
    for part in range(parts.size - 1):
        k = part % classes
        degree, first, skills = parts[part + 1] - parts[part], np.uint32(begins[k]), begins[k + 1] - begins[k]
        own = draw(row_stream, part)
        stopped, held = control[0] != 0, among(skills)
        if stopped or not distinct_row(own, degree, held, seen, spare, members, parts[part], control):
            return parts, members, False
        for i in range(parts[part], parts[part + 1]):
            members[i] += first
        control[1] += degree
    return parts[::classes].copy(), members, True
