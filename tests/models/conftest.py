"""What the tests of models have in common."""

import pytest


@pytest.fixture
def sweep(tmp_path):
    """Writes a sweep file."""

    def write(text):
        path = tmp_path / "sweep.toml"
        path.write_text(text)
        return path

    return write
