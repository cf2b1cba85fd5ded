"""Evidence that a sentence answers a question, a function for each piece.

Each takes a `Matches` and returns a number for each of its rows: the greater, the
more it speaks for the sentence (where its weight is positive). Numbers of one piece can
be compared within one question only.
"""

from collections.abc import Sequence

import numpy as np

from retrieval.analysis.word_traits import WordTrait
from retrieval.arrays import Bools, Floats, Ints, Longs
from retrieval.index.leaning import lean
from retrieval.index.similar_words import Similar
from retrieval.index.statistics import idf, saturated
from retrieval.query.answer_type import AnswerType

from .context_matches import NOT_ASKED
from .matches import Matches

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


def coverage(m: Matches) -> Floats:
    """Sum the idf of the question's stems in the sentence or in the one before it."""
    covered: Floats = (m.holds | m.holds_before) @ m.weights
    return covered


def headings(m: Matches) -> Floats:
    """Sum the idf of what only a heading, a lead-in or column heads hold."""
    only: Bools = m.in_near_context & ~(m.holds | m.holds_before)
    held: Floats = only @ m.weights
    return held


def similar_headings(m: Matches) -> Floats:
    """Sum the idf, times the likeness, of question words that a heading is like.

    Only words count that neither the sentence nor its headings hold.
    """
    content = {token.form: token.term for token in m.query.tokens if not token.stop}
    if not content:
        return np.zeros(m.rows)
    found = [m.similarity.similar(form) for form in content]
    place, similarities = _likeness(found, m.context.words, m)
    tokens = np.flatnonzero(place)
    shape = (len(content), len(m.paragraphs))
    likeness = np.zeros(shape)
    values, rows = similarities[:, place[tokens]], m.context.row[tokens]
    for row in range(len(content)):
        np.maximum.at(likeness[row], rows, values[row])
    columns = [m.query.terms.index(term) for term in content.values()]
    held = m.holds | m.holds_before | m.in_near_context | m.in_far_context
    likeness = likeness.T[m.paragraph_row] * ~held[:, columns]
    total: Floats = likeness @ m.weights[columns]
    return total


def question(m: Matches) -> Floats:
    """Whether the sentence asks: a question does not answer one."""
    return m.collection.asks[m.sentences].astype(np.float64)


def titles(m: Matches) -> Floats:
    """Sum the idf of what only the title, a higher heading or the file's name holds."""
    elsewhere = m.holds | m.holds_before | m.in_near_context
    only: Bools = m.in_far_context & ~elsewhere
    held: Floats = only @ m.weights
    return held


def section(m: Matches) -> Floats:
    """Return how nearly the question is the heading above, from 0 to 1."""
    likeness: Floats = m.context.likeness[m.paragraph_row]
    return likeness


def section_opening(m: Matches) -> Floats:
    """Return the same for the sentence that opens the section, else 0."""
    opens = m.context.opens_section[m.paragraph_row] & m.opens_paragraph
    return section(m) * opens


def exact_words(m: Matches) -> Floats:
    """Sum the idf, in the article's own sentences, of the words just as typed."""
    asked = m.query.words
    columns = np.full(len(m.collection.vocabulary.stem_of), NOT_ASKED, np.int32)
    columns[asked] = np.arange(len(asked))
    column = columns[m.words[m.asked]]
    exact = column != NOT_ASKED
    held = np.zeros((m.rows, len(asked)), np.bool_)
    held[m.row[m.asked[exact]], column[exact]] = True
    local_df = m.statistics.sentences_with_word.look_up(m.articles, asked)
    local_idf = idf(m.statistics.sentences_of[m.articles][:, None], local_df)
    total: Floats = (held * local_idf[m.article]).sum(axis=1)
    return total


def similar_words(m: Matches) -> Floats:
    """Sum the question words' idf times the likeness of the word most like each.

    What is alike shares runs of letters with it (`similarity`) or is a synonym.
    """
    content = {token.form: token.term for token in m.query.tokens if not token.stop}
    if not content:
        return np.zeros(m.rows)
    found = [m.similarity.similar(form) for form in content]
    place, similarities = _likeness(found, m.words, m)
    tokens = np.flatnonzero(place)
    likeness = m.greatest(similarities[:, place[tokens]], m.row[tokens])
    columns = [m.query.terms.index(term) for term in content.values()]
    of_synonyms = SYNONYM_LIKENESS * m.stands_in[:, columns]
    total: Floats = np.maximum(likeness.T, of_synonyms) @ m.weights[columns]
    return total


def synonyms(m: Matches) -> Floats:
    """Sum the idf of question words that only a synonym in the sentence stands for."""
    total: Floats = m.stands_in @ m.weights
    return total


def stem_pairs(m: Matches) -> Floats:
    """Sum the idf of the rarer stem of each pair that is side by side in both."""
    pairs = m.query.neighbours
    if not pairs:
        return np.zeros(m.rows)
    width = len(m.query.terms)
    wanted = np.full(width * width, NOT_ASKED, np.int32)
    for number, (first, second) in enumerate(pairs):
        wanted[first * width + second] = number
    left, right = m.asked[:-1], m.asked[1:]
    adjacent = (right == left + 1) & (m.row[left] == m.row[right])
    left, right = left[adjacent], right[adjacent]
    pair = wanted[m.column[left] * width + m.column[right]]
    found = pair != NOT_ASKED
    held = np.zeros((m.rows, len(pairs)), np.bool_)
    held[m.row[left[found]], pair[found]] = True
    weights = [max(m.weights[first], m.weights[second]) for first, second in pairs]
    held_weight: Floats = held @ np.array(weights)
    return held_weight


def paragraph(m: Matches) -> Floats:
    """Return the BM25 score of the paragraph (k1 0.9, b 0.5)."""
    width = len(m.query.terms)
    of_token = m.paragraph_row[m.row]
    cells = of_token[m.asked] * width + m.column[m.asked]
    tf = np.bincount(cells, minlength=len(m.paragraphs) * width)
    lengths = np.bincount(of_token, minlength=len(m.paragraphs))
    weight = saturated(
        tf.reshape(len(m.paragraphs), width),
        lengths[:, None],
        m.statistics.average_paragraph,
        k1=0.9,
        b=0.5,
    )
    return (weight @ m.weights)[m.paragraph_row]


def article(m: Matches) -> Floats:
    """Return the BM25 score of the article (k1 1.2, b 0.75)."""
    stems, stats = m.query.stems, m.statistics
    tf = stats.stems_in_articles.look_up(m.articles, stems)
    lengths = stats.tokens_of[m.articles][:, None]
    weight = saturated(tf, lengths, stats.average_article, k1=1.2, b=0.75)
    df = np.where(stems >= 0, stats.article_df[stems], 0)
    return (weight @ idf(stats.articles, df))[m.article]


def expected_answer(m: Matches) -> Floats:
    """Whether the sentence adds something of the kind that was asked for.

    A name counts half where nothing in particular was asked for.
    """
    if m.query.answer_type is AnswerType.REASON:
        return m.any(_has(m, WordTrait.CAUSE)).astype(np.float64)
    found = m.any(possible_answers(m)).astype(np.float64)
    return found * (0.5 if m.query.answer_type is AnswerType.OTHER else 1.0)


def new_year(m: Matches) -> Floats:
    """Whether the sentence adds a year to a question for a time."""
    if m.query.answer_type is not AnswerType.TIME:
        return np.zeros(m.rows)
    return m.any(_has(m, WordTrait.YEAR) & m.is_new).astype(np.float64)


def counted_thing(m: Matches) -> Floats:
    """Whether a new number stands before the thing that is to be counted."""
    if not m.query.counted:
        return np.zeros(m.rows)
    thing = np.isin(m.column, m.query.counted)
    return _number_before(m, thing, COUNTED_WITHIN)


def measured(m: Matches) -> Floats:
    """Whether a new number stands before a unit of what is to be measured."""
    if not len(m.query.units):
        return np.zeros(m.rows)
    return _number_before(m, np.isin(m.stems, m.query.units), UNIT_WITHIN)


def full_name(m: Matches) -> Floats:
    """Whether the sentence adds two capitals in a row, for a person asked for."""
    if m.query.answer_type is not AnswerType.PERSON:
        return np.zeros(m.rows)
    name = m.capital & m.is_new
    pair = np.zeros_like(name)
    pair[:-1] = name[:-1] & name[1:] & (m.row[:-1] == m.row[1:])
    return m.any(pair).astype(np.float64)


def near_answer(m: Matches) -> Floats:
    """Sum the question's idf around the possible answer with most of it around.

    A stem counts exp(-d / NEAR_TOKENS) at a distance of d tokens.
    """
    if m.query.answer_type in (AnswerType.OTHER, AnswerType.REASON):
        return np.zeros(m.rows)
    answers = np.flatnonzero(possible_answers(m))
    support = np.zeros(len(answers))
    for column in np.flatnonzero(m.query.is_content):
        places = m.asked[m.column[m.asked] == column]
        distance = _distance(m, answers, places)
        support += m.weights[column] * np.exp(-distance / NEAR_TOKENS)
    return m.greatest(support, m.row[answers])


def length(m: Matches) -> Floats:
    """Return the logarithm of the length: long sentences hold much by chance."""
    return np.log1p(np.minimum(m.lengths, LONG_TOKENS))


def opening(m: Matches) -> Floats:
    """Whether the sentence opens its paragraph, which it often sums up."""
    return m.opens_paragraph.astype(np.float64)


def early_words(m: Matches) -> Floats:
    """Return the share of the question's idf among the first words of the sentence."""
    early = m.asked[m.position[m.asked] < EARLY_TOKENS]
    share: Floats = m.table(early) @ m.content_weights
    return share / max(float(m.content_weights.sum()), 1e-9)


def leaning(m: Matches) -> Floats:
    """Whether the sentence opens with a pronoun, and so goes on with a subject."""
    return lean(m.sentences, m.collection).astype(np.float64)


def leaned_on(m: Matches) -> Floats:
    """Sum the idf of what only the sentence before holds, if this one leans on it."""
    before_only = (m.holds_before & ~m.holds) @ m.weights
    return lean(m.sentences, m.collection) * before_only


def possible_answers(m: Matches) -> Bools:
    """Return, by token, whether it is new and of the kind that was asked for."""
    if m.query.answer_type is AnswerType.NUMBER:
        return _has(m, WordTrait.NUMBER) & m.is_new
    if m.query.answer_type is AnswerType.TIME:
        # The word that opens a sentence has a capital anyway, and is rarely a verb.
        verb = _has(m, WordTrait.VERB_WITHOUT_CAPITAL) & ~m.capital & (m.position > 0)
        times: Bools = _has(m, WordTrait.YEAR | WordTrait.CALENDAR) & m.is_new & ~verb
        return times
    names: Bools = m.capital & m.is_new
    return names


def _likeness(found: Sequence[Similar], words: Ints, m: Matches) -> tuple[Ints, Floats]:
    """Return the place of each of *words* in a table, and the table.

    The table has a row for each of *found* and a column for each place: how similar
    the word is that stands there. Place 0 is for all that are not similar.
    """
    numbers = np.concatenate([similar.words for similar in found])
    place = np.zeros(len(m.collection.vocabulary.stem_of), np.int32)
    place[numbers] = np.arange(1, len(numbers) + 1)
    table = np.zeros((len(found), len(numbers) + 1))
    for row, similar in zip(table, found, strict=True):
        row[place[similar.words]] = similar.similarities
    of_tokens: Ints = place[words]
    return of_tokens, table


def _has(m: Matches, traits: WordTrait) -> Bools:
    has: Bools = m.collection.vocabulary.traits[m.words] & np.uint8(traits) != 0
    return has


def _number_before(m: Matches, thing: Bools, most: int) -> Floats:
    """Whether a new number stands at *most* so many tokens before a *thing*."""
    before_thing = np.zeros_like(thing)
    for distance in range(1, most + 1):
        same_row = m.row[distance:] == m.row[:-distance]
        before_thing[:-distance] |= thing[distance:] & same_row
    return m.any(_has(m, WordTrait.NUMBER) & m.is_new & before_thing).astype(np.float64)


def _distance(m: Matches, tokens: Longs, places: Longs) -> Floats:
    """Return how far each token is from the nearest of *places* in its own sentence."""
    distance = np.full(len(tokens), np.inf)
    if not len(places):
        return distance
    after = np.searchsorted(places, tokens)
    for side in (after - 1, after):
        place = places[np.clip(side, 0, len(places) - 1)]
        near = m.row[place] == m.row[tokens]
        distance[near] = np.minimum(distance, np.abs(tokens - place))[near]
    return distance
