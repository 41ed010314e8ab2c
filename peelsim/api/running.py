"""A sweep run to its end from Python: what stops it, what is shown meanwhile, and what is said of an interruption.

Tests: tests/api/test_sweeping.py
"""

import os
import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from threading import Event

from peelsim import campaign
from peelsim.arguments import path_of
from peelsim.printing import complain
from peelsim.quoting import shown
from peelsim.results.errors import ResultsError
from peelsim.sweep.file import spec
from peelsim.sweep.run.display import Display, State, Told, on_screen
from peelsim.sweep.run.job import LostWorkersError
from peelsim.sweep.run.machines import Given
from peelsim.sweep.run.stop_word import StopWord, event_to, signals_to

__all__ = ["Progress", "run_to_end"]

Progress = bool | Callable[[State], object]


def run_to_end(
    asked: spec.Sweep,
    output: str | Path | None,
    *,
    threads: int,
    executor: Executor | None,
    fresh: bool,
    progress: Progress,
    stop: Event | None,
) -> Path:
    """The result file, whole or, after ``stop``, as far as it is."""
    if not (callable(progress) or isinstance(progress, bool)):
        raise ValueError(f"progress is {shown(progress)}; give True, False, or a function of the state of a run")
    if stop is not None and not callable(getattr(stop, "is_set", None)):
        raise ValueError(f"stop is {shown(stop)}; give an event, such as threading.Event()")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise ValueError(f"executor is {shown(executor)}; give one of concurrent.futures, or None")
    word = StopWord()
    path = path_of(output) if output is not None else asked.path
    with signals_to(word), event_to(word, stop):
        try:
            outcome = campaign.run(
                asked,
                path=path,
                threads=threads,
                fresh=fresh,
                word=word,
                say=complain if progress is True else lambda remark: None,
                machines=None if executor is None else Given(executor),
                display=_display(asked.name, progress),
            )
        except LostWorkersError as error:
            raise LostWorkersError(f"{error}; {path} keeps what is done, and the same call goes on") from None
        except KeyboardInterrupt:
            before = f"{path} is as it was" if os.path.exists(path) else "nothing is stored"
            said = f"stopped before the first trial; {before}, and the same call begins"
            raise ResultsError(said) if _asked_to(stop) else KeyboardInterrupt(said) from None
    if not outcome.finished and not _asked_to(stop):
        raise KeyboardInterrupt(f"stopped; {path} keeps what is done, and the same call goes on")
    return path


def _asked_to(stop: Event | None) -> bool:
    return stop is not None and stop.is_set()


def _display(name: str, progress: Progress) -> Display:
    if callable(progress):
        return Told(progress)
    if not progress:
        return Told()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a notebook without widgets: it has lines
        from tqdm.auto import tqdm

    return on_screen(name, tqdm)
