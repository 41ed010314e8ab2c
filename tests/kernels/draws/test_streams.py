import ast
from pathlib import Path

from peelsim.kernels.draws import streams

KERNELS = Path(streams.__file__).parents[1]


def test_no_two_purposes_of_a_trial_share_a_number():
    for family, purposes in streams.FAMILIES.items():
        numbers = [getattr(streams, purpose) for purpose in purposes]
        assert len(set(numbers)) == len(numbers), family


def test_every_purpose_is_of_one_family():
    named = [purpose for family in streams.FAMILIES.values() for purpose in family]
    assert sorted(named) == sorted(name for name in vars(streams) if name.isupper() and name != "FAMILIES")


def test_kernels_name_the_purposes_of_their_streams_by_these_names_alone():
    """A number or a name of its own as second argument of draw would be a purpose that no test sees."""
    purposes = {purpose for family in streams.FAMILIES.values() for purpose in family}
    sources = [
        source for source in KERNELS.rglob("*.py") if source.parent.name not in ("draws", "rounds")
    ]  # they count
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "draw":
                number = node.args[1]
                constant = isinstance(number, ast.Constant) and number.value is not None
                named = isinstance(number, ast.Name) and number.id.isupper()
                assert not constant, f"{source.name}:{node.lineno}: name this purpose in kernels/draws/streams.py"
                assert not named or number.id in purposes, f"{source.name}:{node.lineno}: {number.id}"
