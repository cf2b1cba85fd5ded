"""Texts -> terms with their offsets.

Articles and questions are analysed alike, so that different spellings of a word match.
Offsets always point into the original text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from retrieval.language.profile import DEFAULT, load_language

from .language_analyzer import UNITED_STATES, LanguageAnalyzer, Token

_LETTER = r"[^\W\d_]"
# \b and ++ keep the search linear in the length of long words.
_LOWER_US = r"(?:\b(\w++)\s+)?\bus\b(?!['’])"


class Analyzer:
    """Turns texts into terms, in the same way for articles and questions.

    A language is one of `profile.LANGUAGES` or OTHER. The terms of each form are
    cached, up to a limit.
    """

    def __init__(self) -> None:
        self._by_language: dict[str, LanguageAnalyzer] = {}

    def terms(self, text: str, language: str = DEFAULT) -> list[str]:
        """Return the terms of *text* in order, without stop words."""
        return self.of_language(language).terms(text)

    def tokens(self, text: str, language: str = DEFAULT) -> list[Token]:
        """Return the tokens of *text* without stop words, ordered by start.

        Tokens may share a span ("$90bn" is 90, billion and dollar) or overlap (Chinese
        is split into overlapping bigrams).
        """
        return [token for token in self.words(text, language) if not token.stop]

    def words(self, text: str, language: str = DEFAULT) -> list[Token]:
        """Return the tokens of *text* including stop words, ordered by start."""
        return self.of_language(language).tokens(text)

    def spans(
        self,
        text: str,
        language: str,
        number: Callable[[str], int],
        wanted: AbstractSet[int],
    ) -> list[tuple[int, int]]:
        """Return the distinct spans of the `tokens` whose terms are wanted, by start.

        A term is wanted if its *number* is among those *wanted*.
        """
        return self.of_language(language).spans(text, number, wanted)

    def question_tokens(
        self, question: str, languages: Sequence[str] = (DEFAULT,)
    ) -> list[Token]:
        """Return the tokens of *question* in all *languages*, ordered by start."""
        words = self.question_words(question, languages)
        return [token for token in words if not token.stop]

    def question_words(
        self, question: str, languages: Sequence[str] = (DEFAULT,)
    ) -> list[Token]:
        """Return `question_tokens` including stop words.

        A word may be a stop word in one language only. Equal tokens of several
        languages are returned once.
        """
        # In a question all in capitals, a word in capitals is not an acronym.
        if question.isupper() and len(question.split()) > 1:
            question = re.sub(_LETTER, lambda letter: letter[0].lower()[0], question)
        found: dict[Token, None] = {}
        for language in languages:
            words = self.words(question, language)
            if language == DEFAULT:
                words = list(_with_country(question, words))
            found.update(dict.fromkeys(words))
        return sorted(found, key=lambda token: token.start)

    def of_language(self, language: str) -> LanguageAnalyzer:
        """Return the analyzer for texts in *language*."""
        analyzer = self._by_language.get(language)
        if analyzer is None:
            analyzer = self._by_language[language] = LanguageAnalyzer(language)
        return analyzer


def _with_country(question: str, words: list[Token]) -> Iterator[Token]:
    """Yield *words* with a lower-case "us" as the country where it is not the pronoun.

    The pronoun is an object, so it follows a preposition or a verb. Elsewhere, "us" is
    the country in a question typed in lower case.
    """
    before_pronoun = load_language(DEFAULT).before_pronoun
    countries = {
        match.end() - len("us")
        for match in re.finditer(_LOWER_US, question)
        if (match[1] or "").lower() not in before_pronoun
    }
    for word in words:
        if word.stop and word.start in countries:
            yield word._replace(term=UNITED_STATES, form=UNITED_STATES, stop=False)
        else:
            yield word
