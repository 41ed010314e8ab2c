"""What the random streams of a trial are for: draw number n of a trial's stream seeds the stream of purpose n.

Purposes of one family occur in one trial, so no two of a family share a number: their draws would be the same.
"""

from typing import Final

# trials that sample texts: the degrees of rows, the rows themselves, the number of texts
DEGREES: Final = 0
ROWS: Final = 1
TEXTS: Final = 2
# those that sort concepts into skills above them
LABELS: Final = 3
PREREQUISITES: Final = 4
# those whose texts teach by capacity, and are followed by fresh ones; beyond the numbers of a round or a class
CAPACITIES: Final = 1 << 40
FRESH: Final = (1 << 40) + 1

# trials of fine-tuning: each stage has a stream like that of a trial that samples texts
FOUNDATION: Final = 0
FINE: Final = 1

# trials of G(n, p): its links, how many sites are kept, the order in which bonds or sites are occupied
LINKING: Final = 0
KEEPING: Final = 1
ORDERING: Final = 2

# trials of quanta: the number of samples, sightings of the head and of the tail, test samples
SAMPLES: Final = 0
HEAD: Final = 1
TAIL: Final = 2
TEST: Final = 3

# trials of arrivals: the order statistics of concepts, how many texts are stuck at each point
ORDER: Final = 0
STUCK: Final = 1

# trials of softmax regression: samples to learn from, and to be tested on
LESSONS: Final = 0
QUESTIONS: Final = 1

# trials of sparse parity: the bits of each task, first weights, tasks and bits of samples, their orders, test samples
MASKS: Final = 0
WEIGHTS: Final = 1
TASKS: Final = 2
BITS: Final = 3
EPOCHS: Final = 4
TRIED: Final = 5

# trials of codes and other ensembles of sockets: what is unknown at first, where its edges go, rounds without a graph
UNKNOWN: Final = 0
PLACES: Final = 1
CHAIN: Final = 2

# trials of sources: the tokens of a text or of one channel, the noise added; payloads of the past, codes of pointers,
# grammars, texts of a hierarchy and pairs counted in it
TOKENS: Final = 0
NOISE: Final = 1
PAST: Final = 2
CODES: Final = 3
GRAMMAR: Final = 4
TREES: Final = 5
PAIRS: Final = 6

# trials on given graphs: which concepts are unknown, the order of texts, which edges are deleted, a null model's graph
HIDDEN: Final = 0
SELECTION: Final = 1
DELETION: Final = 2
NULL: Final = 3

FAMILIES: Final = {
    "texts": ("DEGREES", "ROWS", "TEXTS", "LABELS", "PREREQUISITES", "CAPACITIES", "FRESH"),
    "fine-tuning": ("FOUNDATION", "FINE"),
    "random graphs": ("LINKING", "KEEPING", "ORDERING"),
    "arrivals": ("ORDER", "STUCK"),
    "quanta": ("SAMPLES", "HEAD", "TAIL", "TEST"),
    "softmax regression": ("LESSONS", "QUESTIONS"),
    "sparse parity": ("MASKS", "WEIGHTS", "TASKS", "BITS", "EPOCHS", "TRIED"),
    "codes": ("UNKNOWN", "PLACES", "CHAIN"),
    "given graphs": ("HIDDEN", "SELECTION", "DELETION", "NULL"),
    "sources": ("TOKENS", "NOISE", "PAST", "CODES", "GRAMMAR", "TREES", "PAIRS"),
}
