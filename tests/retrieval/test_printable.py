import json
import logging
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import read_articles
from retrieval.printable import escaped, printable, printable_lines

UNSAFE = [
    *map(chr, (*range(9), *range(10, 32), *range(127, 160))),
    *map(chr, (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    "\ud800",
    "\udfff",
]
hostile = st.lists(st.sampled_from(UNSAFE) | st.text(max_size=3)).map("".join)


@pytest.mark.parametrize("character", UNSAFE, ids=ascii)
def test_what_is_not_safe_to_show_is_replaced(character: str) -> None:
    assert printable(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize(
    "text", ["a\tb", "größer", "مرحبا", "👨\u200d👩\u200d👧", "\ufeffa"]
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert printable(text) == printable_lines(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb\r\nc", "a\nb\r\nc"), ("a\rb", "a\ufffdb"), ("a\u2028b\x0cc", "a�b�c")],
)
def test_lines_stay_lines(text: str, shown: str) -> None:
    assert printable_lines(text) == shown


@given(hostile)
def test_a_printable_text_has_one_line_and_the_offsets_of_the_text(text: str) -> None:
    shown = printable(text)

    assert len(shown) == len(text) == len(printable_lines(text))
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(c) for c in shown if c != "\t"} & {"Cc", "Cs"}


@given(hostile)
def test_escaped_json_is_printable_and_says_the_same(text: str) -> None:
    document = escaped(json.dumps({text: [text]}, ensure_ascii=False))

    assert json.loads(document) == {text: [text]}
    assert printable(document) == document


def test_a_file_name_cannot_forge_a_line_of_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.joinpath("a\n2026 CRITICAL forged\x1b[2J.txt").write_bytes(b"")

    with caplog.at_level(logging.WARNING):
        assert read_articles(tmp_path) == []

    [message] = caplog.messages
    assert message == "Left out a�2026 CRITICAL forged�[2J.txt: it is empty"
