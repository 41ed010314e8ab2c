"""The house's docstrings, for numpydoc."""

from typing import Any

SECTIONS = {"Parameters", "Attributes", "Returns", "Yields", "Raises"}


def described(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """``name : what it is`` of a section is told as numpydoc wants it: the name, and below it what it is.

    The house has no types in docstrings; numpydoc would take the rest of the line for one, in bold.
    """
    section, told = "", []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following.strip() and set(following.strip()) == {"-"}:
            section = line.strip()
        names, colon, rest = line.partition(" : ")
        if section in SECTIONS and colon and names and not names[0].isspace():
            told += [names, f"    {rest}"]
        else:
            told.append(line)
    lines[:] = told
