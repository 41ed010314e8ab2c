"""The keys of a sweep file that say which matrix is peeled."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from peelsim.graphs.multiplicity import MultiEdges
from peelsim.graphs.value import Orientation, Source
from peelsim.models.parts.given import FileKeys


class MatrixKeys(FileKeys):
    """Keys of a matrix sweep."""

    hidden: ClassVar[frozenset[str]] = frozenset({"graph", "curve"})

    orientation: Orientation = "texts-by-concepts"
    multi_edges: MultiEdges = "single"
    path: Annotated[str, Field(title="path of a file")]

    @classmethod
    def source(cls, path: str, said: dict[str, Any]) -> Source:
        how = {name: said[name] for name in ("orientation", "multi_edges") if name in said}
        return Source(path, **how)
