"""From a sweep's seed to the key of a point: what makes every trial reproducible by itself."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from numpy.random import SeedSequence


def content_hash(identity: Mapping[str, Any], engine: str) -> str:
    """Hash of all that the law of a point's trials depends on; 32 hexadecimal digits.

    Axes, stop rules, observables and the seed are not in it: a point keeps its trials when those change.
    """
    text = json.dumps({"engine": engine, **identity}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def point_key(seed: int, point_hash: str) -> int:
    """64-bit key of a point's trial streams, by NumPy's seed mixing."""
    return int(SeedSequence([seed, int(point_hash, 16)]).generate_state(1, "uint64")[0])
