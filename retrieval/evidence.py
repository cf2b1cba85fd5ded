"""Evidence that a sentence answers a question, a function for each piece.

Each takes a `Comparison` and returns a number for each of its rows: the greater, the
more it speaks for the sentence (where its weight is positive). Numbers of one piece can
be compared within one question only.
"""

from collections.abc import Sequence

import numpy as np

from .arrays import Bools, Floats, Ints, Longs
from .comparison import NOT_ASKED, Comparison
from .kinds import Kind, Trait
from .similarity import Similar
from .statistics import idf, saturated

EARLY_TOKENS = 6
"""What stands among a sentence's first words is mostly what it is about."""

SYNONYM_LIKENESS = 0.6
"""How much a synonym counts beside the word that was typed."""

LONG_TOKENS = 100
"""From here on a sentence is not held to be longer still."""

NEAR_TOKENS = 8.0
"""At this distance a word's support for a possible answer has fallen to 1/e."""

COUNTED_WITHIN = 4
"""How far behind a number the thing that it counts may stand, in tokens."""

UNIT_WITHIN = 3
"""The same of a unit: "90 billion US dollars"."""


def coverage(c: Comparison) -> Floats:
    """Sum the idf of the question's stems in the sentence or in the one before it."""
    covered: Floats = (c.holds | c.holds_before) @ c.weights
    return covered


def exact_words(c: Comparison) -> Floats:
    """Sum the idf, in the article's own sentences, of the words just as typed."""
    asked = c.query.words
    columns = np.full(len(c.collection.vocabulary.stem_of), NOT_ASKED, np.int32)
    columns[asked] = np.arange(len(asked))
    column = columns[c.words[c.asked]]
    exact = column != NOT_ASKED
    held = np.zeros((c.rows, len(asked)), np.bool_)
    held[c.row[c.asked[exact]], column[exact]] = True
    local_df = c.statistics.sentences_with_word.look_up(c.articles, asked)
    local_idf = idf(c.statistics.sentences_of[c.articles][:, None], local_df)
    total: Floats = (held * local_idf[c.article]).sum(axis=1)
    return total


def similar_words(c: Comparison) -> Floats:
    """Sum the question words' idf times the likeness of the word most like each.

    What is alike shares runs of letters with it (`similarity`) or is a synonym.
    """
    content = {token.form: token.term for token in c.query.tokens if not token.stop}
    if not content:
        return np.zeros(c.rows)
    place, similarities = _likeness([c.similarity.similar(form) for form in content], c)
    tokens = np.flatnonzero(place)
    likeness = c.greatest(similarities[:, place[tokens]], c.row[tokens])
    columns = [c.query.terms.index(term) for term in content.values()]
    of_synonyms = SYNONYM_LIKENESS * c.stands_in[:, columns]
    total: Floats = np.maximum(likeness.T, of_synonyms) @ c.weights[columns]
    return total


def synonyms(c: Comparison) -> Floats:
    """Sum the idf of question words that only a synonym in the sentence stands for."""
    total: Floats = c.stands_in @ c.weights
    return total


def stem_pairs(c: Comparison) -> Floats:
    """Sum the idf of the rarer stem of each pair that is side by side in both."""
    pairs = c.query.neighbours
    if not pairs:
        return np.zeros(c.rows)
    width = len(c.query.terms)
    wanted = np.full(width * width, NOT_ASKED, np.int32)
    for number, (first, second) in enumerate(pairs):
        wanted[first * width + second] = number
    left, right = c.asked[:-1], c.asked[1:]
    adjacent = (right == left + 1) & (c.row[left] == c.row[right])
    left, right = left[adjacent], right[adjacent]
    pair = wanted[c.column[left] * width + c.column[right]]
    found = pair != NOT_ASKED
    held = np.zeros((c.rows, len(pairs)), np.bool_)
    held[c.row[left[found]], pair[found]] = True
    weights = [max(c.weights[first], c.weights[second]) for first, second in pairs]
    held_weight: Floats = held @ np.array(weights)
    return held_weight


def paragraph(c: Comparison) -> Floats:
    """Return the BM25 score of the paragraph (k1 0.9, b 0.5)."""
    width = len(c.query.terms)
    of_token = c.paragraph_row[c.row]
    cells = of_token[c.asked] * width + c.column[c.asked]
    tf = np.bincount(cells, minlength=len(c.paragraphs) * width)
    lengths = np.bincount(of_token, minlength=len(c.paragraphs))
    weight = saturated(
        tf.reshape(len(c.paragraphs), width),
        lengths[:, None],
        c.statistics.average_paragraph,
        k1=0.9,
        b=0.5,
    )
    return (weight @ c.weights)[c.paragraph_row]


def article(c: Comparison) -> Floats:
    """Return the BM25 score of the article (k1 1.2, b 0.75)."""
    stems, stats = c.query.stems, c.statistics
    tf = stats.stems_in_articles.look_up(c.articles, stems)
    lengths = stats.tokens_of[c.articles][:, None]
    weight = saturated(tf, lengths, stats.average_article, k1=1.2, b=0.75)
    df = np.where(stems >= 0, stats.article_df[stems], 0)
    return (weight @ idf(stats.articles, df))[c.article]


def expected_kind(c: Comparison) -> Floats:
    """Tell whether the sentence adds something of the kind that was asked for.

    A name counts half where nothing in particular was asked for.
    """
    if c.query.kind is Kind.REASON:
        return c.any(_has(c, Trait.CAUSE)).astype(np.float64)
    found = c.any(possible_answers(c)).astype(np.float64)
    return found * (0.5 if c.query.kind is Kind.OTHER else 1.0)


def new_year(c: Comparison) -> Floats:
    """Tell whether the sentence adds a year to a question for a time."""
    if c.query.kind is not Kind.TIME:
        return np.zeros(c.rows)
    return c.any(_has(c, Trait.YEAR) & c.is_new).astype(np.float64)


def counted_thing(c: Comparison) -> Floats:
    """Tell whether a new number stands before the thing that is to be counted."""
    if not c.query.counted:
        return np.zeros(c.rows)
    thing = np.isin(c.column, c.query.counted)
    return _number_before(c, thing, COUNTED_WITHIN)


def measured(c: Comparison) -> Floats:
    """Tell whether a new number stands before a unit of what is to be measured."""
    if not len(c.query.units):
        return np.zeros(c.rows)
    return _number_before(c, np.isin(c.stems, c.query.units), UNIT_WITHIN)


def full_name(c: Comparison) -> Floats:
    """Tell whether the sentence adds two capitals in a row, for a person asked for."""
    if c.query.kind is not Kind.PERSON:
        return np.zeros(c.rows)
    name = c.capital & c.is_new
    pair = np.zeros_like(name)
    pair[:-1] = name[:-1] & name[1:] & (c.row[:-1] == c.row[1:])
    return c.any(pair).astype(np.float64)


def near_answer(c: Comparison) -> Floats:
    """Sum the question's idf around the possible answer with most of it around.

    A stem counts exp(-d / NEAR_TOKENS) at a distance of d tokens.
    """
    if c.query.kind in (Kind.OTHER, Kind.REASON):
        return np.zeros(c.rows)
    answers = np.flatnonzero(possible_answers(c))
    support = np.zeros(len(answers))
    for column in np.flatnonzero(c.query.is_content):
        places = c.asked[c.column[c.asked] == column]
        distance = _distance(c, answers, places)
        support += c.weights[column] * np.exp(-distance / NEAR_TOKENS)
    return c.greatest(support, c.row[answers])


def length(c: Comparison) -> Floats:
    """Return the logarithm of the length: long sentences hold much by chance."""
    return np.log1p(np.minimum(c.lengths, LONG_TOKENS))


def opening(c: Comparison) -> Floats:
    """Tell whether the sentence opens its paragraph, which it often sums up."""
    return c.opens_paragraph.astype(np.float64)


def early_words(c: Comparison) -> Floats:
    """Return the share of the question's idf among the first words of the sentence."""
    early = c.asked[c.position[c.asked] < EARLY_TOKENS]
    share: Floats = c.table(early) @ c.content_weights
    return share / max(float(c.content_weights.sum()), 1e-9)


def leaning(c: Comparison) -> Floats:
    """Tell whether the sentence opens with a pronoun, and so goes on with a subject."""
    return _leans(c).astype(np.float64)


def leaned_on(c: Comparison) -> Floats:
    """Sum the idf of what only the sentence before holds, if this one leans on it."""
    return _leans(c) * ((c.holds_before & ~c.holds) @ c.weights)


def possible_answers(c: Comparison) -> Bools:
    """Return, by token, whether it is new and of the kind that was asked for."""
    if c.query.kind is Kind.NUMBER:
        return _has(c, Trait.NUMBER) & c.is_new
    if c.query.kind is Kind.TIME:
        # The word that opens a sentence has a capital anyway, and is rarely a verb.
        verb = _has(c, Trait.VERB_WITHOUT_CAPITAL) & ~c.capital & (c.position > 0)
        times: Bools = _has(c, Trait.YEAR | Trait.CALENDAR) & c.is_new & ~verb
        return times
    names: Bools = c.capital & c.is_new
    return names


def _likeness(found: Sequence[Similar], c: Comparison) -> tuple[Ints, Floats]:
    """Return the place of each token in a table, and the table.

    The table has a row for each of *found* and a column for each place: how similar
    the word is that stands there. Place 0 is for all that are not similar.
    """
    numbers = np.concatenate([similar.words for similar in found])
    place = np.zeros(len(c.collection.vocabulary.stem_of), np.int32)
    place[numbers] = np.arange(1, len(numbers) + 1)
    table = np.zeros((len(found), len(numbers) + 1))
    for row, similar in zip(table, found, strict=True):
        row[place[similar.words]] = similar.similarities
    of_tokens: Ints = place[c.words]
    return of_tokens, table


def _has(c: Comparison, traits: Trait) -> Bools:
    has: Bools = c.collection.vocabulary.traits[c.words] & np.uint8(traits) != 0
    return has


def _number_before(c: Comparison, thing: Bools, most: int) -> Floats:
    """Tell whether a new number stands at *most* so many tokens before a *thing*."""
    before_thing = np.zeros_like(thing)
    for distance in range(1, most + 1):
        same_row = c.row[distance:] == c.row[:-distance]
        before_thing[:-distance] |= thing[distance:] & same_row
    return c.any(_has(c, Trait.NUMBER) & c.is_new & before_thing).astype(np.float64)


def _leans(c: Comparison) -> Bools:
    leans = np.zeros(c.rows, np.bool_)
    some = c.lengths > 0
    leans[some] = _has(c, Trait.LEANING)[c.first_token[some]]
    return leans


def _distance(c: Comparison, tokens: Longs, places: Longs) -> Floats:
    """Return how far each token is from the nearest of *places* in its own sentence."""
    distance = np.full(len(tokens), np.inf)
    if not len(places):
        return distance
    after = np.searchsorted(places, tokens)
    for side in (after - 1, after):
        place = places[np.clip(side, 0, len(places) - 1)]
        near = c.row[place] == c.row[tokens]
        distance[near] = np.minimum(distance, np.abs(tokens - place))[near]
    return distance
