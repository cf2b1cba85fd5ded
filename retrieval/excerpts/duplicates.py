"""Near-duplicate sentences, as news reports share them."""

import numpy as np

from retrieval.analysis.word_traits import WordTrait
from retrieval.index.collection import Collection
from retrieval.language.profile import DEFAULT

SAME_STATEMENT = 0.75
"""The least ratio of content words, shorter to longer, for `say_the_same`."""

_TELLING = WordTrait.NUMBER | WordTrait.CALENDAR | WordTrait.DENIAL


def say_the_same(one: int, other: int, collection: Collection) -> bool:
    """Return whether two sentences make the same statement.

    That is: the content words of the shorter are a subsequence of the longer's, and
    none of the longer's other words is a name, number, date or negation. A sentence
    without content words matches no other.
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
    """Return the stems of the content words, and whether each changes the meaning.

    Word traits exist for English only: in other languages every word is a content word
    that changes the meaning.
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
    # The first word is capitalised anyway, so it may be a name.
    is_telling[:1] = True
    said = zip(stems[is_content].tolist(), is_telling[is_content].tolist(), strict=True)
    return list(said)
