"""The pages of the site: their code runs as it is printed, and they name what is there."""

import importlib.util
import re
from pathlib import Path

import pytest

from peelsim.cli import VERBS

DOCS = Path(__file__).parents[2] / "docs"
RUN = [
    "start.md",
    *(f"tutorials/{path.name}" for path in sorted((DOCS / "tutorials").glob("*.md"))),
    "howto/own-graph.md",
]
MADE = {"_build", "gallery", "notebooks", "reference"}
PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if not MADE & set(path.parts))


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [page for page in RUN if blocks(page, "python")])
@pytest.mark.plain_cases(2)
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "page"}
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), names)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")])
def test_what_a_page_imports_is_there(page):
    for line in re.findall(r"^(?:from|import) peelsim.*$", "\n".join(blocks(page, "python")), re.MULTILINE):
        exec(line, {})


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_commands_and_experiments_that_are_there(page):
    told = "\n".join(blocks(page, ""))
    assert set(re.findall(r"^peelsim ([a-z-]+)", told, re.MULTILINE)) <= set(VERBS)
    experiments = {path.name for path in (DOCS.parent / "experiments").glob("*.toml")}
    assert set(re.findall(r"experiments/([a-z_]+\.toml)", (DOCS / page).read_text())) <= experiments


def test_what_a_parameter_is_reaches_the_site_as_text_and_not_as_its_type():
    path = DOCS / "_ext" / "docstrings.py"
    found = importlib.util.spec_from_file_location("docstrings", path)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    lines = [
        "What it does : well.",
        "",
        "Parameters",
        "----------",
        "texts : T,",
        "    or a mean.",
        "seed, trial : numbers.",
        "",
    ]
    module.described(None, "class", "Thing", None, None, lines)
    assert lines[:6] == ["What it does : well.", "", "Parameters", "----------", "texts", "    T,"]
    assert lines[6:] == ["    or a mean.", "seed, trial", "    numbers.", ""]
