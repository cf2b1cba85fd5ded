"""A long message -> the part of it that asks."""

import re
from collections.abc import Sequence

from retrieval.analysis.language_analyzer import Token

# A question of fewer content words may need what stands around it: "Where is it?"
_ENOUGH = 3
_ASKS = "?\u037e\u061f\uff1f"
# A stop inside a number or an abbreviation ends no sentence.
_SENTENCE = re.compile(rf"(?:[^.!\n{_ASKS}]|\.(?!\s))*+[.!\n{_ASKS}]?")


def asked(question: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the *tokens* in the sentences of *question* with a question mark.

    Returns all of them if no sentence has one, or if those have few content words.
    """
    sentences = (match.span() for match in _SENTENCE.finditer(question))
    spans = [
        span for span in sentences if question[slice(*span)].endswith(tuple(_ASKS))
    ]
    inside = [
        token
        for token in tokens
        if any(start <= token.start < end for start, end in spans)
    ]
    content = {token.form for token in inside if not token.stop}
    return inside if len(content) >= _ENOUGH else list(tokens)
