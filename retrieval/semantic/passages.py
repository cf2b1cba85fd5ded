"""The text that is embedded for a sentence: with what it stands under."""

from collections.abc import Iterator
from hashlib import blake2b

from retrieval.index.collection import Collection
from retrieval.sentences.sentence import Sentence

from .encoder import embeddable

KEY_BYTES = 8


def passage_texts(collection: Collection) -> Iterator[str]:
    """Yield the `passage_text` of each sentence."""
    return map(passage_text, collection.sentences)


def passage_text(sentence: Sentence) -> str:
    """Return the title, heading and lead-in of *sentence*, and the sentence.

    Example: "Boat club | Opening hours: The boathouse is open until 8 pm."
    """
    article = sentence.article
    file = article.name.rpartition("/")[2]
    above = [article.title or file.rpartition(".")[0] or file]
    for span in (sentence.heading, sentence.lead):
        if span:
            above.append(article.text[slice(*span)].strip("#*_ "))
    return embeddable(f"{' | '.join(above)}: {sentence.text}")


def key_of(text: str) -> bytes:
    """Return the key of an embedded text: KEY_BYTES bytes of its hash."""
    return blake2b(text.encode(), digest_size=KEY_BYTES).digest()
