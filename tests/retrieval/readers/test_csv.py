import codecs
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval import Article, Retriever
from retrieval.articles import article_of
from retrieval.errors import Unreadable
from retrieval.readers.csv import read_csv
from retrieval.readers.document import BlockKind
from tests.documents import blocks_of
from tests.effort import LINEAR, growth

HEADS, ROW = BlockKind.COLUMN_HEADS, BlockKind.ROW
MEMBERS = "Name;Role;Room\nAnna;trainer;hall\nBert;cook;cellar\n"
PRICES = """Price list;;
As of January;;
;;
Article;Price;Unit
Fruit;;
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
        (ROW, "Anna | trainer | hall"),
        (ROW, "Bert | cook | cellar"),
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
    text = "Имя;Комната\nАнна Петрова;Большой зал\nБорис Иванов;Малый зал\n"

    assert blocks_of(read_csv(text.encode(encoding)))[:2] == [
        (HEADS, "Имя | Комната"),
        (ROW, "Анна Петрова | Большой зал"),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t", "#"])
def test_the_separator_is_what_a_first_line_for_excel_says(separator: str) -> None:
    other = "," if separator == ";" else ";"
    data = f"sep={separator}\r\nA{other}1{separator}B\r\nC{other}2{separator}D\r\n"

    document = read_csv(codecs.BOM_UTF8 + data.encode())

    assert document.text == f"A{other}1 | B\nC{other}2 | D"
    assert [place.number for place in document.lines] == [2, 3]


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


@pytest.mark.parametrize(
    "below", ["\n".join(["Bert;cook"] * 9), f"Bert;{'cook ' * 50_000}"]
)
def test_a_quote_without_an_end_is_a_character_and_warned_of(below: str) -> None:
    document = read_csv(f'Name;Role\n"Anna;trainer\n{below}'.encode())

    assert document.warnings == ("line 2: a quoted value has no end",)
    assert blocks_of(document)[:2] == [
        (HEADS, "Name | Role"),
        (ROW, '"Anna | trainer'),
    ]
    assert len(document.blocks) == 3 + below.count("\n")


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


@pytest.mark.parametrize("unit", [";", '"', '"\n', 'a"b;"c\n', '"a;b\n', "a,b\n", "a"])
def test_hostile_tables_take_linear_time(unit: str) -> None:
    def task(size: int) -> None:
        read_csv(b"sep=;\na;b\n" + unit.encode() * size)

    assert growth(task) < LINEAR


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
