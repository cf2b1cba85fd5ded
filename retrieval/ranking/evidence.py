"""Evidence that a sentence answers a question: one function per feature.

Each maps a `Matches` to one float per row, shape (rows,). "Whether" functions return 0
or 1. Values are comparable only between rows of the same question.
"""

import numpy as np

from retrieval.analysis.word_traits import WordTrait
from retrieval.arrays import Bools, Floats, Longs
from retrieval.index.statistics import idf, saturated
from retrieval.query.answer_type import AnswerType
from retrieval.query.definition import definitions
from retrieval.query.phrases import Phrase
from retrieval.query.query import NOT_ASKED
from retrieval.storage.string_table import positions

from .matches import Matches

EARLY_TOKENS = 6
"""The first words of a sentence mostly name its subject."""

SYNONYM_LIKENESS = 0.6
"""The similarity of a synonym to the typed word, from 0 to 1."""

LONG_TOKENS = 100
"""Lengths are capped at this many tokens."""

NEAR_TOKENS = 8.0
"""The distance at which a word's support for a possible answer falls to 1/e."""

COUNTED_WITHIN = 4
"""The maximum distance from a number to the thing it counts, in tokens."""

SUBJECT_TOKENS = 6
"""The name of what a sentence defines is among so many of its first tokens."""

VERB_WITHIN = 4
"""The maximum distance of the verb from that name: "X, also called Y, is a Z"."""

UNIT_WITHIN = 3
"""The maximum distance from a number to its unit: "90 billion US dollars"."""


def coverage(m: Matches) -> Floats:
    """Return the idf sum of the question's stems in this or the previous sentence."""
    covered: Floats = (m.holds | m.holds_before) @ m.weights
    return covered


def headings(m: Matches) -> Floats:
    """Return the idf sum of stems that only a heading, lead-in or column heads have."""
    only: Bools = m.in_near_context & ~(m.holds | m.holds_before)
    held: Floats = only @ m.weights
    return held


def similar_headings(m: Matches) -> Floats:
    """Return the sum of idf x similarity of the most similar word of the headings.

    Words that the sentence or its headings have themselves do not count.
    """
    columns = m.content_columns
    context = m.context
    likeness = m.likeness(context.words, context.row, len(m.paragraphs))
    held = m.holds | m.holds_before | m.in_near_context | m.in_far_context
    likeness = likeness.T[m.paragraph_row] * ~held[:, columns]
    total: Floats = likeness @ m.weights[columns]
    return total


def question(m: Matches) -> Floats:
    """Return 1 for a sentence that asks, because a question does not answer one."""
    return m.collection.asks[m.sentences].astype(np.float64)


def titles(m: Matches) -> Floats:
    """Return the idf sum of stems that only title, higher heading or file name have."""
    elsewhere = m.holds | m.holds_before | m.in_near_context
    only: Bools = m.in_far_context & ~elsewhere
    held: Floats = only @ m.weights
    return held


def section(m: Matches) -> Floats:
    """Return how much of each other question and heading hold, from 0 to 1."""
    likeness: Floats = m.context.likeness[m.paragraph_row]
    return likeness


def section_opening(m: Matches) -> Floats:
    """Return `section` for the first sentence below a heading, else 0."""
    opens = m.context.opens_section[m.paragraph_row] & m.opens_paragraph
    return section(m) * opens


def title_opening(m: Matches) -> Floats:
    """Return how nearly an article's title is what is to be defined, from 0 to 1.

    0 for all but the first sentence of an article, and if the title lacks a word.
    """
    if not m.query.defined:
        return np.zeros(m.rows)
    columns = list(m.query.defined)
    starts = m.collection.article_starts[m.collection.article_of[m.sentences]]
    named = (m.in_near_context | m.in_far_context)[:, columns].all(axis=1)
    opens = named & (m.sentences == starts)
    nearly: Floats = m.context.naming[m.paragraph_row] * opens
    return nearly


def definition(m: Matches) -> Floats:
    """Whether the sentence says what is to be defined: "X is a", "X means"."""
    if not m.query.defined:
        return np.zeros(m.rows)
    columns = list(m.query.defined)
    early: Longs = m.asked[m.position[m.asked] < SUBJECT_TOKENS]
    subject = early[np.isin(m.column[early], columns)]
    named = np.asarray(m.table(subject)[:, columns].all(axis=1))
    after = _after(subject[named[m.row[subject]]], m)
    return m.any(after[_defining(after, m)]).astype(np.float64)


def exact_words(m: Matches) -> Floats:
    """Return the idf sum of the words that match as typed, not only by stem.

    The idf counts the sentences of the row's article.
    """
    asked = m.query.words
    column, exact = positions(asked, m.words[m.asked])
    held = np.zeros((m.rows, len(asked)), np.bool_)
    held[m.row[m.asked[exact]], column] = True
    local_df = m.statistics.sentences_with_word.look_up(m.articles, asked)
    local_idf = idf(m.statistics.sentences_of[m.articles][:, None], local_df)
    total: Floats = (held * local_idf[m.article]).sum(axis=1)
    return total


def similar_words(m: Matches) -> Floats:
    """Return the sum over content words of idf x similarity of the most similar token.

    Similar tokens share letter 4-grams with the word, see `WordSimilarity`, or are
    synonyms.
    """
    columns = m.content_columns
    likeness = m.likeness(m.words, m.row, m.rows).T
    if m.query.synonyms:
        of_synonyms = SYNONYM_LIKENESS * m.stands_in[:, columns]
        likeness = np.maximum(likeness, of_synonyms)
    total: Floats = likeness @ m.weights[columns]
    return total


def synonyms(m: Matches) -> Floats:
    """Return the idf sum of the stems that are present only as a synonym."""
    total: Floats = m.stands_in @ m.weights
    return total


def stem_pairs(m: Matches) -> Floats:
    """Return the sum, over bigrams shared with the question, of the higher idf."""
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


def phrases(m: Matches) -> Floats:
    """Return how many phrases of the question the sentence has, word for word."""
    total = np.zeros(m.rows)
    for phrase in m.query.phrases:
        total += has_phrase(phrase, m)
    return total


def has_phrase(phrase: Phrase, m: Matches) -> Bools:
    """Return whether each row has the words of *phrase* side by side."""
    found = np.isin(m.words, [*phrase[0]])
    for distance, words in enumerate(phrase[1:], 1):
        follows = np.zeros_like(found)
        follows[:-distance] = np.isin(m.words[distance:], [*words])
        follows[:-distance] &= m.row[distance:] == m.row[:-distance]
        found &= follows
    return m.any(found)


def joined_words(m: Matches) -> Floats:
    """Return the idf sum of neighbours that stand here, also as one: "healthcare"."""
    total = np.zeros(m.rows)
    for first, second, stem in m.query.joined:
        stand = m.any(m.stems == stem) | (m.holds[:, first] & m.holds[:, second])
        total += stand * (m.weights[first] + m.weights[second])
    return total


def denial(m: Matches) -> Floats:
    """Whether both the question and the sentence deny something."""
    if not m.query.denies:
        return np.zeros(m.rows)
    return m.any(_has(m, WordTrait.DENIAL)).astype(np.float64)


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
        # 0 if all words are in titles and file names.
        max(m.statistics.average_paragraph, 1.0),
        k1=0.9,
        b=0.5,
    )
    return (weight @ m.weights)[m.paragraph_row]


def article(m: Matches) -> Floats:
    """Return the BM25 score of the article (k1 1.2, b 0.75)."""
    stems, stats = m.query.stems, m.statistics
    tf = stats.stems_in_articles.look_up(m.articles, stems)
    lengths = stats.tokens_of[m.articles][:, None]
    average = max(stats.average_article, 1.0)
    weight = saturated(tf, lengths, average, k1=1.2, b=0.75)
    df = np.where(stems >= 0, stats.article_df[stems], 0)
    return (weight @ idf(stats.articles, df))[m.article]


def expected_answer(m: Matches) -> Floats:
    """Whether the sentence has a possible answer; 0.5 for a name if any may answer."""
    if m.query.answer_type is AnswerType.REASON:
        return m.any(_has(m, WordTrait.CAUSE)).astype(np.float64)
    found = m.any(possible_answers(m)).astype(np.float64)
    return found * (0.5 if m.query.answer_type is AnswerType.OTHER else 1.0)


def new_year(m: Matches) -> Floats:
    """Whether the question asks for a time and the sentence has a new year."""
    if m.query.answer_type is not AnswerType.TIME:
        return np.zeros(m.rows)
    return m.any(_has(m, WordTrait.YEAR) & m.is_new).astype(np.float64)


def counted_thing(m: Matches) -> Floats:
    """Whether a new number precedes the thing that the question counts."""
    if not m.query.counted:
        return np.zeros(m.rows)
    thing = np.isin(m.column, m.query.counted)
    return _number_before(m, thing, COUNTED_WITHIN)


def measured(m: Matches) -> Floats:
    """Whether a new number precedes a unit of the measure asked for."""
    if not len(m.query.units):
        return np.zeros(m.rows)
    return _number_before(m, np.isin(m.stems, m.query.units), UNIT_WITHIN)


def full_name(m: Matches) -> Floats:
    """Whether a person is asked for and two new capitalised words are adjacent."""
    if m.query.answer_type is not AnswerType.PERSON:
        return np.zeros(m.rows)
    name = m.capital & m.is_new
    pair = np.zeros_like(name)
    pair[:-1] = name[:-1] & name[1:] & (m.row[:-1] == m.row[1:])
    return m.any(pair).astype(np.float64)


def near_answer(m: Matches) -> Floats:
    """Return the support of the best supported possible answer; 0 without one.

    Support is the sum over the question's content stems of idf * exp(-d / NEAR_TOKENS),
    where d is the distance, in tokens, of the nearest occurrence in the sentence.
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
    """Return ln(1 + tokens): long sentences match more by chance."""
    return np.log1p(np.minimum(m.lengths, LONG_TOKENS))


def opening(m: Matches) -> Floats:
    """Whether the sentence opens its paragraph, often as a summary."""
    return m.opens_paragraph.astype(np.float64)


def early_words(m: Matches) -> Floats:
    """Return the share of the question's idf in the first EARLY_TOKENS tokens."""
    early = m.asked[m.position[m.asked] < EARLY_TOKENS]
    share: Floats = m.table(early) @ m.content_weights
    return share / max(float(m.content_weights.sum()), 1e-9)


def leaning(m: Matches) -> Floats:
    """Whether the sentence opens with a back-reference, such as a pronoun."""
    return m.leans.astype(np.float64)


def leaned_on(m: Matches) -> Floats:
    """Return the idf sum of stems only in the previous sentence; 0 if not leaning."""
    before_only = (m.holds_before & ~m.holds) @ m.weights
    return m.leans * before_only


def meaning(m: Matches) -> Floats:
    """Return how much nearer to the question the sentence is than others, by cosine."""
    return m.nearer


def meaning_around(m: Matches) -> Floats:
    """Return the greatest `meaning` of the sentences of the paragraph."""
    starts = np.flatnonzero(m.opens_paragraph)
    around: Floats = np.maximum.reduceat(m.nearer, starts)[m.paragraph_row]
    return around


def meaning_of_section(m: Matches) -> Floats:
    """Return the greatest `meaning` of the candidates under the same headings."""
    _, context = np.unique(m.context.numbers[m.paragraph_row], return_inverse=True)
    greatest = np.full(context.max(initial=0) + 1, -np.inf)
    np.maximum.at(greatest, context, m.nearer)
    of_section: Floats = greatest[context]
    return of_section


def possible_answers(m: Matches) -> Bools:
    """Return, by token, whether it is new and of the answer type asked for."""
    if m.query.answer_type is AnswerType.NUMBER:
        return _has(m, WordTrait.NUMBER) & m.is_new
    if m.query.answer_type is AnswerType.TIME:
        # The first word is capitalised anyway, and rarely a verb.
        verb = _has(m, WordTrait.VERB_WITHOUT_CAPITAL) & ~m.capital & (m.position > 0)
        times: Bools = _has(m, WordTrait.YEAR | WordTrait.CALENDAR) & m.is_new & ~verb
        return times
    names: Bools = m.capital & m.is_new
    return names


def _has(m: Matches, traits: WordTrait) -> Bools:
    has: Bools = m.collection.vocabulary.traits[m.words] & np.uint8(traits) != 0
    return has


def _defining(tokens: Longs, m: Matches) -> Bools:
    """Return whether each of *tokens* is the verb of a definition."""
    found = np.zeros(len(tokens), np.bool_)
    following = m.words[np.minimum(tokens + 1, len(m.words) - 1)]
    for language in m.collection.languages:
        words = definitions(language)
        verb, article, sense = map(
            m.collection.vocabulary.numbers, (words.verb, words.article, words.sense)
        )
        is_verb = np.isin(m.words[tokens], verb)
        if words.article:
            is_verb &= np.isin(following, article)
        found |= is_verb | np.isin(m.words[tokens], sense)
    return found


def _after(subject: Longs, m: Matches) -> Longs:
    """Return the tokens that follow the last of *subject* in its sentence closely."""
    is_last = np.diff(m.row[subject], append=m.rows) != 0
    last = subject[is_last]
    after = (last[:, None] + np.arange(1, VERB_WITHIN + 1)).ravel()
    row = np.repeat(m.row[last], VERB_WITHIN)
    exists = after < len(m.words)
    after, row = after[exists], row[exists]
    closely: Longs = after[m.row[after] == row]
    return closely


def _number_before(m: Matches, thing: Bools, most: int) -> Floats:
    """Return whether a new number precedes a *thing* by at *most* so many tokens."""
    before_thing = np.zeros_like(thing)
    for distance in range(1, most + 1):
        same_row = m.row[distance:] == m.row[:-distance]
        before_thing[:-distance] |= thing[distance:] & same_row
    return m.any(_has(m, WordTrait.NUMBER) & m.is_new & before_thing).astype(np.float64)


def _distance(m: Matches, tokens: Longs, places: Longs) -> Floats:
    """Return the distance of each token to the nearest of *places* in its sentence.

    In tokens; inf if the sentence has none of *places*. Both inputs are ascending.
    """
    distance = np.full(len(tokens), np.inf)
    if not len(places):
        return distance
    after = np.searchsorted(places, tokens)
    for side in (after - 1, after):
        place = places[np.clip(side, 0, len(places) - 1)]
        near = m.row[place] == m.row[tokens]
        distance[near] = np.minimum(distance, np.abs(tokens - place))[near]
    return distance
