"""The page that `peelsim report` makes: complete, closed in itself, and shown by a browser without a complaint."""

import re
import shutil
import subprocess
from base64 import b64decode
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from peelsim.commands.report import main
from tests.analysis.sweeps import run as run_sweep

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Page(HTMLParser):
    """Tags with their attributes, what is open at the end, and the words."""

    EMPTY = ("meta", "img", "br")

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.words = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    for name in ("laws", "point"):
        run_sweep(folder, name).rename(folder / f"{name} <i>.h5")
    return folder


@pytest.fixture(scope="module")
def made(folder):
    files = [str(folder / f"{name} <i>.h5") for name in ("laws", "point")]
    assert main([*files, "-o", str(folder / "deep" / "report.html"), "--title", "A & B"], "peelsim report") == 0
    return folder / "deep" / "report.html"


def test_a_page_has_figures_verdicts_points_and_the_way_back(made):
    page = Page(made.read_text())
    assert not page.open and page.all("html") == [{"lang": "en"}] and "A & B" in page.words
    pictures = page.all("img")
    assert len(pictures) >= 2 and "None: " in page.words and all(each["alt"] for each in pictures)
    for each in pictures:
        kind, _, content = each["src"].partition(",")
        assert kind == "data:image/svg+xml;base64" and ElementTree.fromstring(b64decode(content)).tag.endswith("svg")
    for said in (
        "Holds within x",
        "largest deviation",
        "95 % intervals",
        "python -m peelsim.run",
        "[grid]",
        "version_numba",
        "seed",
        "laws <i>.h5",
    ):
        assert said in page.words
    assert page.words.count("max_trials") >= 2


def test_a_page_needs_nothing_else(made):
    text = made.read_text()
    page = Page(text)
    assert not page.all("script") and not page.all("link") and "@import" not in text and "url(" not in text
    places = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    links = [attributes["href"] for attributes in page.all("a")]
    assert links and all(link[0] == "#" and link[1:] in places for link in links)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_it_is_the_same_again_and_beside_its_file_by_default(folder, made, capsys):
    before = made.read_bytes()
    files = [str(folder / f"{name} <i>.h5") for name in ("laws", "point")]
    assert main([*files, "-o", str(made), "--title", "A & B"], "peelsim report") == 0
    assert made.read_bytes() == before
    assert main(files[:1], "peelsim report") == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(folder / "laws <i>.html")


def test_mistakes_are_one_line(folder, capsys):
    file = str(folder / "laws <i>.h5")
    for arguments, said in (
        (["nothing.h5"], "nothing.h5"),
        ([file, "-o", file], "is a result file"),
        ([file, "-o", str(folder)], "is a folder"),
        ([file, "-o", str(folder / "r.pdf")], "r.html, not r.pdf"),
    ):
        assert main(arguments, "peelsim report") == 2
        err = capsys.readouterr().err
        assert said in err and err.count("\n") == 1


def test_a_browser_shows_it_without_a_complaint(made, tmp_path):
    found = [path for path in map(shutil.which, BROWSERS) if path]
    if not found:
        pytest.skip("no chromium here")
    for width in (1200, 390):
        picture = tmp_path / f"{width}.png"
        how = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", f"--window-size={width},2000"]
        said = subprocess.run(
            [found[0], *how, f"--screenshot={picture}", made.as_uri()], capture_output=True, text=True, timeout=120
        )
        assert said.returncode == 0 and picture.stat().st_size > 20_000
        assert "CONSOLE" not in said.stderr
