"""Sentences that refer back to the previous one, such as "They agreed"."""

import numpy as np
import numpy.typing as npt

from retrieval.analysis.word_traits import WordTrait
from retrieval.arrays import Bools

from .collection import Collection


def lean(sentences: npt.NDArray[np.integer], collection: Collection) -> Bools:
    """Return whether each of *sentences* opens with a word that refers back.

    *sentences* are sentence numbers of *collection*. False for sentences without words.
    """
    first_tokens = collection.token_starts[sentences]
    has_words = first_tokens < collection.token_starts[sentences + 1]
    first_words = collection.words[first_tokens[has_words]]
    leaning = np.zeros(len(sentences), np.bool_)
    traits = collection.vocabulary.traits[first_words]
    leaning[has_words] = traits & np.uint8(WordTrait.LEANING) != 0
    return leaning
