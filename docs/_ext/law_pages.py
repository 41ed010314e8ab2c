"""Which law may be trusted where: the verdicts of `peelsim check` on the stored small results, over their sizes."""

from pathlib import Path

import peelsim

_HEAD = """# Which law may I trust where

Two answers. The laws say themselves where they are *valid*, *extrapolated* or *undefined* ([models and their
laws](sweep-files.md)); and simulation says where that is true. The table is made when this site is built, by `check`
over the small version of every experiment. *holds within x*: nothing speaks against the law, and half of the tests
would have seen a deviation of x. *holds from n*: it is a limit, and true from that size on. *fails by x*: the largest
deviation that chance does not explain. A blank is an observable of which the law says nothing.

The full versions see more; what they say is in [the findings](../findings-pages.md).
"""


def pages(source: Path) -> dict[str, str]:
    """Path -> text."""
    parts = [_HEAD]
    for path in sorted((source / "gallery" / "results").glob("*.h5")):
        results = peelsim.open(path)
        if not results.laws:
            continue
        judged = results.check()
        observables = list(dict.fromkeys(v.name for judgement in judged.values() for v in judgement.verdicts))
        size = judged.size
        parts += [f"## {path.stem}", "", f"| law | kind | {' | '.join(f'`{name}`' for name in observables)} |"]
        parts += ["|---" * (len(observables) + 2) + "|"]
        for law, judgement in judged.items():
            said = {verdict.name: verdict.words(size) for verdict in judgement.verdicts}
            row = [f"`{law}`", judgement.law_kind, *(said.get(name, "") for name in observables)]
            parts += [f"| {' | '.join(row)} |"]
        parts += [""]
    return {"reference/laws.md": "\n".join(parts)}
