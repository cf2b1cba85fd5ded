"""nltk's Punkt with our own word lists in place of its trained models.

The models would have to be downloaded, and training on the articles would move sentence
borders whenever an article is added. Finding the stops takes most of Punkt's time, so
they are found here, and Punkt is called only for stops that simple rules cannot decide.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from retrieval.language.profile import Language

from .kinds import Span

# Closing marks that may precede a stop.
CLOSING = "\"')]}’”»"
# Longer than any abbreviation, in characters.
LONG_WORD = 24

# Punkt's flags for a sentence starter: seen in lower case inside a sentence, and in
# upper case only at the beginning of one.
_STARTER_CONTEXT = (1 << 1) | (1 << 5)

# Punkt's expression, but only the last of a run of stops ("! ! !") is a candidate.
_CANDIDATE = re.compile(
    r"""[.!?…](?![.!?…])(?=(?P<after_tok>[])";}*:@'({[‘’“”«»]
                           |\s+(?P<next_tok>(?![.!?…]+(?:\s|$))\S+)))""",
    re.VERBOSE,
)
# Punctuation after a stop that belongs to the sentence before it: "(It fell.) It ..."
# A French « has white space on both sides.
_BELONGS_BEFORE = re.compile(r"(?!(?<=\s)«)[\"')\]}‘’“”«»]+?(?:\s+|(?=--)|$)", re.M)
_LAST_LETTERS = re.compile(r"[^\W\d_]*\Z")
_FIRST_LETTERS = re.compile(r" ([^\W\d_]+)(?:[,;:)\"”'’][^.!?…]*)?")
_APOSTROPHES = ("'", "’")
# Separators of words for Punkt, besides the space.
_WHITE_SPACE = "\t\n\r\v\f"


class Punkt:
    """Punkt with the word lists of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._shortened = last_parts(language.abbreviations)
        self._ask = lru_cache(maxsize=4096)(self._asked)

    def spans(self, text: str) -> list[Span]:
        """Return the spans of the sentences of *text*, in order.

        A span may begin or end with white space.
        """
        borders = list(self._borders(text))
        if not borders:
            return [(0, len(text))]
        spans = []
        start = 0
        ends = [*borders, (len(text.rstrip()), len(text))]
        for (end, next_start), (next_end, _) in pairwise(ends):
            belongs = _BELONGS_BEFORE.match(text, next_start, next_end)
            if belongs:
                spans.append((start, next_start + len(belongs.group().rstrip())))
                start = belongs.end()
            else:
                spans.append((start, end))
                start = next_start
        return [*spans, (start, ends[-1][0])]

    def _borders(self, text: str) -> Iterator[Span]:
        """Yield the end of each sentence but the last, with the start of the next."""
        candidates = list(_CANDIDATE.finditer(text))
        if not candidates:
            return
        text += " "
        for white in _WHITE_SPACE:
            text = text.replace(white, " ")
        word = before = 0
        followers = [match.start() for match in candidates[1:]] + [len(text)]
        for match, follower in zip(candidates, followers, strict=True):
            stop = match.start()
            # For Punkt, white space at the very beginning belongs to the first word.
            space = text.rfind(" ", before, stop)
            word = space + 1 if space > 0 else word
            before = stop
            # If a word has several candidates, as in "(why?).", Punkt considers the
            # last, and also the first if it begins the word.
            if word < stop and text.find(" ", stop, follower) < 0:
                continue
            after, next_word = match.groups()
            after = f" {next_word}" if next_word else after
            if self.ends_sentence(text[word:stop], text[stop], after):
                yield stop + 1, max(stop + 1, match.start("next_tok"))

    def ends_sentence(self, word: str, stop: str, after: str) -> bool:
        """Return whether *stop*, between *word* and *after*, ends a sentence.

        *after* is a space and a word, or punctuation. The decision is Punkt's.
        """
        if stop != "." or not word:
            return True
        # "it)" and "bridge's" are in no list of abbreviations.
        if word[-1] in CLOSING or word[-2:-1] in _APOSTROPHES:
            return True
        # For a word that ends in letters Punkt only checks whether it is a known
        # abbreviation; calling Punkt takes a hundred times as long.
        letters = last_letters(word[-LONG_WORD:])
        if len(letters) > 1 and letters.lower() not in self._shortened:
            return True
        return self._ask(_alike(word) + stop + self._alike_after(after))

    def _alike_after(self, after: str) -> str:
        """Return an equivalent of *after* for Punkt, so that `_ask` caches fewer."""
        match = _FIRST_LETTERS.fullmatch(after)
        if not match:
            return after
        word = match[1]
        if word[0].islower():
            return " aa"
        is_known = word.lower() in self._language.starters or not word[0].isupper()
        return f" {word}" if is_known else " Aa"

    def _asked(self, context: str) -> bool:
        return bool(tokenizer(self._language).text_contains_sentbreak(context))


def last_parts(words: Iterable[str]) -> frozenset[str]:
    """Return the trailing letters of each of *words*: "d" for "ph.d"."""
    return frozenset(map(last_letters, words))


def last_letters(word: str) -> str:
    """Return the trailing letters of *word*; "" if its last character is no letter."""
    if word.isalpha():
        return word
    match = _LAST_LETTERS.search(word)
    return match.group() if match else ""


def _alike(word: str) -> str:
    """Return an equivalent of *word* for Punkt: "0" for numbers, ".." for ellipses."""
    if word.isascii() and word.isdigit():
        return "0"
    return ".." if word.endswith(".") and word.rstrip(".").isalpha() else word


@lru_cache
def tokenizer(language: Language) -> Any:
    """Return nltk's PunktSentenceTokenizer with our word lists for *language*."""
    # Importing nltk takes longer than opening a library and answering a question.
    from nltk.tokenize import punkt

    class Stops(punkt.PunktLanguageVars):  # type: ignore[misc]
        sent_end_chars = (".", "?", "!", "…")

        def period_context_re(self) -> re.Pattern[str]:
            """Return the expression that finds candidate stops."""
            return _CANDIDATE

    parameters = punkt.PunktParameters()
    parameters.abbrev_types = set(language.abbreviations)
    parameters.sent_starters = set(language.starters)
    for word in language.starters:
        parameters.add_ortho_context(word, _STARTER_CONTEXT)
    return punkt.PunktSentenceTokenizer(parameters, lang_vars=Stops())
