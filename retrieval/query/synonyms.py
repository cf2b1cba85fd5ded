"""Synonyms: words and phrases that may replace each other in an answer."""

import stat
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import UnreadableSynonymsError
from retrieval.language.profile import DEFAULT
from retrieval.language.word_lists import read_data

Group = tuple[str, ...]
"""At least two words or phrases, as written, each a synonym of all others."""


_GENERAL = ("synonyms.txt", "places.txt")
_EXONYMS = "exonyms.txt"


class Synonyms:
    """Finds the synonyms of the terms of a question.

    A word in several groups has the synonyms of all its groups, but the relation is not
    transitive: groups that share a word are not merged. *own* are the *groups* alone,
    without the *general* ones. Groups are analysed on first use.
    """

    def __init__(
        self,
        groups: Iterable[Group],
        analyzer: Analyzer,
        *,
        general: Iterable[Group] = (),
    ) -> None:
        own, others = list(groups), list(general)
        self.own = Synonyms(own, analyzer) if others else self
        self._groups = others + own
        self._analyzer = analyzer

    def of(self, *terms: str) -> tuple[str, ...]:
        """Return the terms of all synonyms of a word, or of a phrase of several terms.

        A synonym that is a phrase contributes each of its content words. A word of a
        phrase is not a synonym by itself: "prime" alone is not "premier".
        """
        others = dict.fromkeys(chain.from_iterable(self.phrases(*terms)))
        return tuple(term for term in others if term not in terms)

    def phrases(self, *terms: str) -> list[tuple[str, ...]]:
        """Return the synonyms of a word or phrase, each as all of its terms."""
        groups = self._groups_of.get(terms, ())
        return [other for group in groups for other in group if other != terms]

    def of_all(self, terms: Sequence[str]) -> dict[str, set[str]]:
        """Return, by term, its synonyms and those of the phrases it is in.

        *terms* are the content words of a text, in order. Terms without synonyms have
        no entry.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for phrase in self.phrases_in(terms):
            if others := self.of(*phrase):
                for term in phrase:
                    found[term].update(others)
        return found

    def phrases_in(self, terms: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the words and phrases of a text that have synonyms, each once.

        *terms* are as for `of_all`.
        """
        return [
            *dict.fromkeys(
                tuple(terms[start : start + size])
                for start, first in enumerate(terms)
                for size in self._sizes.get(first, ())
            )
        ]

    @cached_property
    def _sizes(self) -> dict[str, set[int]]:
        """By first term, the numbers of terms of the phrases with synonyms."""
        sizes: dict[str, set[int]] = defaultdict(set)
        for member in self._groups_of:
            sizes[member[0]].add(len(member))
        return sizes

    @cached_property
    def _groups_of(self) -> dict[tuple[str, ...], list[list[tuple[str, ...]]]]:
        """By word or phrase, the groups that it is in, each sorted."""
        groups_of: dict[tuple[str, ...], list[list[tuple[str, ...]]]]
        groups_of = defaultdict(list)
        for group in self._groups:
            terms = (self._analyzer.terms(member, DEFAULT) for member in group)
            members = sorted(set(map(tuple, terms)) - {()})
            for member in members:
                groups_of[member].append(members)
        return groups_of


def general_synonyms() -> list[Group]:
    """Return the groups shipped with the package: English words and places."""
    return [group for name in _GENERAL for group in _groups(read_data(name), name)]


def exonym_groups() -> list[Group]:
    """Return the names of well-known places and people in several languages."""
    return _groups(read_data(_EXONYMS), _EXONYMS)


def read_synonyms(path: Path) -> list[Group]:
    """Read the groups of a file: one per line, members separated by commas.

    Blank lines and comments, from "#" to the end of a line, are ignored. Raises
    UnreadableSynonymsError if the file cannot be read, is not UTF-8, or has a line
    with fewer than two members or an empty one.
    """
    try:
        # Reading a pipe would block until somebody writes to it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableSynonymsError(f"{path}: it is no ordinary file")
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
