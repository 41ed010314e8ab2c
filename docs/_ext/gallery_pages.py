"""The gallery: every experiment with its picture, its file, its command and its time, from stored small results."""

import re
import tomllib
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from peelsim.commands.plot import main as plot
from peelsim.results.summary import summary


def pages(source: Path) -> dict[str, str]:
    """Path -> text; figures are drawn into gallery/figures."""
    experiments = sorted((source.parent / "experiments").glob("*.toml"))
    made = {f"gallery/{path.stem}.md": _page(source, path) for path in experiments}
    index = [
        "# Gallery",
        "",
        "Every experiment of the repository. The pictures are those of the small version that each file defines, drawn "
        "when this site was built; the full versions have more points, more trials and larger systems.",
        "",
        "::::{grid} 1 2 2 3",
        ":gutter: 3",
        "",
    ]
    for path in experiments:
        pictures = _pictures(source, path.stem)
        index += [f":::{{grid-item-card}} {path.stem}", f":link: {path.stem}", ":link-type: doc"]
        index += [f":img-bottom: figures/{pictures[0].name}"] if pictures else []
        index += ["", _title(path), ":::", ""]
    index += ["::::", "", "```{toctree}", ":hidden:", "", *(path.stem for path in experiments), "```", ""]
    return made | {"gallery/index.md": "\n".join(index)}


def _page(source: Path, experiment: Path) -> str:
    stored = source / "gallery" / "results" / f"{experiment.stem}.h5"
    name = tomllib.loads(experiment.read_text())["sweep"]["name"]
    commands = [f"python -m peelsim.run experiments/{experiment.name} --smoke"]
    commands += [f"peelsim {verb} results/{name}.smoke.h5" for verb in ("check", "plot")]
    text = [f"# {experiment.stem}", "", _title(experiment), "", "```", *commands, "```", ""]
    if stored.exists():
        with redirect_stdout(StringIO()):
            plot([str(stored), "-o", str(source / "gallery" / "figures"), "--format", "png"], "peelsim plot")
        seconds = summary(stored).seconds
        text += [f"The small version took {seconds:.1f} s; leave `--smoke` out for the full one.", ""]
        for picture in _pictures(source, experiment.stem):
            text += [f"![{picture.stem.removeprefix(experiment.stem + '-')}](figures/{picture.name})", ""]
    return "\n".join([*text, "```{literalinclude} ../../experiments/" + experiment.name, ":language: toml", "```", ""])


def _pictures(source: Path, name: str) -> list[Path]:
    return sorted((source / "gallery" / "figures").glob(f"{name}-*.png"))


def _title(experiment: Path) -> str:
    """What the comment at the head of the file says, but for the command, which the page has below."""
    lines = []
    for line in experiment.read_text().splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return re.split(r" (?=Then: |Run it with: )", " ".join(lines))[0]
