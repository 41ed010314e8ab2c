"""What laws say of a result file that were asked for afterwards: functions from the command line or from Python.

Tests: tests/campaign/test_laws.py
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from peelsim.campaign.laws import predicted
from peelsim.campaign.stored import sweep_of
from peelsim.results.compare import Comparison, Said
from peelsim.results.errors import Cure, ResultsError
from peelsim.results.restore import read
from peelsim.stats.law import Law
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.own.extended import extended
from peelsim.sweep.own.functions import Function, fetched
from peelsim.sweep.own.laws import own_law
from peelsim.sweep.run.job import cores


def with_laws(
    path: Path,
    data: Comparison,
    asked: Mapping[str, Function | Law],
    *,
    made_by: Sweep | None = None,
    trust: bool = False,
) -> Comparison:
    """The file's content with laws by name beside its own; the file stays as it is.

    made_by: the sweep whose run it is, if that is at hand.

    Raises ResultsError if it cannot be told which models its points are, see ``sweep_of``.
    """
    sweep = made_by or sweep_of(path, read(path), trust=trust)
    laws = tuple(own_law(name, function) for name, function in asked.items())
    points = tuple(replace(point, model=extended(point.model, laws=laws)) for point in sweep.points)
    said = predicted(replace(sweep, points=points, laws=tuple(asked)), cores(), say=lambda remark: None)
    more = {
        law.name: Said(
            source=law.source,
            kind=law.kind,
            binding=False,
            values={name: v.reshape(data.measured[name].mean.shape) for name, v in said.values[law.name].items()},
            ranges={name: r.reshape(data.measured[name].mean.shape) for name, r in said.ranges[law.name].items()},
        )
        for law in laws
    }
    return replace(data, laws={**data.laws, **more})


def named_laws(names: Sequence[str], known: Container[str]) -> dict[str, Function]:
    """Functions among names of laws, "module:function", that a file does not know; ResultsError if one is missing."""
    try:
        return {name: fetched(name) for name in names if ":" in name and name not in known}
    except ValueError as error:
        raise ResultsError("", Cure("laws", "--law"), f": {error}") from None
