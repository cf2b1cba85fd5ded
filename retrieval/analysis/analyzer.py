"""Texts -> terms: the words under which articles are found, and where they stand.

Articles and questions are analysed alike, so that equal words meet however they were
typed. The text itself is never changed: offsets always point into it.
"""

import re
from collections.abc import Iterator, Sequence

from retrieval.language.profile import DEFAULT, load_language

from .language_analyzer import UNITED_STATES, LanguageAnalyzer, Token

_LETTER = r"[^\W\d_]"
# Tried at the beginning of words alone: a long one takes no square of its length.
_LOWER_US = r"(?:\b(\w++)\s+)?\bus\b(?!['’])"


class Analyzer:
    """Turns texts into terms; one and the same for articles and questions.

    A language is one of ``languages.LANGUAGES`` or OTHER. The terms of each distinct
    form are remembered, up to a bound.
    """

    def __init__(self) -> None:
        self._by_language: dict[str, LanguageAnalyzer] = {}

    def terms(self, text: str, language: str = DEFAULT) -> list[str]:
        """Return the terms of *text* in order, without its stop words."""
        return self.of_language(language).terms(text)

    def tokens(self, text: str, language: str = DEFAULT) -> list[Token]:
        """Return what ``terms`` returns, as tokens in order of start.

        Tokens may share a span ("$90bn" is 90, billion and dollar) or overlap (Chinese
        is cut into pairs of characters).
        """
        return [token for token in self.words(text, language) if not token.stop]

    def words(self, text: str, language: str = DEFAULT) -> list[Token]:
        """Return the tokens of *text* together with its stop words, in order."""
        return self.of_language(language).tokens(text)

    def question_tokens(
        self, question: str, languages: Sequence[str] = (DEFAULT,)
    ) -> list[Token]:
        """Return the tokens of *question* in any of *languages*, in order of start."""
        words = self.question_words(question, languages)
        return [token for token in words if not token.stop]

    def question_words(
        self, question: str, languages: Sequence[str] = (DEFAULT,)
    ) -> list[Token]:
        """Return ``question_tokens`` together with the stop words.

        A word may be one in one language and none in another. A token that several
        languages agree about is there once.
        """
        # Who shouts does not mean an acronym by a word in capitals.
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
        """Return the analyzer of texts in *language*."""
        analyzer = self._by_language.get(language)
        if analyzer is None:
            analyzer = self._by_language[language] = LanguageAnalyzer(language)
        return analyzer


def _with_country(question: str, words: list[Token]) -> Iterator[Token]:
    """Make a lower-case "us" the country where it cannot be the pronoun.

    The pronoun is an object: it follows a preposition or a verb. People who type a
    question in lower case mean the country everywhere else.
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
