"""The notebooks of the repository; the build runs them, so that the site shows what they show."""

import json
from pathlib import Path

ORDER = ["quickstart", "five_jobs", "paper", "finite_size", "emergence", "codes", "own_graph", "training"]


def pages(source: Path) -> dict[str, str]:
    """Path -> text."""
    found = {path.stem: path.read_text() for path in (source.parent / "notebooks").glob("*.ipynb")}
    if missing := set(found) ^ set(ORDER):
        raise ValueError(f"docs/_ext/notebook_pages.py and notebooks/ differ in {', '.join(sorted(missing))}")
    index = [
        "# Notebooks",
        "",
        "Each runs in half a minute or so, with the extra `analysis` and Jupyter; what is shown here is what the build "
        "of this site saw. They lie in `notebooks/` of the repository.",
        "",
        *(f"- [{_title(found[name])}]({name}.ipynb)" for name in ORDER),
        "",
        "```{toctree}",
        ":hidden:",
        "",
        *ORDER,
        "```",
        "",
    ]
    return {f"notebooks/{name}.ipynb": found[name] for name in ORDER} | {"notebooks/index.md": "\n".join(index)}


def _title(notebook: str) -> str:
    return str(json.loads(notebook)["cells"][0]["source"][0]).removeprefix("# ").strip()
