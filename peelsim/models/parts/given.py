"""Keys of models whose graph is in a file."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ValidationInfo, computed_field, field_validator

from peelsim.graphs.reading import read_graph
from peelsim.graphs.value import GivenGraph, Source
from peelsim.models.base import Keys


class FileKeys(Keys):
    """A path, relative to the folder of the sweep file; the content of the file is a parameter of its own.

    So a file that has changed is refused by results that were made with another content.
    """

    hidden: ClassVar[frozenset[str]] = frozenset({"graph"})
    follows: ClassVar[Mapping[str, frozenset[str]]] = {
        "content": frozenset({"path", "orientation", "multi_edges"}),
    }

    path: str

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

    def given(self) -> dict[str, Any]:
        return {**super().given(), "graph": self.graph}
