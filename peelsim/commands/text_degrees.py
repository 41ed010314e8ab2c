"""Text degrees on a command line.

Tests: tests/commands/test_optimum.py
"""

import argparse
import tomllib

from peelsim.mistakes import dotted, in_words
from peelsim.quoting import shown

TYPICAL = "{ kind = 'regular', degree = 3 }"


def text_degree(text: str) -> object:
    """A type for an option of argparse: a mean of the binomial ensemble, or a table as in a sweep file.

    Examples
    --------
    >>> text_degree("6")
    6.0
    >>> text_degree("{ kind = 'regular', degree = 3 }").degree
    3
    """
    from pydantic import BaseModel, ConfigDict, Field, ValidationError

    from peelsim.ensembles import Binomial, TextDegree
    from peelsim.mistakes import MistakesError

    class Degree(BaseModel):
        model_config = ConfigDict(extra="forbid")
        degree: TextDegree = Field(discriminator="kind")

    try:
        return Binomial(mean=float(text)).mean
    except MistakesError as error:
        raise argparse.ArgumentTypeError(error.found[0][1]) from None
    except ValueError:
        pass
    try:
        return Degree.model_validate(tomllib.loads(f"degree = {text}")).degree
    except tomllib.TOMLDecodeError:
        said = f"{shown(text)} is neither a mean nor a table such as {TYPICAL}"
        raise argparse.ArgumentTypeError(said) from None
    except ValidationError as error:
        found = in_words(error, Degree)
        each = (f"{dotted(where[1:])}: {what}" if where[1:] else what for where, what in found)
        raise argparse.ArgumentTypeError("; ".join(each)) from None
