"""A disk that fills up during a run costs one line, and nothing that was saved."""

import pytest

from tests.commands.example import command
from tests.sweep.example import toml

FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from peelsim.commands.run import main
sys.exit(main(sys.argv[1:], "peelsim run"))
"""


@pytest.mark.slow
def test_what_was_saved_stays(tmp_path):
    (tmp_path / "x.toml").write_text(toml())
    assert command("x.toml", "-o", "x.h5", cwd=tmp_path)[0] == 0
    before = (tmp_path / "x.h5").read_bytes()
    (tmp_path / "x.toml").write_text(toml(stop="max_trials = 200"))
    code, out, err = command("x.toml", "-o", "x.h5", cwd=tmp_path, program=("-c", FULL))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("x.h5 could not be written: File too large; what it held before is intact")
    assert (tmp_path / "x.h5").read_bytes() == before
