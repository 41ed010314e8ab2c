"""Where over a grid a law is valid, extrapolated or undefined, as numbers: a code per place and what the codes mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from peelsim.stats.law import STATUSES, VALID, Range, Status

Codes = npt.NDArray[np.int64]
UNTOLD = -1  # no number, and no reason: points of other shards, and files of format 1


@dataclass(frozen=True, eq=False)
class Ranges:
    """The range of one law and observable at every place.

    ``codes`` has the shape of the prediction: UNTOLD, or a place in ``meanings``, whose first is ``valid``.
    """

    codes: Codes
    meanings: tuple[Range, ...] = (VALID,)

    @classmethod
    def of(cls, said: Iterable[Sequence[Range] | None], shape: tuple[int, ...]) -> Self:
        """From the ranges of each point, a single one or one for each place; shape: of one point. None: untold."""
        known: dict[Range, int] = {VALID: 0}
        rows = [UNTOLD if r is None else [known.setdefault(each, len(known)) for each in r] for r in said]
        codes = np.zeros((len(rows), *shape), np.int64)
        for place, row in enumerate(rows):
            codes[place] = row if shape else np.reshape(row, ())
        return cls(codes, tuple(known))

    @classmethod
    def plain(cls, values: npt.NDArray[np.float64]) -> Self:
        """Of numbers of which nothing is told: valid where there is one."""
        return cls(np.where(np.isnan(values), UNTOLD, 0).astype(np.int64))

    @property
    def is_plain(self) -> bool:
        """Whether no reason is told."""
        return not (self.codes > 0).any()

    def status(self, name: Status) -> npt.NDArray[np.bool_]:
        """Where the status is this one."""
        return np.isin(self.codes, [code for code, each in enumerate(self.meanings) if each.status == name])

    @property
    def untold(self) -> npt.NDArray[np.bool_]:
        """Where nothing is told."""
        return np.equal(self.codes, UNTOLD)

    def reasons(self, status: Status, where: npt.NDArray[np.bool_]) -> list[str]:
        """Reasons of this status at these places."""
        found = set(np.unique(self.codes[where]).tolist())
        return [r.reason for code, r in enumerate(self.meanings) if r.status == status and code in found]

    def because(self, status: Status, reason: str) -> npt.NDArray[np.bool_]:
        """Where this is the status and the reason."""
        return np.isin(self.codes, [k for k, r in enumerate(self.meanings) if r == Range(status, reason)])

    def reshape(self, shape: tuple[int, ...]) -> "Ranges":
        """The same in another shape."""
        return Ranges(self.codes.reshape(shape), self.meanings)

    def at(self, places: npt.NDArray[np.int64] | list[int]) -> "Ranges":
        """The same at these rows."""
        return Ranges(self.codes[places], self.meanings)

    def completed(self, other: "Ranges") -> "Ranges":
        """What is told here, and where nothing is, what the other tells."""
        known = dict.fromkeys([*self.meanings, *other.meanings])
        places = {meaning: code for code, meaning in enumerate(known)}
        table = np.array([*(places[meaning] for meaning in other.meanings), UNTOLD])  # -1 stays -1
        return Ranges(np.where(self.codes == UNTOLD, table[other.codes], self.codes), tuple(known))

    def canonical(self) -> "Ranges":
        """The same with its meanings in the order in which they first occur, so that equal ranges are equal data."""
        codes, first = np.unique(self.codes, return_index=True)
        order = [code for code in codes[np.argsort(first)].tolist() if code > 0]
        table = np.zeros(len(self.meanings) + 1, np.int64)
        table[order] = np.arange(1, len(order) + 1)
        table[UNTOLD] = UNTOLD
        return Ranges(table[self.codes], (VALID, *(self.meanings[code] for code in order)))

    def words(self) -> str:
        """What the codes mean, a line each, from 0 on."""
        return "\n".join(" ".join(str(meaning).split()) for meaning in self.meanings)

    @classmethod
    def read(cls, codes: Codes, words: str) -> Self:
        """From codes and what they mean; ValueError for what ``words`` did not write."""
        meanings = []
        for line in words.split("\n"):
            status, _, reason = line.partition(": ")
            if status not in STATUSES:
                raise ValueError(f"{status!r} is no range of a law")
            meanings.append(Range(status, reason))
        if meanings[0] != VALID or codes.min(initial=0) < UNTOLD or codes.max(initial=0) >= len(meanings):
            raise ValueError("codes of a range without meaning")
        return cls(codes, tuple(meanings))
