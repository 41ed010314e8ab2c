"""Pages that are made from the code when the site is built, so that they cannot say anything else than it does."""

from pathlib import Path
from typing import Any

import api_pages
import command_pages
import gallery_pages
import law_pages
import model_pages
import notebook_pages
from docstrings import described


def make(app: Any) -> None:
    """Write the pages beside those written by hand; a page that has not changed keeps its time."""
    source = Path(app.srcdir)
    for maker in (api_pages, command_pages, model_pages, gallery_pages, law_pages, notebook_pages):
        for name, text in maker.pages(source).items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text() != text:
                path.write_text(text)


def borrowed(app: Any, what: str, name: str, thing: Any, skip: bool, options: Any) -> bool | None:
    """Leave out what a module offers of other packages."""
    return True if not getattr(thing, "__module__", "peelsim").startswith("peelsim") else None


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("autodoc-skip-member", borrowed)
    app.connect("autodoc-process-docstring", described, priority=100)  # before numpydoc reads it
    app.connect("builder-inited", make)
    return {"parallel_read_safe": True}
