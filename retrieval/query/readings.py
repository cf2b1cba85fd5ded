"""Tokens of a question that are read in several ways -> the readings that matter."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from retrieval.analysis.language_analyzer import Token
from retrieval.analysis.normalization import fold

_Place = tuple[int, int]


def known_readings(
    question: str, tokens: Sequence[Token], is_known: Callable[[Token], bool]
) -> list[Token]:
    """Return *tokens* without readings that no article has, if it has another.

    "RTX4090" is read as a whole and in parts, a date in each language with another name
    of the month. A whole is kept unless all its parts are known, and a part unless it
    is unknown and has a whole or another name.
    """
    by_place: dict[_Place, list[Token]] = defaultdict(list)
    for token in tokens:
        by_place[token.start, token.end].append(token)
    kept: set[Token] = set()
    for (start, end), readings in by_place.items():
        if len({token.form for token in readings}) == 1:
            kept.update(readings)
        else:
            kept.update(_kept(fold(question[start:end]), readings, is_known))
    return [token for token in tokens if token in kept]


def _kept(
    whole: str, readings: Sequence[Token], is_known: Callable[[Token], bool]
) -> list[Token]:
    known = {token.form for token in readings if token.stop or is_known(token)}
    forms = {token.form for token in readings}
    parts = forms - {whole}
    if whole in forms:
        dropped = {whole} if whole not in known and parts <= known else parts - known
    else:
        names = {form for form in forms if form.isalpha()}
        dropped = names - known if names & known else set()
    return [token for token in readings if token.form not in dropped]
