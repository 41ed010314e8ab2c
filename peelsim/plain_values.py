"""Values as JSON has them.

Tests: tests/results/test_store.py
"""

from math import isfinite
from typing import Any

import numpy as np


def plain_value(value: Any) -> Any:
    """Numbers, words and arrays of them as JSON has them; null for what is no finite number.

    Examples
    --------
    >>> plain_value(np.array([1.5, np.nan])), plain_value(np.int64(3))
    ([1.5, None], 3)
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list):
        return [plain_value(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value
