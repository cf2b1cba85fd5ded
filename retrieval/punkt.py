"""nltk's Punkt with word lists of our own in place of its trained models.

Those would have to be downloaded, and training on the articles themselves would move
borders whenever an article is added.
"""

import re
from functools import lru_cache

from nltk.tokenize.punkt import (
    PunktLanguageVars,
    PunktParameters,
    PunktSentenceTokenizer,
)

from .languages import Language

# The two flags by which Punkt knows a sentence starter: seen in lower case inside a
# sentence, seen with a capital only at the beginning of one.
_STARTER_CONTEXT = (1 << 1) | (1 << 5)

# As Punkt's own, but of a row of stops ("! ! !") only the last is a candidate.
_CANDIDATE = re.compile(
    r"""[.!?…](?![.!?…])(?=(?P<after_tok>[])";}*:@'({[‘’“”«»]
                               |\s+(?P<next_tok>(?![.!?…]+(?:\s|$))\S+)))""",
    re.VERBOSE,
)

_PLAIN_END = re.compile(r"([^\W\d_]{2,})(?:[!?]|\.)\s+[^\W\d_]")


class _Stops(PunktLanguageVars):  # type: ignore[misc]
    sent_end_chars = (".", "?", "!", "…")

    def period_context_re(self) -> re.Pattern[str]:
        """Return the expression that finds the stops to decide about."""
        return _CANDIDATE


class Punkt(PunktSentenceTokenizer):  # type: ignore[misc]
    """Punkt with the word lists of a language, and quick about ordinary words."""

    def __init__(self, language: Language) -> None:
        parameters = PunktParameters()
        parameters.abbrev_types = set(language.abbreviations)
        parameters.sent_starters = set(language.starters)
        for word in language.starters:
            parameters.add_ortho_context(word, _STARTER_CONTEXT)
        super().__init__(parameters, lang_vars=_Stops())
        self._abbreviations = language.abbreviations
        self._decide = lru_cache(maxsize=4096)(super().text_contains_sentbreak)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of the sentences of *text*, white space around some."""
        if not _CANDIDATE.search(text):
            return [(0, len(text))]
        return list(self.span_tokenize(text))

    def text_contains_sentbreak(self, text: str) -> bool:
        """Return Punkt's decision about the stop in *text*, two words around it."""
        plain = _PLAIN_END.match(text)
        # All that Punkt asks about a word of letters only is whether it is known to
        # be shortened; its full machinery takes ten times as long to say so.
        if plain and plain[1].lower() not in self._abbreviations:
            return True
        return bool(self._decide(text))
