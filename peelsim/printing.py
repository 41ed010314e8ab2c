"""What is printed for a person: on any terminal, into any pipe, whatever the text holds.

Text comes from files and from the environment. Control characters in it would reach the terminal, an encoding may
lack letters, a reader may have gone, a stream may be closed or full: none of it may end a run.
"""

import os
import re
import sys
from contextlib import suppress
from typing import Any

# control characters but for tabs and line ends, marks that turn the direction of writing, halves of surrogate pairs
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""The text with what must not reach a terminal, or cannot be stored as UTF-8, written out.

    Parameters
    ----------
    text : any text, such as a name from a file or a path that is not UTF-8.

    Returns
    -------
    str : the same, with escapes for control characters and for bytes that are no text.

    Examples
    --------
    >>> printable("\x1b[31mred")
    '\\x1b[31mred'
    >>> printable("c* = 4.53, R → ∞")
    'c* = 4.53, R → ∞'
    """
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def say(text: str) -> bool:
    """Print results to standard output; False if nobody takes them.

    A reader that has had enough, as `head` has, is no error. A full disk is: it is complained of once, and ``failed``
    says so from then on.
    """
    global failed
    if sys.stdout is None:
        return False
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        _silence(sys.stdout)
        return False
    except OSError as error:
        failed = True
        _silence(sys.stdout)
        complain(f"standard output cannot be written: {error.strerror or error}")
        return False
    return True


def complain(said: str | Exception) -> None:
    """Print a remark or an error to standard error, an error in the words of the command line if it has some.

    Never an error itself: there would be nowhere to say it.
    """
    text = said if isinstance(said, str) else str(getattr(said, "in_command", said))
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            _write(sys.stderr, text)


failed = False  # whether results could not be printed


def _write(stream: Any, text: str) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(printable(text).encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def _silence(stream: Any) -> None:
    """Let what is still written, also by Python at its end, go nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
