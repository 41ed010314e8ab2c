"""Sweeps from Python."""

from concurrent.futures import Executor
from pathlib import Path

from peelsim import campaign
from peelsim.arguments import path_of, threads_of
from peelsim.sweep.file import spec
from peelsim.sweep.run.job import LostWorkersError, cores
from peelsim.sweep.run.machines import Given
from peelsim.sweep.run.stop_word import StopWord, signals_to


def run_sweep(
    sweep: str | Path,
    *,
    output: str | Path | None = None,
    threads: int | None = None,
    executor: Executor | None = None,
    smoke: bool = False,
    fresh: bool = False,
) -> Path:
    """Run a sweep file to its end, from where its result file is.

    Parameters
    ----------
    sweep : path of a sweep file.
    output : path of the result file, which is the checkpoint too; by default the one that the sweep file names.
    threads : of this process; by default one per core.
    executor : runs the trials instead of threads of this process; any of concurrent.futures, or a cluster's that looks
        like one, such as ``distributed.Client.get_executor()``. It is left open.
    smoke : whether to run the small version that the file defines.
    fresh : whether to begin anew where there is a result file.

    Returns
    -------
    Path : the result file.

    Raises
    ------
    SweepError, ResultsError, WorkersError : in one line, for a mistake of the user.
    KeyboardInterrupt : on Ctrl-C, with all that is committed kept.

    Examples
    --------
    >>> import peelsim
    >>> path = peelsim.run_sweep("experiments/sweep.toml", smoke=True)  # doctest: +SKIP
    """
    threads = threads_of(threads, cores())
    asked = spec.read(sweep, smoke=smoke)
    word = StopWord()
    path = path_of(output) if output is not None else asked.path
    with signals_to(word):
        try:
            outcome = campaign.run(
                asked,
                path=path,
                threads=threads,
                fresh=fresh,
                word=word,
                say=lambda remark: None,
                machines=None if executor is None else Given(executor),
            )
        except LostWorkersError as error:
            raise LostWorkersError(f"{error}; {path} keeps what is done, and the same call goes on") from None
        except KeyboardInterrupt:
            before = f"{path} is as it was" if path.exists() else "nothing is stored"
            raise KeyboardInterrupt(f"stopped before the first trial; {before}, and the same call begins") from None
    if not outcome.finished:
        raise KeyboardInterrupt(f"stopped; {path} keeps what is done, and the same call goes on")
    return path
