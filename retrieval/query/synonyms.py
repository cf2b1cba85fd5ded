"""Words that may stand for each other in a question and its answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import UnreadableSynonymsError
from retrieval.language.profile import DEFAULT
from retrieval.language.word_lists import read_data

Group = tuple[str, ...]
"""Words and phrases as they are written, two at least, each of which may stand for any
other."""


_GENERAL = ("synonyms.txt", "places.txt")


class Synonyms:
    """Finds the terms that may stand for the terms of a question.

    A word in several groups has the synonyms of all of them, and groups are not merged
    by it: what *a* may stand for need not hold for its synonyms. *groups* are analysed
    when the first synonym is asked for.
    """

    def __init__(
        self, groups: Iterable[Group], analyzer: Analyzer, language: str = DEFAULT
    ) -> None:
        self._groups = list(groups)
        self._analyzer = analyzer
        self._language = language

    def of(self, *terms: str) -> tuple[str, ...]:
        """Return the terms of all synonyms of a word, or of a phrase of several terms.

        Those of a phrase are its content words one by one; a word of a phrase does not
        stand for it: "prime" alone is no "premier".
        """
        return self._of.get(terms, ())

    def of_all(self, terms: Sequence[str]) -> dict[str, set[str]]:
        """Return the synonyms of each of *terms*, and of the phrases that it is in.

        *terms* are the content words of a text, in order. Those without synonyms are
        left out.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for start, first in enumerate(terms):
            longest = min(self._longest.get(first, 0), len(terms) - start)
            for size in range(1, longest + 1):
                phrase = terms[start : start + size]
                if others := self.of(*phrase):
                    for term in phrase:
                        found[term].update(others)
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """How many terms the longest member has that begins with a term."""
        longest: dict[str, int] = {}
        for member in self._of:
            longest[member[0]] = max(len(member), longest.get(member[0], 0))
        return longest

    @cached_property
    def _of(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        others: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        for group in self._groups:
            terms = (self._analyzer.terms(member, self._language) for member in group)
            members = set(map(tuple, terms)) - {()}
            for member in members:
                for other in sorted(members - {member}):
                    others[member].update(dict.fromkeys(other))
        return {
            member: tuple(term for term in terms if term not in member)
            for member, terms in others.items()
        }


def general_synonyms() -> list[Group]:
    """Return the groups that ship with the package: English words and places."""
    return [group for name in _GENERAL for group in _groups(read_data(name), name)]


def read_synonyms(path: Path) -> list[Group]:
    """Read the groups of a file, one a line, their members separated by commas.

    Empty lines count for nothing, nor does what follows a "#". Raises
    UnreadableSynonymsError for a file that is no UTF-8 text, and for the first line
    that is no group.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSynonymsError(f"{path} is not UTF-8 text: {error}") from error
    except OSError as error:
        raise UnreadableSynonymsError(f"{path}: {error.strerror}") from error
    return _groups(text, str(path))


def _groups(text: str, name: str) -> list[Group]:
    groups = []
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        group = tuple(member.strip() for member in entry.split(","))
        if len(group) < 2 or not all(group):
            raise UnreadableSynonymsError(
                f"{name}, line {number}: {entry!r} is no group of synonyms;"
                ' write two words or more, like "truce, ceasefire"'
            )
        groups.append(group)
    return groups
