"""A long message -> the part of it that asks."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from retrieval.analysis.language_analyzer import Token

# A question of fewer content words may need what stands around it: "Where is it?"
_ENOUGH = 3
_ASKS = "?\u037e\u061f\uff1f"
# A stop inside a number or an abbreviation ends no sentence.
_INNER_STOP = r"(?<![^\W\d_]{3})\.|\.(?!\s)"
_SENTENCE = re.compile(rf"(?:[^.!\n{_ASKS}]|{_INNER_STOP})*+[.!\n{_ASKS}]?")


def asked(question: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the *tokens* in the sentences of *question* with a question mark.

    Returns all of them if no sentence has one, or if those have few content words.
    """
    sentences = list(_SENTENCE.finditer(question))
    starts = [sentence.start() for sentence in sentences]
    asks = [sentence.group().endswith(tuple(_ASKS)) for sentence in sentences]
    inside = [token for token in tokens if asks[bisect_right(starts, token.start) - 1]]
    content = {token.form for token in inside if not token.stop}
    return inside if len(content) >= _ENOUGH else list(tokens)
