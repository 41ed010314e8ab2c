"""What is predicted of a given matrix: density evolution of random graphs with its degrees."""

from typing import TYPE_CHECKING

from peelsim.stats.law import Law, Laws, Said, Undefined

if TYPE_CHECKING:
    from peelsim.models.matrix.value import Given


def _density_evolution(model: "Given") -> dict[str, Said]:
    """The limit of large random graphs in which each text and each concept has the degree it has here."""
    ensemble, load, n = model.as_random, float(model.erasure), model.concepts
    place = ensemble.resting_place(load)
    fraction = ensemble.unknown_at(load, place) if load > 0 else 0.0
    said: dict[str, Said] = {
        "unknown": fraction * n,
        "unknown_fraction": fraction,
        "learnt": (load - fraction) * n,
        "learnt_fraction": load - fraction,
        "seen_fraction": ensemble.seen(load),
        "stuck": float(fraction > model.stuck_above),
        "stuck_texts": ensemble.stuck_checks(place) * model.texts,
    }
    if fraction > 0:
        return said | {"complete": 0.0, "incomplete": 1.0}
    return said | dict.fromkeys(("complete", "incomplete"), Undefined("a fraction of 0 may hide a few"))


LAWS = Laws(
    Law(
        "density_evolution",
        _density_evolution,
        "Luby et al. (2001), of random graphs with these degrees; theory.codes.thinned",
        "limit",
    )
)
