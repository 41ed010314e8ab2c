"""What all points of a concept-text sweep share, rebuilt from its result file.

Tests: tests/analysis/test_results.py
"""

from ast import literal_eval
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field, TypeAdapter

from peelsim.analysis.results import Results
from peelsim.ensembles import Binomial, TextDegree, thinned
from peelsim.sweep.file.grid import with_value
from peelsim.theory.optimum.compute_optimal import Scales
from peelsim.theory.printed.dummy_nodes import AUTHORS_ERASURE

__all__ = ["Setting", "setting", "setting_of_code", "shared", "value_of"]

_TEXT_DEGREE: TypeAdapter[TextDegree] = TypeAdapter(Annotated[TextDegree, Field(discriminator="kind")])


@dataclass(frozen=True)
class Setting:
    """The parameters beside the sizes."""

    text_degree: TextDegree
    texts_fixed: bool
    scales: Scales  # parameters per concept, tokens per text

    @property
    def mean_text_degree(self) -> float | None:
        """d of the binomial ensemble, None for another: compute-optimal sizes are known for that one only."""
        return self.text_degree.mean if isinstance(self.text_degree, Binomial) else None


def setting(results: Results) -> Setting:
    """The setting of what is peeled; of a sweep with ``erasure``, the text degrees are those of what is erased.

    Raises
    ------
    ValueError : if the text degrees, or whether the number of texts is fixed, are not the same at all points.
    """
    if results.data.coords.get("erasure", np.zeros(1)).size > 1:
        raise ValueError("the points differ in erasure")
    made = setting_of_code(results)
    erasure = shared(results).get("erasure")
    if erasure is None or made.mean_text_degree is None:
        return made
    return replace(made, text_degree=Binomial(mean=made.mean_text_degree * erasure / AUTHORS_ERASURE))


def setting_of_code(results: Results) -> Setting:
    """The setting as the sweep file has it, whatever share of the code is erased. Raises as ``setting`` does."""
    parameters = shared(results)
    missing = [name for name in ("text_degree", "texts_fixed") if name not in parameters]
    if missing:
        raise ValueError(f"the points differ in {' and '.join(missing)}")
    scales = {name: parameters[name] for name in Scales.__dataclass_fields__ if name in parameters}
    if parameters["text_degree"].get("kind") == "designed":
        raise ValueError("text degrees are designed, for each size by itself")
    if results.data.coords.get("edge_deletion", np.zeros(1)).size > 1:
        raise ValueError("the points differ in edge_deletion")
    degree = thinned(_TEXT_DEGREE.validate_python(parameters["text_degree"]), parameters.get("edge_deletion") or 0.0)
    return Setting(degree, parameters["texts_fixed"], Scales(**scales))


def shared(results: Results) -> Mapping[str, Any]:
    """Every parameter that has one value at all points, nested as a sweep file has it."""
    words = dict(results.config)
    for name, values in results.data.coords.items():
        different = np.unique(values)
        if different.size == 1:  # an axis of a single value
            words[str(name)] = str(different[0])
    parameters: dict[str, Any] = {}
    varied = {str(name) for name in results.data.coords} - words.keys()
    for name, word in words.items():
        if not any(f"{other}.".startswith(f"{name.partition('.')[0]}.") for other in varied):
            parameters = with_value(parameters, name, value_of(word))
    return parameters


def value_of(word: str) -> Any:
    """A parameter as the text of a file has it: a number, True or False, a table, or a word."""
    try:
        return literal_eval(word)
    except (ValueError, SyntaxError):
        return word
