"""Times at which a trial looks at what it trains: a list, or a range as a grid has it.

Tests: tests/models/test_sparse_parity.py
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from peelsim.fields import Real, Whole

MOST_TIMES = 1000


class _Range(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    start: Annotated[Real, Field(gt=0)]
    stop: Annotated[Real, Field(gt=0)]
    num: Annotated[Whole, Field(ge=1, le=MOST_TIMES)]
    scale: Literal["linear", "log"] = "linear"


def _spread(value: Any) -> Any:
    """The values of { start, stop, num, scale }; a single number is a list of one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,)
    if not isinstance(value, Mapping):
        return value
    try:
        asked = _Range.model_validate(dict(value))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    spaced = np.geomspace if asked.scale == "log" else np.linspace
    return tuple(spaced(asked.start, asked.stop, asked.num).tolist())


def _ascending(values: tuple[float, ...]) -> tuple[float, ...]:
    if any(later <= earlier for earlier, later in pairwise(values)):
        raise ValueError("the times do not ascend; sort them, each once")
    return values


def _rounded(value: Any) -> Any:
    """Whole numbers, each once, of a range."""
    spread = _spread(value)
    return tuple(dict.fromkeys(round(x) for x in spread)) if isinstance(value, Mapping) else spread


_Time = Annotated[Real, Field(gt=0, le=1e15, title="time")]
_Step = Annotated[Whole, Field(ge=1, le=10**12, title="step")]
_length = Field(min_length=1, max_length=MOST_TIMES)

Times = Annotated[tuple[_Time, ...], _length, BeforeValidator(_spread), AfterValidator(_ascending)]
Steps = Annotated[tuple[_Step, ...], _length, BeforeValidator(_rounded), AfterValidator(_ascending)]
