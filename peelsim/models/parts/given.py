"""Keys of models whose graph is in a file.

Tests: tests/models/test_given_network.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, computed_field, field_validator

from peelsim.graphs.reading import read_graph
from peelsim.graphs.value import GivenGraph, Source
from peelsim.models.base import Keys, ParameterError


class FileKeys(Keys):
    """A path, relative to the folder of the sweep file; the content of the file is a parameter of its own.

    So a file that has changed is refused by results that were made with another content.
    """

    hidden: ClassVar[frozenset[str]] = frozenset({"graph"})
    follows: ClassVar[Mapping[str, frozenset[str]]] = {
        "content": frozenset({"path", "orientation", "multi_edges"}),
    }

    path: Annotated[str, Field(title="path of a file")]

    @classmethod
    def source(cls, path: str, said: dict[str, Any]) -> Source:
        """How the file is to be read; said: the keys that stand before ``path``."""
        raise NotImplementedError

    @field_validator("path")
    @classmethod
    def _readable(cls, path: str, info: ValidationInfo) -> str:
        read_graph(cls.source(path, info.data))
        return path

    @property
    def graph(self) -> GivenGraph:
        """What the file holds."""
        return read_graph(self.source(self.path, dict(self)))

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def content(self) -> str:
        """SHA-256 of its edges, as far as tells files apart for a person."""
        return self.graph.content[:16]

    @classmethod
    def in_place_of_hidden(cls, model: Any) -> Mapping[str, Any]:
        if getattr(model, "curve", ()):
            raise ParameterError(
                "curve", "a sweep has curves along an axis; give one to the grid, and take engine curve"
            )
        source = model.graph.source
        if source is None:
            cure = "save it, as scipy.sparse.save_npz does, and give its path"
            raise ParameterError("path", f"a graph that is in memory alone is no part of a sweep file; {cure}")
        said = {name: getattr(source, name) for name in ("path", "orientation", "multi_edges")}
        return {name: value for name, value in said.items() if name in cls.model_fields}

    def given(self) -> dict[str, Any]:
        return {**super().given(), "graph": self.graph}
