import codecs
import csv
import io
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval import Article, Retriever
from retrieval.articles import article_of
from retrieval.errors import Unreadable
from retrieval.readers.csv import read_csv, rows_of
from retrieval.readers.document import BlockKind
from tests.documents import blocks_of
from tests.effort import LINEAR, growth

HEADS, ROW = BlockKind.COLUMN_HEADS, BlockKind.ROW
MEMBERS = "Name;Role;Room\nAnna;trainer;12\nBert;cook;cellar 3\n"
PRICES = """Price list;;
As of January;;
;;
Article;Price;Unit
Fruit
Apples;1,99;kg
Pears;2,99;kg;ripe
Soup;3,49
"""


def saved(rows: list[list[str]], separator: str, line_end: str = "\r\n") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=line_end).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_row_is_a_line_below_the_names_of_its_columns(
    separator: str, line_end: str
) -> None:
    text = MEMBERS.replace(";", separator).replace("\n", line_end)

    document = read_csv(text.encode())

    assert blocks_of(document) == [
        (HEADS, "Name | Role | Room"),
        (ROW, "Anna | trainer | 12"),
        (ROW, "Bert | cook | cellar 3"),
    ]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ('"Anna; Bert";"the ""old""\nhall"', 'Anna; Bert | the "old" hall'),
        ('5" pipe;the "old" hall', '5" pipe | the "old" hall'),
        ('Anna; "old; hall"', "Anna | old; hall"),
        ("Anna; hall;;;", "Anna | hall"),
        ("Anna;;", "Anna |"),
        (";hall", "| hall"),
        ("Anna|Bert;hall", "Anna|Bert | hall"),
    ],
)
def test_a_row_is_shown_as_readers_of_the_table_see_it(row: str, line: str) -> None:
    [_, shown] = blocks_of(read_csv(f"Name;Room\n{row}\n".encode()))

    assert shown == (ROW, line)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1251"])
def test_a_table_may_be_in_any_encoding_of_plain_text(encoding: str) -> None:
    text = "Имя;Комната\nАнна Петрова;зал 1\nБорис Иванов;зал 2\n"

    assert blocks_of(read_csv(text.encode(encoding)))[:2] == [
        (HEADS, "Имя | Комната"),
        (ROW, "Анна Петрова | зал 1"),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t", "#"])
def test_the_separator_is_what_a_first_line_for_excel_says(separator: str) -> None:
    other = "," if separator == ";" else ";"
    data = f"sep={separator}\r\nA{other}1{separator}B\r\nC{other}2{separator}D\r\n"

    document = read_csv(codecs.BOM_UTF8 + data.encode())

    assert document.text == f"A{other}1 | B\nC{other}2 | D"
    assert [place.number for place in document.lines] == [2, 3]


def test_a_first_line_for_excel_may_be_quoted() -> None:
    assert read_csv(b'"sep=;"\nA,1;B\nC,2;D\n').text == "A,1 | B\nC,2 | D"


@pytest.mark.parametrize(
    ("rows", "separator"),
    [
        ("Apples;1,99\nPears;2,99\n", ";"),
        ("Apples,1.99\nPears,2.99; 3.99\n", ","),
        ("Bonn, Rome\t2\nOslo, Nice\t3\n", "\t"),
    ],
)
def test_the_separator_is_what_makes_rows_of_one_width(
    rows: str, separator: str
) -> None:
    shown = rows.replace(separator, " | ").rstrip("\n")

    assert read_csv(rows.encode()).text == shown


def test_a_file_of_one_column_is_a_list() -> None:
    document = read_csv(b'Bees hum.\nThey dance, too; at noon.\n"A ""word"""\n')

    assert blocks_of(document) == [
        (ROW, "Bees hum."),
        (ROW, "They dance, too; at noon."),
        (ROW, 'A "word"'),
    ]


def test_a_list_of_sentences_with_commas_has_one_column() -> None:
    text = "Dogs, cats and birds stay outside.\nBring soap, towels and shoes.\n"

    assert read_csv(text.encode()).text == text.rstrip("\n")


def test_a_character_that_no_one_types_separates_no_cells() -> None:
    assert read_csv(b"Bees\x1fhum\nBirds\x1fsing\n").text.count("\x1f") == 2


@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_first_row_of_words_above_words_is_quoted_as_a_row(separator: str) -> None:
    rows = "Hund,dog\nKatze,cat\nMaus,mouse\nPferd,horse\n".replace(",", separator)
    retriever = Retriever([article_of(rows.encode(), "words.csv")])

    [excerpt] = retriever.answer("What is Hund?").excerpts

    assert excerpt.text == "Hund | dog"


def test_what_stands_alone_above_a_table_is_its_title_and_text() -> None:
    document = read_csv(PRICES.encode())

    assert document.title == "Price list"
    assert blocks_of(document)[:4] == [
        (BlockKind.HEADING, "Price list"),
        (BlockKind.PARAGRAPH, "As of January"),
        (HEADS, "Article | Price | Unit"),
        (ROW, "Fruit |"),
    ]


@pytest.mark.parametrize(
    ("question", "row", "line"),
    [
        ("What do apples cost?", "Apples | 1,99 | kg", 6),
        ("What do pears cost?", "Pears | 2,99 | kg | ripe", 7),
        ("What does soup cost?", "Soup | 3,49", 8),
    ],
)
def test_a_row_of_any_width_is_quoted_below_its_column_heads(
    question: str, row: str, line: int
) -> None:
    article = article_of(PRICES.encode(), "prices.csv")

    [excerpt, *_] = Retriever([article]).answer(question).excerpts

    assert (excerpt.text, excerpt.heads) == (row, "Article | Price | Unit")
    assert article.line_of(excerpt.start) == line


def test_a_row_of_sentences_is_quoted_as_a_whole() -> None:
    data = b'Ask,Answer\nWhen?,"At nine. Not on Sunday."\nWhere?,"Below. Turn left."\n'
    article = article_of(data, "faq.tsv")

    [excerpt] = Retriever([article]).answer("What is on Sunday?").excerpts

    assert excerpt.text == "When? | At nine. Not on Sunday."


@pytest.mark.parametrize("below", ['"Bert; B.";cook', '"Bert" B.;cook', "Bert;cook"])
def test_a_quote_without_an_end_is_a_character_of_its_row_and_warned_of(
    below: str,
) -> None:
    rows = "\n".join(['"Anna;trainer', *[below] * 9])

    document = read_csv(f"sep=;\nName;Role\n{rows}".encode())

    assert document.warnings == ("line 3: a quoted value has no end",)
    assert blocks_of(document) == [
        (ROW, "Name | Role"),
        (ROW, '"Anna | trainer'),
        *[(ROW, below.replace('"', "").replace(";cook", " | cook"))] * 9,
    ]


def test_a_quoted_value_may_be_of_any_length() -> None:
    long = "cook, " * 50_000 + "cook"

    document = read_csv(f'Name,Role\nAnna,"{long}"\n"Bert",cook\n'.encode())

    assert document.text == f"Name | Role\nAnna | {long}\nBert | cook"
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf\r\n", "it is empty"),
        (b"sep=;\r\n", "it is empty"),
        (b";;\n-;-;-\n", "it is empty"),
        (b"Bees;hum\n" * 9 + b"a\0;b\n", "it is a binary file"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_csv(data)


cells = st.text(st.sampled_from('ab1 ",;\t|\n=') | st.characters(codec="utf-8"))
tables = st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=9)


@given(tables, st.sampled_from(";,\t"))
@example([["sep=x"]], ";")
@example([["a", '"'], ["b", "c"]], ",")
def test_no_word_of_a_cell_is_lost(rows: list[list[str]], separator: str) -> None:
    text = f"sep={separator}\n{saved(rows, separator)}".replace("\0", "")
    values = [cell for row in rows for cell in row]
    if not any(map(str.isalnum, "".join(values))):
        return

    shown = read_csv(text.encode()).text

    assert letters(shown) == letters("".join(values))


@given(st.text(st.sampled_from('a1 ",;\t|\n\r='), max_size=99))
def test_every_row_is_a_span_of_the_text_and_on_one_line(text: str) -> None:
    if not any(map(str.isalnum, text)):
        return
    document = read_csv(text.encode())
    article = Article("a.csv", document.text, blocks=document.blocks)

    lines = document.text.split("\n")
    assert [text for _, text in blocks_of(document)] == [*filter(None, lines)]
    assert all(
        e.text in document.text for e in Retriever([article]).answer("a").excerpts
    )


@pytest.mark.parametrize(
    "unit", [";", '"', '"\n', 'a"b;"c\n', 'a";"\n', '"a;b\n', "a,b\n", "a"]
)
def test_hostile_tables_take_linear_time(unit: str) -> None:
    def task(size: int) -> None:
        read_csv(b"sep=;\na;b\n" + unit.encode() * size)

    assert growth(task) < LINEAR


def test_rows_without_an_end_are_not_all_read_again_and_again() -> None:
    class Lines(list[str]):
        read = 0

        def __getitem__(self, place: Any) -> Any:
            self.read += 1
            return super().__getitem__(place)

    lines = Lines(['a";"\n'] * 1000)

    assert sum(row.is_literal for row in rows_of(lines, ";")) == 1000
    assert lines.read < 10 * len(lines)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
