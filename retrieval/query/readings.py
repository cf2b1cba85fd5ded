"""The words of a question as the languages of the articles read them."""

from collections.abc import Sequence
from itertools import chain

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.index.vocabulary import UNKNOWN, Vocabulary
from retrieval.language.detection import language_of
from retrieval.language.profile import DEFAULT
from retrieval.sentences.kinds import Span

# A single one may be a content word of another language: "war memorial".
_FEWEST_FUNCTION_WORDS = 2

_Reading = dict[Span, list[Token]]
"""The tokens of one language, by their span."""


def question_words(
    question: str, languages: Sequence[str], analyzer: Analyzer, vocabulary: Vocabulary
) -> list[Token]:
    """Return the tokens of *question* in *languages*, stop words included, by start.

    A word has a reading for each language in which it occurs in the articles; if it
    occurs in none, it has one. A function word of the question's own language has only
    that reading.
    """

    def occurs(tokens: list[Token]) -> bool:
        stems = (vocabulary.find_stem(token.term) for token in tokens)
        return any(stem != UNKNOWN for stem in stems)

    own = language_of(question)
    languages = sorted(languages, key=lambda language: language != own)
    readings = [_reading(question, language, analyzer) for language in languages]
    decided = _function_words(readings[0], own) if own in languages else set()
    found: dict[Token, None] = {}
    for span in dict.fromkeys(chain.from_iterable(readings)):
        of_span = [reading[span] for reading in readings if span in reading]
        known = [] if span in decided else filter(occurs, of_span)
        found.update(dict.fromkeys(chain.from_iterable([*known] or of_span[:1])))
    return sorted(found, key=lambda token: token.start)


def _reading(question: str, language: str, analyzer: Analyzer) -> _Reading:
    reading: _Reading = {}
    for token in analyzer.question_words(question, [language]):
        reading.setdefault((token.start, token.end), []).append(token)
    return reading


def _function_words(reading: _Reading, language: str) -> set[Span]:
    """Return the spans of the function words, if they tell the language."""
    spans = {span for span, tokens in reading.items() if all(t.stop for t in tokens)}
    is_sure = language == DEFAULT or len(spans) >= _FEWEST_FUNCTION_WORDS
    return spans if is_sure else set()
