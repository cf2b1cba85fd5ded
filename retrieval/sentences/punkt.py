"""nltk's Punkt with word lists of our own in place of its trained models.

Those would have to be downloaded, and training on the articles themselves would move
borders whenever an article is added. Punkt is asked about a stop only where its answer
is not plain, and where the stops are is found without it: that takes most of its time.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from retrieval.language.profile import Language

from .kinds import Span

# Marks that close something and may stand before a stop.
CLOSING = "\"')]}’”»"
# No abbreviation is as long.
LONG_WORD = 24

# The two flags by which Punkt knows a sentence starter: seen in lower case inside a
# sentence, seen with a capital only at the beginning of one.
_STARTER_CONTEXT = (1 << 1) | (1 << 5)

# As Punkt's own, but of a row of stops ("! ! !") only the last is a candidate.
_CANDIDATE = re.compile(
    r"""[.!?…](?![.!?…])(?=(?P<after_tok>[])";}*:@'({[‘’“”«»]
                           |\s+(?P<next_tok>(?![.!?…]+(?:\s|$))\S+)))""",
    re.VERBOSE,
)
# Punctuation behind a stop that belongs to the sentence before: "(It fell.) It ..."
_BELONGS_BEFORE = re.compile(r"[\"')\]}‘’“”«»]+?(?:\s+|(?=--)|$)", re.M)
_LAST_LETTERS = re.compile(r"[^\W\d_]*\Z")
_FIRST_LETTERS = re.compile(r" ([^\W\d_]+)(?:[,;:)\"”'’][^.!?…]*)?")
_APOSTROPHES = ("'", "’")
# What separates words for Punkt, besides the space.
_WHITE_SPACE = "\t\n\r\v\f"


class Punkt:
    """Punkt with the word lists of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._shortened = last_parts(language.abbreviations)
        self._ask = lru_cache(maxsize=4096)(self._asked)

    def spans(self, text: str) -> list[Span]:
        """Return the spans of the sentences of *text*, white space around some."""
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
        """Yield where a sentence ends and the next one begins."""
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
            # White space at the very beginning is part of the first word for Punkt.
            space = text.rfind(" ", before, stop)
            word = space + 1 if space > 0 else word
            before = stop
            # Of the candidates in a word, as in "(why?).", Punkt considers the last,
            # and the first if nothing stands before it.
            if word < stop and text.find(" ", stop, follower) < 0:
                continue
            after, next_word = match.groups()
            after = f" {next_word}" if next_word else after
            if self.ends_sentence(text[word:stop], text[stop], after):
                yield stop + 1, max(stop + 1, match.start("next_tok"))

    def ends_sentence(self, word: str, stop: str, after: str) -> bool:
        """Return Punkt's decision about *stop* between *word* and what stands after.

        *after* is a space and a word, or punctuation.
        """
        if stop != "." or not word:
            return True
        # No list has "it)" or "bridge's".
        if word[-1] in CLOSING or word[-2:-1] in _APOSTROPHES:
            return True
        # All that Punkt asks about a word that ends in letters is whether it is known
        # to be shortened; its full machinery takes a hundred times as long to say so.
        letters = last_letters(word[-LONG_WORD:])
        if len(letters) > 1 and letters.lower() not in self._shortened:
            return True
        return self._ask(_alike(word) + stop + self._alike_after(after))

    def _alike_after(self, after: str) -> str:
        """Return what is the same to Punkt, which knows but starters in capitals."""
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
    """Return the letters that *words* end in: "d" for "ph.d"."""
    return frozenset(map(last_letters, words))


def last_letters(word: str) -> str:
    """Return the letters at the end of *word*, "" if it ends in none."""
    if word.isalpha():
        return word
    match = _LAST_LETTERS.search(word)
    return match.group() if match else ""


def _alike(word: str) -> str:
    """Return what is the same to Punkt: a number, an ellipsis, or the word itself."""
    if word.isascii() and word.isdigit():
        return "0"
    return ".." if word.endswith(".") and word.rstrip(".").isalpha() else word


@lru_cache
def tokenizer(language: Language) -> Any:
    """Return nltk's PunktSentenceTokenizer with our lists for *language*."""
    # Importing nltk takes longer than opening a library and answering a question.
    from nltk.tokenize import punkt

    class Stops(punkt.PunktLanguageVars):  # type: ignore[misc]
        sent_end_chars = (".", "?", "!", "…")

        def period_context_re(self) -> re.Pattern[str]:
            """Return the expression that finds the stops to decide about."""
            return _CANDIDATE

    parameters = punkt.PunktParameters()
    parameters.abbrev_types = set(language.abbreviations)
    parameters.sent_starters = set(language.starters)
    for word in language.starters:
        parameters.add_ortho_context(word, _STARTER_CONTEXT)
    return punkt.PunktSentenceTokenizer(parameters, lang_vars=Stops())
