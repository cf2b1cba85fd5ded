"""Sentences that lean on the one before them, by how they open: "They", "This" ..."""

import numpy as np
import numpy.typing as npt

from retrieval.analysis.word_traits import WordTrait
from retrieval.arrays import Bools

from .collection import Collection


def lean(sentences: npt.NDArray[np.integer], collection: Collection) -> Bools:
    """Return whether each of *sentences* opens with a word that points back.

    *sentences* are numbers of *collection*. A sentence without words does not lean.
    """
    first_tokens = collection.token_starts[sentences]
    has_words = first_tokens < collection.token_starts[sentences + 1]
    first_words = collection.words[first_tokens[has_words]]
    leaning = np.zeros(len(sentences), np.bool_)
    traits = collection.vocabulary.traits[first_words]
    leaning[has_words] = traits & np.uint8(WordTrait.LEANING) != 0
    return leaning
