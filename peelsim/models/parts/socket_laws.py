"""What the laws of codes say of variables and checks, for models that have their own words for them.

Tests: tests/models/test_codes.py
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

from peelsim.stats.law import Extrapolated, Law, Laws, Said, Undefined, extrapolated
from peelsim.theory.codes import floors, scaling
from peelsim.theory.codes.evolution import Code, Ensemble, Slots
from peelsim.theory.codes.exact import ExactLaw

_WATERFALL = 3.0  # windows above which floors may decide what the waterfall leaves
_BELOW = "derived for the waterfall; below it small stopping sets decide, which law scaling has"
_SMALL_SETS = "variables of degree 2 make small stopping sets at any size, which law scaling has"
_WITHIN = "derived below the waterfall; here trials get stuck, which law scaling has"
_LEAST_SIZE = 1000  # from which P(stuck) is within .07: .04 with regular degrees, most with variables of degree 2
_FEW = f"a limit of large size, P(stuck) within .07 from {_LEAST_SIZE} on"

Words = dict[str, Said]  # unknown, fraction, failed, complete, stuck, checks, trajectory
_FAILURES = ("unknown", "fraction", "failed", "complete")


@dataclass(frozen=True)
class Setting:
    """A model, as theory sees it."""

    ensemble: Code | Slots
    size: float  # bits, or slots
    load: float  # realised
    variables: float  # what fractions are of
    fixed: bool  # erasures, or users
    edges: str  # whether edges may coincide, see theory.codes.floors
    split: float | None  # as asked for
    stuck_above: float
    trajectory_rounds: int
    exact: Callable[[], ExactLaw]  # ValueError where it is out of reach


def window(setting: Setting) -> float:
    """Place in the critical window, NaN where there is none."""
    try:
        return float(scaling.window(setting.ensemble, setting.size, load=setting.load, fixed=setting.fixed))
    except ValueError:
        return nan


def default_split(ensemble: Ensemble) -> float:
    """Half the unknown fraction at the threshold, or one half where there is none."""
    return ensemble.threshold.unknown / 2 if ensemble.thresholds else 0.5


def _shares(setting: Setting, fraction: float) -> Words:
    return {"unknown": fraction * setting.variables, "fraction": fraction}


def density_evolution(setting: Setting) -> Words:
    """The limit of large size: peeling ends at the largest fixed point, surely."""
    ensemble, load = setting.ensemble, setting.load
    place = ensemble.resting_place(load)
    fraction = ensemble.unknown_at(load, place)
    said: Words = {**_shares(setting, fraction), "stuck": float(fraction > setting.stuck_above)}
    if fraction > 0 and setting.variables:
        said |= {"failed": 1.0, "complete": 0.0}
    else:
        said |= dict.fromkeys(("failed", "complete"), Undefined("a fraction of 0 may hide a few; law floor has them"))
    if isinstance(ensemble, Slots):
        said["checks"] = setting.size * ensemble.stuck_slots(load)
    else:
        left = 1 - ensemble.checks.node(1 - place) - place * ensemble.checks.node(1 - place, 1)
        said["checks"] = setting.size * ensemble.bits.mean / ensemble.checks.mean * max(left, 0.0)
    if setting.trajectory_rounds:
        said["trajectory"] = ensemble.trajectory(load, rounds=setting.trajectory_rounds)
    return said


def _told_apart(setting: Setting, stuck: float) -> Said:
    """P(stuck) by a law that tells stuck trials from others, whatever they leave; a split outside asks for more."""
    high, low = scaling.outcomes(setting.ensemble, setting.load)
    if setting.split is None or low < setting.split < high:
        return stuck
    return Undefined(f"the law tells trials apart that leave {low:.3g} and {high:.3g}, and split = {setting.split:g}")


def _stuck(setting: Setting) -> float:
    """P(stuck); ValueError where there is no threshold, or it would be none of the size."""
    ensemble, size, fixed = setting.ensemble, setting.size, setting.fixed
    if scaling.load_at(ensemble, size, window=0, fixed=fixed) <= 0:
        raise ValueError(f"at size {size:g} the threshold would be below 0")
    return float(scaling.stuck_probability(ensemble, size, load=setting.load, fixed=fixed))


def _if_large(setting: Setting, said: Words) -> Words:
    """Extrapolated at smaller sizes."""
    return extrapolated(said, _FEW) if setting.size < _LEAST_SIZE else said


def corrected(setting: Setting) -> Words:
    """The finite-length law of trials that get stuck or go on; undefined where there is no threshold."""
    ensemble, size, load, fixed = setting.ensemble, setting.size, setting.load, setting.fixed
    try:
        stuck = _stuck(setting)
        z = float(scaling.window(ensemble, size, load=load, fixed=fixed))
        stuck_at = scaling.unknown_given_stuck(ensemble, size, load=load, fixed=fixed)
    except ValueError as error:
        return dict.fromkeys((*_FAILURES, "stuck"), Undefined(str(error)))
    passed = scaling.outcomes(ensemble, load)[1]
    failed = 1.0 if passed > 0 else stuck
    said: Words = {
        **_shares(setting, stuck * stuck_at + (1 - stuck) * passed),
        "failed": failed,
        "complete": 1 - failed,
    }
    if passed == 0 and isfinite(ensemble.stability):
        said |= extrapolated({name: said[name] for name in ("failed", "complete")}, _SMALL_SETS)
    words = extrapolated(said, _BELOW) if z > _WATERFALL else said
    return _if_large(setting, {**words, "stuck": _told_apart(setting, stuck)})


def _floor(setting: Setting) -> floors.Floor:
    return floors.floor(setting.ensemble, setting.size, load=setting.load, edges=setting.edges)


def _overtaken(setting: Setting, left: floors.Floor) -> bool:
    """Whether trials that get stuck are more than a tenth of what fails by small stopping sets."""
    try:
        return _stuck(setting) > left.some / 10
    except ValueError:
        return bool(setting.ensemble.thresholds)  # where there is one it is below this load, at so small a size


def floor(setting: Setting) -> Words:
    """Small stopping sets alone, below the threshold."""
    try:
        if setting.load >= setting.ensemble.decoding_threshold:
            raise ValueError(
                f"derived below the threshold {setting.ensemble.decoding_threshold:.6g}, which is exceeded"
            )
        left = _floor(setting)
    except ValueError as error:
        return dict.fromkeys(_FAILURES, Undefined(str(error)))
    said: Words = {
        **_shares(setting, left.unknown / (setting.variables or 1.0)),
        "failed": left.some,
        "complete": 1 - left.some,
    }
    return extrapolated(said, _WITHIN) if _overtaken(setting, left) else said


def waterfall_and_floor(setting: Setting) -> Words:
    """``corrected``, and the floor of the trials that do not get stuck."""
    waterfall = corrected(setting)
    try:
        left, stuck = _floor(setting), _stuck(setting)
    except ValueError as error:
        if setting.load >= setting.ensemble.stability:  # what stays unknown is a fraction, which the waterfall has
            return waterfall
        return {**dict.fromkeys(_FAILURES, Undefined(str(error))), "stuck": waterfall["stuck"]}
    fraction = waterfall["fraction"]
    number = fraction.value if isinstance(fraction, Extrapolated) else fraction
    assert isinstance(number, float)
    total = number + (1 - stuck) * left.unknown / (setting.variables or 1.0)
    failed = stuck + (1 - stuck) * left.some
    said: Words = {**_shares(setting, total), "failed": failed, "complete": 1 - failed, "stuck": waterfall["stuck"]}
    return _if_large(setting, said)


def exact(setting: Setting) -> Words:
    """The whole law of one trial; undefined where it is not known, or would take too long."""
    try:
        law = setting.exact()
    except ValueError as error:
        return dict.fromkeys((*_FAILURES, "stuck"), Undefined(str(error)))
    return {
        **_shares(setting, law.mean / (setting.variables or 1.0)),
        "failed": law.some,
        "complete": 1 - law.some,
        "stuck": law.above(setting.stuck_above * setting.variables),
    }


def laws_in(words: Mapping[str, str]) -> Laws:
    """All these laws of a model with a property ``setting``; words: its observables by the names used here."""

    def speaking(law: Callable[[Setting], Words]) -> Callable[[Any], Mapping[str, Said]]:
        return lambda model: {words[name]: said for name, said in law(model.setting).items() if name in words}

    return Laws(
        Law("corrected", speaking(corrected), "Amraoui et al. (2009); theory.codes.scaling", "limit"),
        Law("scaling", speaking(waterfall_and_floor), "laws corrected and floor together", "limit"),
        Law("floor", speaking(floor), "derived in theory.codes.floors; Di et al. (2006)", "limit"),
        Law("density_evolution", speaking(density_evolution), "Luby et al. (2001); Liva (2011)", "limit"),
        Law("exact", speaking(exact), "Di et al. (2002); theory.codes.exact_counts"),
    )
