"""What other articles have instead of a passage: the same, or other figures."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.index.collection import Collection

from .duplicates import Likeness, Statements
from .passages import Passage, choose_passages, passage_around


def choose_versions(
    ranked: Iterable[tuple[int, float]],
    collection: Collection,
    k: int,
    *,
    latest_first: bool = True,
) -> list[Passage]:
    """Return the passages of `choose_passages`, each with its other versions.

    An article is named in *also_in* if every sentence of the passage has one there that
    says the same. Passages with other figures are in *differing*. With *latest_first*,
    and if all articles have dates, the passage itself is the latest version.
    """
    ranked = list(ranked)
    statements = Statements(collection, [sentence for sentence, _ in ranked])
    passages = choose_passages(ranked, collection, statements, k)
    found = [_with_versions(each, collection, statements) for each in passages]
    if not latest_first:
        return [replace(first, differing=tuple(others)) for first, *others in found]
    return [_latest_first(versions, collection) for versions in found]


def _with_versions(
    passage: Passage, collection: Collection, statements: Statements
) -> list[Passage]:
    """Return *passage*, then those of other articles that differ from it."""
    versions = [passage]
    seen = {int(collection.article_of[passage.first])}
    for twin in passage.twins:
        article = int(collection.article_of[twin])
        if article in seen:
            continue
        for place, version in enumerate(versions):
            others = _counterparts(version, twin, collection, statements)
            if _say_the_same(version, others, statements):
                also_in = (*version.also_in, collection.names[article])
                versions[place] = replace(version, also_in=also_in)
                seen.add(article)
                break
        else:
            other = _differing(passage, twin, collection, statements)
            if other is not None:
                versions.append(other)
                seen.add(article)
    return versions


def _counterparts(
    passage: Passage, twin: int, collection: Collection, statements: Statements
) -> list[int]:
    """Return a sentence near *twin* for each sentence of *passage* that has one."""
    article = collection.article_of[twin]
    reach = passage.last - passage.first
    start, end = collection.article_starts[article : article + 2].tolist()
    near = range(max(start, twin - reach), min(end, twin + reach + 1))
    found = []
    for sentence in range(passage.first, passage.last + 1):
        alike = {
            statements.likeness(sentence, other): other for other in reversed(near)
        }
        for likeness in (Likeness.SAME, Likeness.OTHER_FIGURES):
            if likeness in alike:
                found.append(alike[likeness])
                break
    return found


def _say_the_same(
    passage: Passage, others: Sequence[int], statements: Statements
) -> bool:
    sentences = range(passage.first, passage.last + 1)
    return len(others) == len(sentences) and all(
        statements.likeness(sentence, other) is Likeness.SAME
        for sentence, other in zip(sentences, others, strict=True)
    )


def _differing(
    passage: Passage, twin: int, collection: Collection, statements: Statements
) -> Passage | None:
    """Return the passage with *twin* that has other figures than *passage*, or None."""
    others = _counterparts(passage, twin, collection, statements)
    if len(others) == passage.last - passage.first + 1 and not _say_the_same(
        passage, others, statements
    ):
        return Passage(min(others), max(others), (twin,), passage.score)
    # What other hits say may be beside the point.
    if statements.likeness(passage.best, twin) is Likeness.OTHER_FIGURES:
        return passage_around(twin, passage.score, collection)
    return None


def _latest_first(versions: list[Passage], collection: Collection) -> Passage:
    if len(versions) == 1:
        return versions[0]
    articles = [int(collection.article_of[version.first]) for version in versions]
    dates = collection.dates[articles]
    if dates.all():
        # The sort is stable: of the same date, the better one stays first.
        order = (-dates).argsort(kind="stable")
        versions = [versions[place] for place in order.tolist()]
    return replace(versions[0], differing=tuple(versions[1:]))
