"""Which candidate sentences meet the demands of a question's operators."""

import numpy as np

from retrieval.arrays import Bools
from retrieval.query.operators import Demand, Operator

from .evidence import has_phrase
from .matches import Matches


def meeting_demands(matches: Matches) -> tuple[Bools, tuple[str, ...]]:
    """Return whether each row meets the demands, and the operators that left nothing.

    An operator that leaves no row is passed over, and returned as it was typed.
    """
    met = np.ones(matches.rows, np.bool_)
    unused = []
    for operator in matches.query.operators:
        still = met & _meets(operator, matches)
        if still.any():
            met = still
        else:
            unused.append(operator.typed)
    return met, tuple(unused)


def _meets(operator: Operator, matches: Matches) -> Bools:
    match operator.demand:
        case Demand.PHRASE:
            return has_phrase(operator.phrase, matches)
        case Demand.WITHOUT:
            return ~matches.any(np.isin(matches.stems, operator.numbers))
        case Demand.WITHIN:
            articles = matches.collection.article_of[matches.sentences]
            within: Bools = np.isin(articles, operator.numbers)
            return within
