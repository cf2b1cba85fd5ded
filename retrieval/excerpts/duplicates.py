"""Sentences that say the same: near duplicates, as reports share them."""

import numpy as np

from retrieval.analysis.word_traits import WordTrait
from retrieval.index.collection import Collection
from retrieval.language.profile import DEFAULT

SAME_STATEMENT = 0.75
"""Of two sentences that say the same, the shorter has this share of the longer's words,
at least; see `say_the_same`."""

_TELLING = WordTrait.NUMBER | WordTrait.CALENDAR | WordTrait.DENIAL


def say_the_same(one: int, other: int, collection: Collection) -> bool:
    """Return whether both have the same words in the same order, but for a few more.

    These few are never a name, a figure, a date or a denial. A sentence without words
    says nothing.
    """
    shorter, longer = sorted(
        (_statement(one, collection), _statement(other, collection)), key=len
    )
    if not shorter or len(shorter) < SAME_STATEMENT * len(longer):
        return False
    matched = 0
    for stem, is_telling in longer:
        if matched < len(shorter) and stem == shorter[matched][0]:
            matched += 1
        elif is_telling:
            return False
    return matched == len(shorter)


def _statement(sentence: int, collection: Collection) -> list[tuple[int, bool]]:
    """Return the stems of what a sentence says, and which of them change its meaning.

    Only English tells them apart: in other languages each word is taken to change it.
    """
    vocabulary = collection.vocabulary
    tokens = slice(*collection.token_starts[sentence : sentence + 2])
    words = collection.words[tokens]
    stems = vocabulary.stem_of[words]
    article = int(collection.article_of[sentence])
    if collection.language_of(article) != DEFAULT:
        return [(stem, True) for stem in stems.tolist()]
    denies = vocabulary.traits[words] & np.uint8(WordTrait.DENIAL) != 0
    is_content = ~vocabulary.is_stop[words] | denies
    is_telling = vocabulary.traits[words] & np.uint8(_TELLING) != 0
    is_telling |= collection.capital[tokens]
    # The word that opens a sentence may be a name: its capital does not show it.
    is_telling[:1] = True
    said = zip(stems[is_content].tolist(), is_telling[is_content].tolist(), strict=True)
    return list(said)
