"""Tables from which kernels sample texts of several classes, and what of each class of things they hold.

Tests: tests/models/test_skill_classes.py
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from peelsim.kernels.draws.alias import alias_table, bits_for
from peelsim.kernels.listed.class_texts import ClassTexts


def class_texts(
    held: Sequence[int], mean_texts: Sequence[float], texts_fixed: bool, laws: Sequence[Sequence[Any]]
) -> ClassTexts:
    """The alias tables, all of one size.

    Parameters
    ----------
    held : how many concepts or skills there are of each class.
    mean_texts : of each class of texts.
    laws : laws[j][k] says how many of class k a text of class j holds: numbers, ascending, and their probabilities.
    """
    bits = max(bits_for(len(law[0])) for row in laws for law in row)
    shape = (len(mean_texts), len(held), 1 << bits)
    threshold, alias = np.zeros(shape, np.uint64), np.zeros(shape, np.int64)
    degrees = np.zeros(shape, np.int64)
    for j, row in enumerate(laws):
        for k, (listed, shares) in enumerate(row):
            degrees[j, k, : len(listed)] = listed
            padded = np.zeros(1 << bits)
            padded[: len(shares)] = shares
            _, threshold[j, k], alias[j, k] = alias_table(padded)
    return ClassTexts(
        begins=np.concatenate([[0], np.cumsum(held)]).astype(np.int64),
        mean_texts=np.array(mean_texts, float),
        texts_fixed=texts_fixed,
        bits=bits,
        threshold=threshold,
        alias=alias,
        degrees=degrees,
    )
