"""The sweep of a result file, from the sweep file that it holds.

Tests: tests/commands/test_replay.py
"""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from peelsim.results.errors import TRUST, ResultsError

if TYPE_CHECKING:
    from peelsim.results import Saved
    from peelsim.sweep.file.spec import Sweep


def sweep_of(path: Path, saved: "Saved", *, trust: bool = False) -> "Sweep":
    """The sweep, or its smoke version, whose points these are.

    trust: whether the functions that it names may be imported, and files be opened outside of the result file's folder
    and the current one; a result file could name anything.

    Raises ResultsError if this version of the program would make other points of it, or if it is not trusted.
    """
    from peelsim.graphs.folder import OutsideError, paths_stay_in
    from peelsim.mistakes import SweepError
    from peelsim.results.pool import seeds_of
    from peelsim.sweep.file import spec
    from peelsim.sweep.own.functions import Functions, UntrustedError

    told = saved.provenance.get("sweep_folder")
    folder = Path(told) if isinstance(told, str) and told else None
    for smoke in (False, True):
        try:
            with nullcontext() if trust else paths_stay_in([path.parent, Path.cwd()]):
                sweep = spec.parse(
                    saved.config_toml, source=path, folder=folder, smoke=smoke, functions=Functions(imports=trust)
                )
        except OutsideError as error:
            said = f"{path} names the file {error}, outside of its folder and the current one: "
            raise ResultsError(said, TRUST, " if you know it") from None
        except UntrustedError as error:
            raise ResultsError(f"{path} {error.mistakes[0]}: ", TRUST, " if you know what they do") from None
        except SweepError as error:
            said = error.mistakes[0]
            raise ResultsError(f"{path} holds a sweep file that this version refuses: {said}") from None
        if tuple(point.hash for point in sweep.points) == saved.point_hash and sweep.seed in seeds_of(saved):
            return sweep
    was, is_now = saved.identity.get("model.content"), sweep.constants.get("content")
    if was != is_now:
        raise ResultsError(f"{path} was made of a file whose content was {was} and is {is_now} now: bring it back")
    raise ResultsError(f"{path} holds other points than its sweep file says: it was made by another version")


def check_one_run(path: Path, saved: "Saved") -> None:
    """ResultsError if a file holds the trials of several runs: those of one seed cannot be told from the others."""
    if ", " in saved.identity["seed"]:
        said = f"holds the trials of several runs, of seeds {saved.identity['seed']}"
        raise ResultsError(f"{path} {said}: take the file of one of them")
