"""What a sweep file may say of each kind of model, from the model itself."""

from pathlib import Path

from peelsim.mistakes import in_brief
from peelsim.models.base import Model, keys_of
from peelsim.models.registry import kinds, model_of
from peelsim.sweep.own.trial import FIELDS

FOLDER = "reference/kinds"


def pages(source: Path) -> dict[str, str]:
    """Path -> text."""
    known = kinds()
    made = {f"{FOLDER}/{kind}.md": _page(model_of(kind)) for kind in known}
    rows = [f"| [`{kind}`](kinds/{kind}.md) | {_about(model_of(kind))} |" for kind in known]
    text = [(source / "reference" / "_sections.md").read_text(), "| kind | |", "|---|---|", *rows, ""]
    text += ["```{toctree}", ":hidden:", "", *(f"kinds/{kind}" for kind in known), "```", ""]
    return made | {"reference/sweep-files.md": "\n".join(text)}


def _about(model: type[Model]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


def _page(model: type[Model]) -> str:
    text = [f"# {model.kind}", "", _about(model), "", f"From Python: `peelsim.{model.__name__}`.", ""]
    text += ["## Keys", "", "| key | default | what it takes |", "|---|---|---|"]
    for name, info in keys_of(model).model_fields.items():
        if name != "kind":
            default = "" if info.is_required() else "none" if info.get_default() is None else f"`{info.get_default()}`"
            text += [f"| `{name}` | {default} | {_cell(in_brief(info))} |"]
    text += ["", "## Engines", "", ", ".join(f"`{engine}`" for engine in model.engines), ""]
    text += ["## Observables", "", "| name | kind | units | |", "|---|---|---|---|"]
    for each in model.small().observables:
        along = "" if each.dimension is None else f", along `{each.dimension.name}`"
        text += [f"| `{each.name}` | {each.kind} | {each.units} | {_cell(each.long_name)}{along} |"]
    text += [""]
    if model.shows != "nothing":
        seen = ", ".join(f"`trial.{name}`" for name in (*FIELDS[model.shows], "model"))
        text += [f"Observables of your own see {seen}.", ""]
    if model.laws:
        text += ["## Laws", "", "| name | kind | source |", "|---|---|---|"]
        text += [f"| `{law.name}` | {law.kind} | {_cell(law.source)} |" for law in model.laws.values()]
    return "\n".join([*text, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
