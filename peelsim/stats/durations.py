"""Times as people say them.

Tests: tests/sweep/run/test_progress.py
"""

__all__ = ["in_words"]


def in_words(seconds: float) -> str:
    """12 s, 3 min, 5.2 h, 3.1 days."""
    for limit, unit, length in ((99.5, "s", 1.0), (5970.0, "min", 60.0)):
        if seconds < limit:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds / 3600:.1f} h" if seconds < 172800 else f"{seconds / 86400:.1f} days"
