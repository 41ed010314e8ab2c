"""Result files as one page for a browser or a printer: figures, verdicts, numbers, and how each can be had again.

Tests: tests/commands/test_report.py
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

import numpy as np

from peelsim.analysis.figures import style
from peelsim.analysis.results import Results
from peelsim.analysis.results import read as read_drawn
from peelsim.analysis.sheets.drawing import Drawing, Options, drawings
from peelsim.judging.judged import judged
from peelsim.results import restore
from peelsim.results.compare import Comparison, compared
from peelsim.results.errors import ResultsError
from peelsim.tables import Table, rate, short

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --soft: #5b5b5b; --line: #d5d5d5; --card: #f6f6f6 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181b; --soft: #a8a8a8; --line: #3a3d42; --card: #202327 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper) }
h1 { font-size: 1.7rem } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
a { color: inherit }
.soft, caption, figcaption, summary { color: var(--soft) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; margin: .6rem 0 1.2rem }
caption { text-align: left; padding: .3rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .7rem .25rem 0; text-align: left; vertical-align: top }
figure { margin: 1rem 0; padding: 1rem; background: #ffffff; border: 1px solid var(--line); border-radius: 4px }
figure img { display: block; width: 100%; max-width: 44rem; margin: 0 auto }
figcaption { color: #5b5b5b; font-size: .85rem; text-align: center; white-space: pre-wrap }
pre { background: var(--card); padding: .8rem; overflow-x: auto; font-size: .85rem; border-radius: 4px }
@media print {
  body { max-width: none; padding: 0 } figure, table { break-inside: avoid } nav { display: none }
  .scroll { overflow: visible }
}
"""
_MOST_POINTS = 1000  # rows of the table of points


def page(paths: Sequence[Path], *, title: str | None = None) -> str:
    """The page as HTML that needs nothing else: no script, no other file, no network.

    Raises
    ------
    ResultsError : if a file is missing, damaged or not one of ours.
    ImportError : with the cure, if matplotlib or xarray is not installed.
    """
    heading = title or "Results of " + ", ".join(path.name for path in paths)
    parts = ["<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">']
    parts += ['<meta name="viewport" content="width=device-width, initial-scale=1">']
    parts += [f"<title>{escape(heading)}</title>", f"<style>{_STYLE}</style>", "</head>", "<body>"]
    parts += [f"<header><h1>{escape(heading)}</h1></header>"]
    if len(paths) > 1:
        links = "".join(f'<li><a href="#file-{i}">{escape(path.name)}</a></li>' for i, path in enumerate(paths))
        parts += [f'<nav aria-label="files"><ul>{links}</ul></nav>']
    parts += ["<main>"]
    for i, path in enumerate(paths):
        parts += [f'<section id="file-{i}">', *_file(path, f"file-{i}"), "</section>"]
    return "\n".join([*parts, "</main>", "</body>", "</html>", ""])


def _file(path: Path, place: str) -> Iterator[str]:
    saved, data, drawn = restore.read(path), compared(path), read_drawn(path)
    yield f"<h2>{escape(path.name)}</h2>"
    yield f'<p class="soft">{escape(style.signature(drawn))}</p>'
    links = (("figures", "Figures"), ("verdicts", "Laws"), ("points", "Points"), ("again", "Again"))
    yield f'<nav aria-label="parts of {escape(path.name)}">'
    yield " · ".join(f'<a href="#{place}-{part}">{words}</a>' for part, words in links) + "</nav>"
    yield f'<h3 id="{place}-figures">Figures</h3>'
    yield from _figures(drawn)
    yield f'<h3 id="{place}-verdicts">What the laws are worth</h3>'
    if data.laws:
        for judgement in judged(data, name=path.name).values():
            yield f'<div class="scroll">{judgement._repr_html_()}</div>'
        yield (
            '<p class="soft">Holds within x: nothing speaks against the law, and half of the tests would have seen a '
            "deviation of x. Fails by x: the largest deviation that chance does not explain. A true law is rejected "
            "with chance 0.001 at most, over all its points and observables.</p>"
        )
    else:
        yield "<p>The file has no laws.</p>"
    yield f'<h3 id="{place}-points">Points</h3>'
    yield f'<div class="scroll">{_points(data)}</div>'
    yield f'<h3 id="{place}-again">How each number can be had again</h3>'
    yield from _again(path, saved)


def _figures(drawn: Results) -> list[str]:
    """Those that suit; a file may have none, such as that of a single point."""
    try:
        return [_figure(drawing, drawn.file) for drawing in drawings([drawn], (), Options())]
    except ResultsError as error:
        return [f"<p>None: {escape(str(error))}.</p>"]


def _figure(drawing: Drawing, file: str) -> str:
    """An image of its own, so that names inside one drawing are not those of another."""
    picture = b64encode(style.encode(drawing.draw(), "svg")).decode()
    words = f"{drawing.name.replace('_', ' ')} of {file}"
    caption = f"<figcaption>{escape(words)}</figcaption>"
    numbers = f"<pre>{escape(drawing.summary)}</pre>" if drawing.summary else ""
    return f'<figure><img alt="{escape(words)}" src="data:image/svg+xml;base64,{picture}">{caption}</figure>{numbers}'


def _points(data: Comparison) -> str:
    single = {name: each for name, each in data.measured.items() if each.dimension is None}
    heads = ("point", *data.coordinates, "trials", "ended by", *single)
    rows = []
    for point in range(min(len(data.trials), _MOST_POINTS)):
        cells = [str(point), *(short(values[point]) for values in data.coordinates.values())]
        cells += [f"{int(data.trials[point]):,}", data.reasons[point]]
        for each in single.values():
            mean, low, high = (rate(float(values[point, 0])) for values in (each.mean, each.low, each.high))
            cells.append(f"{mean} [{low}, {high}]")
        rows.append(tuple(cells))
    left = len(data.trials) - len(rows)
    title = "Means with their 95 % intervals" + (f"; {left:,} more points are in the file" if left else "")
    return Table(title, heads, rows).html(most=_MOST_POINTS)


def _again(path: Path, saved: restore.Saved) -> Iterator[str]:
    name = f"{saved.name}.toml"
    yield f"<p>Save the sweep file below as <code>{escape(name)}</code>. The same data come out, to the bit:</p>"
    yield f"<pre>python -m peelsim.run {escape(name)}\npeelsim check results/{escape(saved.name)}.h5</pre>"
    yield f"<p>One trial of one point again: <code>peelsim replay {escape(path.name)} --point P --trial T</code>.</p>"
    yield f"<details open><summary>{escape(name)}</summary><pre>{escape(saved.config_toml)}</pre></details>"
    noted = {key: short(value) for key, value in saved.provenance.items() if np.ndim(value) == 0}
    known: Mapping[str, str] = {"seed": saved.identity["seed"], **noted}
    yield '<div class="scroll">'
    yield Table("Where it comes from", ("what", "value"), sorted((k, v) for k, v in known.items() if v)).html(most=100)
    yield "</div>"
