"""`peelsim models` says of every kind what the code says."""

import pytest

from peelsim.commands.models import main
from peelsim.models.base import keys_of
from peelsim.models.registry import kinds, model_of


def test_the_list(capsys):
    assert main([], "peelsim models") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == kinds()
    assert all(len(line.split()) > 4 for line in lines)


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.plain_cases(14)
def test_one_kind(kind, capsys):
    assert main([kind], "peelsim models") == 0
    out, err = capsys.readouterr()
    model = model_of(kind)
    first = {line.split()[0] for line in out.splitlines() if line.startswith("  ")}
    assert err == "" and out.startswith(f"{kind}: ")
    assert keys_of(model).model_fields.keys() - {"kind"} <= first
    assert set(model.laws) | set(model.engines) <= first
    assert {observable.name for observable in model.small().observables} <= first
    assert ("observables of your own see trial.graph" in out) == (model.shows != "nothing")
    assert "figures: " in out and "0x" not in out and "PydanticUndefined" not in out


def test_unknown(capsys):
    assert main(["percolatio"], "peelsim models") == 2
    assert capsys.readouterr().err == "unknown model 'percolatio'; did you mean percolation?\n"
