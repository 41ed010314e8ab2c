"""The verdicts on the laws of a file, as values and in words.

Tests: tests/commands/test_check.py
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peelsim.judging.report import report
from peelsim.judging.verdict import Judgement, judge
from peelsim.judging.verdict_json import as_json
from peelsim.named import named
from peelsim.results.compare import Comparison
from peelsim.results.errors import ResultsError
from peelsim.tables import Table, rate


class Judged(Mapping[str, Judgement]):
    """Law -> what the file says of it; in words where it is shown.

    Attributes
    ----------
    fails : whether a law fails, or was never tested, that the sweep names as binding.
    size : what measures the system, as which grows limits come true; None if the file does not say it.
    """

    def __init__(self, name: str, data: Comparison, judgements: Sequence[Judgement], level: float) -> None:
        self._name, self._data, self._level = name, data, level
        self._judgements = {each.law: each for each in judgements}

    def __getitem__(self, law: str) -> Judgement:
        return named(self._judgements, law, "law")

    def __iter__(self) -> Iterator[str]:
        return iter(self._judgements)

    def __len__(self) -> int:
        return len(self._judgements)

    @property
    def fails(self) -> bool:
        """Whether a binding law fails or was never tested."""
        return any(each.binding and (each.fails or each.untested) for each in self.values())

    @property
    def size(self) -> str | None:
        """What measures the system."""
        return self._data.size

    @property
    def remarks(self) -> list[str]:
        """What a binding law lacks."""
        said = []
        for each in self.values():
            if each.binding and each.untested:
                said.append(f"{each.law} is binding and was never tested")
            elif each.binding and each.only_outside:
                said.append(f"{each.law} is binding and was tested outside its range only")
        return said

    def report(self, *, points: bool = False) -> str:
        """All that ``peelsim check`` prints; points: also every point at which a law is rejected."""
        parts = [self._headline, *(report(self._data, each, points=points) for each in self.values()), *self.remarks]
        return "\n\n".join(parts)

    def as_json(self, *, points: bool = False) -> dict[str, Any]:
        """What ``peelsim check --json`` prints; points: also every test that is rejected."""
        data = self._data
        return {
            "level": self._level,
            "points": len(data.trials),
            "points_without_trials": int((data.trials == 0).sum()),
            "unfinished": data.unfinished,
            "laws_to_come": data.laws_to_come,
            "correlated": list(data.correlated),
            "laws": [as_json(data, each, points=points) for each in self.values()],
        }

    def __repr__(self) -> str:
        return self.report()

    def _repr_html_(self) -> str:
        rows = [
            (law, verdict.name, verdict.words(self._data.size), rejected, rate(deviation))
            for law, judgement in self.items()
            for verdict in judgement.verdicts
            for rejected, deviation in [verdict.told]
        ]
        heads = ("law", "observable", "verdict", "rejected", "largest deviation")
        return Table(self._headline.partition("\n")[0], heads, rows).html()

    @property
    def _headline(self) -> str:
        data = self._data
        tried = data.trials[data.trials > 0]
        trials = "no trials"
        if len(tried):
            least, most = int(tried.min()), int(tried.max())
            trials = f"{least:,} trials each" if least == most else f"{least:,} to {most:,} trials each"
            if len(tried) < len(data.trials):
                trials += f", {len(data.trials) - len(tried):,} without any"
        if data.unfinished:
            trials += f"; the trials of {data.unfinished:,} have not ended"
        number = len(data.trials)
        lines = [
            f"{self._name}: {number:,} point{'' if number == 1 else 's'}, {trials}",
            f"a true law is rejected with chance {self._level:g} at most, over all its points and observables (Holm)",
            "holds within x: nothing speaks against it, and half of the tests would have seen a deviation of x",
            "fails by x: the largest deviation that chance does not explain",
        ]
        if data.correlated:
            along = ", ".join(data.correlated)
            lines.append(f"points along {along} come from the same trials; the chance allows for it")
        if data.laws_to_come:
            lines.append("what its laws predict was not computed yet when it was saved")
        return "\n".join(lines)


def judged(data: Comparison, *, name: str, laws: Sequence[str] | None = None, level: float = 1e-3) -> Judged:
    """Judge the laws of a file, all of them if none is named.

    Raises ResultsError if it has none, or not that one.
    """
    if not data.laws:
        raise ResultsError(f"{name} has no laws to check: name some in laws.compare and run again")
    for law in laws or ():
        if law not in data.laws:
            cure = "add it to laws.compare and run again"
            raise ResultsError(f"{name} has no law {law!r}, it has {', '.join(data.laws)}: {cure}")
    chosen = dict.fromkeys(laws or data.laws)
    return Judged(name, data, [judge(data, law, level=level) for law in chosen], level)
