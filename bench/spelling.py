"""How many misspelled words are corrected, and how many others are kept.

    python bench/spelling.py ../data/names/variants.tsv

A line of the file is a typed word, an indexed one, and whether they are the same:
"yes" or "no". Other words come from ../squad, relative to the folder of the file:
articles/*.txt and questions.jsonl. rapidfuzz is measured if installed.

precision, recall  of the pairs, with each indexed word added to those of the articles
typing errors      question words with one letter inserted, deleted, swapped or replaced
                   at random: how many are restored, by stem, and how many become
                   another word
unknown            words and names in no other article: the share that is changed
"""

import argparse
import difflib
import importlib.util
import json
import random
import string
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval import Article, read_articles, split_sentences
from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.stemmer import Stemmer
from retrieval.spelling.speller import SHORTEST, Speller, Usage

# Words a measurement is made of; difflib compares each with the whole vocabulary.
TYPING_ERRORS = 1500
UNKNOWN_WORDS = 600
SEED = 5

Usages = Mapping[str, Usage]
Correct = Callable[[str], str | None]


class Pair(NamedTuple):
    """A word as it was typed and one of the articles; *same* if it stands for it."""

    typed: str
    indexed: str
    same: bool


def main() -> None:
    """Print a table with one row per corrector."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pairs", type=Path)
    pairs = parser.parse_args().pairs
    squad = pairs.absolute().parents[1] / "squad"
    articles = read_articles(squad / "articles")
    usages = usages_in(articles)
    errors = list(typing_errors(read_words(squad / "questions.jsonl"), usages))
    unknown = unknown_words(articles)
    print(f"{len(usages):,} forms, {len(errors):,} typing errors\n")
    print("                 pairs             typing errors    unknown changed")
    print("                 precision recall  right   wrong    words   names   ms/word")
    for name, corrector in correctors().items():
        correct = corrector(usages)
        correct("tchaikowsky")
        start = time.perf_counter()
        right, wrong = share_corrected(errors, correct)
        took = (time.perf_counter() - start) / len(errors)
        figures = [*on_pairs(read_pairs(pairs), usages, corrector), right, wrong]
        figures += share_changed(unknown, corrector)
        columns = "   ".join(f"{figure:.3f}" for figure in figures)
        print(f"{name:16} {columns}   {took * 1e3:7.3f}", flush=True)


def correctors() -> dict[str, Callable[[Usages], Correct]]:
    """Return the correctors by name: functions from usages to a correction."""
    found: dict[str, Callable[[Usages], Correct]] = {
        "ours": lambda usages: Speller(usages).correct,
        "difflib": difflib_corrector,
    }
    if importlib.util.find_spec("rapidfuzz"):
        found["rapidfuzz AUTO"] = rapidfuzz_corrector
    return found


def difflib_corrector(usages: Usages) -> Correct:
    """Take the closest match by difflib's own settings."""
    forms = list(usages)
    return lambda form: next(iter(difflib.get_close_matches(form, forms, 1)), None)


def rapidfuzz_corrector(usages: Usages) -> Correct:
    """Allow 1 edit, or 2 from 6 letters on, like the AUTO fuzziness of engines."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    forms = sorted(usages, key=lambda form: -usages[form].count)

    def correct(form: str) -> str | None:
        edits = 1 if len(form) < 6 else 2
        match = process.extractOne(form, forms, scorer=OSA.distance, score_cutoff=edits)
        return match and str(match[0])

    return correct


def on_pairs(
    pairs: Sequence[Pair], usages: Usages, corrector: Callable[[Usages], Correct]
) -> tuple[float, float]:
    """Return precision and recall: how often the typed word becomes the indexed one.

    No word but the indexed one has the stem of the typed one; if it stands in no
    article, it is taken for a name, which is the harder case.
    """
    stem = Stemmer("english").stem
    stems = {form: stem(form) for form in usages}
    found: Counter[bool] = Counter()
    for pair in pairs:
        own = stem(pair.typed)
        others = {form: usage for form, usage in usages.items() if stems[form] != own}
        indexed = usages.get(pair.indexed, Usage(3, 3))
        others[pair.indexed] = indexed
        others.pop(pair.typed, None)
        found[pair.same] += corrector(others)(pair.typed) == pair.indexed
    precision = found[True] / max(1, found.total())
    return precision, found[True] / sum(pair.same for pair in pairs)


def share_corrected(
    errors: Sequence[tuple[str, str]], correct: Correct
) -> tuple[float, float]:
    """Return the numbers of typing errors corrected rightly and wrongly."""
    stem = Stemmer("english").stem
    outcomes: Counter[bool] = Counter()
    for word, typed in errors:
        found = correct(typed)
        if found is not None:
            outcomes[stem(found) == stem(word)] += 1
    return outcomes[True] / len(errors), outcomes[False] / len(errors)


def share_changed(
    unknown: Sequence[tuple[Usages, Usages]], corrector: Callable[[Usages], Correct]
) -> tuple[float, float]:
    """Return the share of unknown words, and of unknown names, that are changed."""
    seen: Counter[bool] = Counter()
    changed: Counter[bool] = Counter()
    for words, others in unknown:
        correct = corrector(others)
        for word, usage in words.items():
            seen[usage.is_name] += 1
            changed[usage.is_name] += correct(word) is not None
    return changed[False] / seen[False], changed[True] / seen[True]


def typing_errors(words: Sequence[str], usages: Usages) -> Iterator[tuple[str, str]]:
    """Yield (word, mistyped word) if the latter is long enough and not in *usages*."""
    chooser = random.Random(SEED)
    for word in chooser.sample(words, min(len(words), TYPING_ERRORS)):
        typed = mistyped(word, chooser)
        if word in usages and typed not in usages and len(typed) >= SHORTEST:
            yield word, typed


def mistyped(word: str, chooser: random.Random) -> str:
    """Return *word* with one error at a random place."""
    place = chooser.randrange(len(word))
    before, after = word[:place], word[place:]
    letter = chooser.choice(string.ascii_lowercase)
    return chooser.choice(
        [
            before + letter + after,
            before + after[1:],
            before + letter + after[1:],
            before + after[1:2] + after[:1] + after[2:],
        ]
    )


def unknown_words(articles: Sequence[Article]) -> list[tuple[Usages, Usages]]:
    """Return, for some articles, words in no other article, and all other words."""
    chooser = random.Random(SEED)
    stem = Stemmer("english").stem
    found: list[tuple[Usages, Usages]] = []
    for article in chooser.sample(articles, 6):
        others = usages_in([other for other in articles if other != article])
        stems = {stem(form) for form in others}
        own = {
            form: usage
            for form, usage in usages_in([article]).items()
            if is_spelled(form) and form not in others and stem(form) not in stems
        }
        names = chooser.sample(sorted(own), min(len(own), UNKNOWN_WORDS // 6))
        found.append(({name: own[name] for name in names}, others))
    return found


def usages_in(articles: Collection[Article]) -> dict[str, Usage]:
    """Count the forms of all sentences, including stop words."""
    analyzer = Analyzer()
    counts: Counter[str] = Counter()
    capitalised: Counter[str] = Counter()
    for article in articles:
        for sentence in split_sentences(article):
            text = sentence.text
            for index, word in enumerate(analyzer.words(text)):
                counts[word.form] += 1
                capitalised[word.form] += index > 0 and text[word.start].isupper()
    return {form: Usage(count, capitalised[form]) for form, count in counts.items()}


def read_words(path: Path) -> list[str]:
    """Return the content words of all questions that are long enough."""
    analyzer = Analyzer()
    lines = path.read_text(encoding="utf-8").splitlines()
    tokens = (analyzer.tokens(json.loads(line)["question"]) for line in lines)
    return [token.form for found in tokens for token in found if is_spelled(token.form)]


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a file with a header."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    columns = (line.split("\t") for line in lines)
    return [Pair(typed, indexed, same == "yes") for typed, indexed, same in columns]


def is_spelled(form: str) -> bool:
    """Return whether an error in *form* can be detected."""
    return len(form) >= SHORTEST and form.isalpha()


if __name__ == "__main__":
    main()
