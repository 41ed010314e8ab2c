"""Plain texts as graphs: sentences and words, words side by side, and the text that comes with Python."""

import networkx as nx
import numpy as np

import peelsim
from peelsim.graphs.sentences import words_of

TEXT = "The cat sat. A cat and the dog sat: the end!\n\nDog days"


def test_a_text_is_its_sentences_and_words(tmp_path):
    path = tmp_path / "mine.text"
    path.write_text(TEXT)
    graph = peelsim.read_matrix(path)
    assert graph.column_names == ("the", "cat", "sat", "and", "dog", "end", "days")
    held = [{graph.column_names[c] for c in row.nonzero()[0]} for row in graph.matrix.toarray()]
    assert held == [{"the", "cat", "sat"}, {"cat", "and", "the", "dog", "sat"}, {"the", "end"}, {"dog", "days"}]


def test_words_side_by_side_are_linked(tmp_path):
    path = tmp_path / "mine.text"
    path.write_text(TEXT)
    expected = nx.Graph([("the", "cat"), ("cat", "sat"), ("cat", "and"), ("and", "the"), ("the", "dog")])
    expected.add_edges_from([("dog", "sat"), ("the", "end"), ("dog", "days")])
    network = peelsim.GivenNetwork(graph=str(path))
    assert len(network.links) == expected.number_of_edges() and network.nodes == len(expected)
    assert peelsim.components(path).sizes.tolist() == [7]


def test_the_text_that_comes_with_python():
    graph = peelsim.read_matrix("pydoc_data.topics")
    assert graph.shape[0] > 1000 and graph.edges > 10_000 and "function" in graph.column_names
    model = peelsim.GivenMatrix(graph=graph, texts_share=0.1)
    assert 0 < peelsim.simulate(model, trials=3, seed=1)["learnt"].mean() < model.concepts / 10
    assert len(words_of("")) == 1 and not np.any(words_of(""))
