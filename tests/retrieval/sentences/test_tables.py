"""Lines of values between separators, as spreadsheets and people write them."""

import pytest

from retrieval import Article, Retriever, split_sentences
from retrieval.sentences.blocks import blocks
from retrieval.sentences.kinds import Kind
from retrieval.sentences.tables import cells_of
from retrieval.sentences.titles import title_of

MEMBERS = """Name;Phone;Room
Anna Schmidt;555-1234;12
Bert Maier;555-2345;14
Carla Weber;555-3456;3
David Braun;555-9999;7
"""


def heads(text: str) -> list[str]:
    return [
        text[block.start : block.end]
        for block in blocks(text)
        if block.kind is Kind.COLUMN_HEADS
    ]


@pytest.mark.parametrize("separator", [";", ",", ", "])
def test_a_row_is_quoted_alone_below_its_column_heads(separator: str) -> None:
    text = MEMBERS.replace(";", separator)
    retriever = Retriever([Article("members.txt", text)])

    [excerpt] = retriever.answer("What is the phone of Carla Weber?").excerpts

    assert excerpt.text == f"Carla Weber{separator}555-3456{separator}3"
    assert excerpt.heads == f"Name{separator}Phone{separator}Room"


@pytest.mark.parametrize("separator", [";", ",", ", "])
def test_a_table_in_a_text_ends_where_its_rows_do(separator: str) -> None:
    table = MEMBERS.replace(";", separator)
    text = (
        f"The club\n\nThe office is open.\n\n{table}\nDogs, cats, and birds stay out."
    )
    retriever = Retriever([Article("club.txt", text)])

    [excerpt] = retriever.answer("Which birds and dogs stay out?").excerpts

    assert len(heads(text)) == 1
    assert excerpt.text == "Dogs, cats, and birds stay out."
    assert excerpt.heads is None


@pytest.mark.parametrize("separator", [";", ",", "\t", "   "])
@pytest.mark.parametrize("above", ["", "The club\n\n"])
def test_the_first_row_has_column_heads_if_figures_or_years_stand_below_them(
    above: str, separator: str
) -> None:
    text = """Town;Area;2024
Bonn;141 km²;332.000
Oslo;480 km²;unknown
Rome;unknown;2.748.000
Nice;72 km²;unknown
""".replace(";", separator)

    assert heads(above + text) == [text.partition("\n")[0]]
    assert heads(above + text.replace("Town", "Nice")) == []


@pytest.mark.parametrize("separator", [";", ",", "\t", "   "])
def test_a_table_of_words_has_no_column_heads(separator: str) -> None:
    text = """Anna;Ben;Cleo
Dora;Emil;Fritz
Gina;Hans;Ida
Jan;Kurt;Lea
""".replace(";", separator)
    retriever = Retriever([Article("names.txt", text)])

    [excerpt] = retriever.answer("Where is Ben?").excerpts

    assert heads(text) == []
    assert excerpt.text == text.partition("\n")[0]


@pytest.mark.parametrize("row", ["| Fruit | | |", "Fruit | |", "| Fruit", "Fruit |"])
def test_a_row_of_one_value_does_not_end_a_table(row: str) -> None:
    text = f"| Item | Price |\n|---|---|\n{row}\n| Apples | 1.99 |\n"
    retriever = Retriever([Article("prices.txt", text)])

    [excerpt] = retriever.answer("What do apples cost?").excerpts

    assert excerpt.heads == "| Item | Price |"


def test_rows_without_heads_stand_alone() -> None:
    rows = MEMBERS.partition("\n")[2]

    assert heads(rows) == []
    assert len(blocks(rows)) == 4


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Screws, 20 mm;4,99;Shelf 3", ["Screws, 20 mm", "4,99", "Shelf 3"]),
        ('"Students, trainees",3.50,30.00', ["Students, trainees", "3.50", "30.00"]),
        ("Name;Phone", ["Name", "Phone"]),
        ("Weber;;3", ["Weber", "", "3"]),
        ("It waned;;", ["It waned;;"]),
        ("red,green", ["red,green"]),
        ("It cost 1,000,000", ["It cost 1,000,000"]),
        ("She came,saw,won.", ["She came,saw,won."]),
        ("Marks &amp;Spencer", ["Marks &amp;Spencer"]),
        ("Parks, lakes, and hills", ["Parks, lakes, and hills"]),
        ("Rain; snow; hail", ["Rain; snow; hail"]),
        ('He said "no", and "yes", too', ['He said "no", and "yes", too']),
        (f"{'a,' * 300}b", [f"{'a,' * 300}b"]),
        ("a,b\n,c", ["a,b\n,c"]),
    ],
)
def test_values_are_told_from_sentences(line: str, cells: list[str]) -> None:
    assert cells_of(line) == cells


def test_lines_with_commas_are_no_table_unless_a_column_has_figures() -> None:
    lines = """The city has parks, lakes, and hills
Trees, flowers, and 300 birds live in it
Trains, buses, and trams run every 10 minutes
A ticket costs 5, 10, or 20 euros
"""

    assert heads(lines) == []


@pytest.mark.parametrize("separator", [";", ",", ", ", "   "])
def test_a_row_with_a_value_of_another_row_is_no_column_heads(separator: str) -> None:
    text = """Monday;main hall;closed
Tuesday;main hall;9 to 17
Wednesday;main hall;9 to 17
Thursday;main hall;9 to 15
""".replace(";", separator)
    retriever = Retriever([Article("hours.txt", text)])

    [excerpt, *_] = retriever.answer("Is the main hall open on Monday?").excerpts

    assert heads(text) == []
    assert excerpt.text == text.partition("\n")[0]


def test_values_that_say_what_they_are_have_no_column_heads() -> None:
    text = """A teacher, Oslo, retired
A baker, Rome, aged 51
A painter, Paris, aged 43
A singer, Berlin, aged 39
"""

    assert heads(text) == []


@pytest.mark.parametrize(
    "row",
    [
        "Jens Kramer;1. Vorsitzender;0341 555 1202;kramer@x.de",
        "Anna Weber;ist da. Immer.;Raum 5.",
        "Anna Weber,ist da. Immer,Raum 5",
        "Anna Weber    ist da. Immer    Raum 5",
        "Anna Weber\tist da. Immer\tRaum 5",
        "| Anna Weber | ist da. Immer. |",
        "Anna Weber | ist da. Immer.",
    ],
)
def test_a_row_is_one_sentence_whatever_stops_its_values_have(row: str) -> None:
    text = f"Der Verein ist da, und wir sind alle dabei.\n\n{row}\n{row}\n"

    sentences = [sentence.text for sentence in split_sentences(Article("a.txt", text))]

    assert sentences[1:] == [row, row]


@pytest.mark.parametrize(
    "text",
    [
        "The dogs  bark at night. They eat well.",
        "The dogs bark at night.\n   They eat well.",
        f"The dogs bark   at night. {'They eat and ' * 50}sleep",
    ],
)
def test_prose_with_white_space_in_it_is_no_row(text: str) -> None:
    assert len(split_sentences(Article("a.txt", text))) == 2


@pytest.mark.parametrize("above", ["", "Board\n", "Board\n\n"])
def test_column_heads_are_no_title_however_long_the_rows_below_are(above: str) -> None:
    rows = [
        f"{name};warden;0341 555 120{digit};{name.lower()}@{'long.' * 15}net"
        for digit, name in enumerate(("Jens", "Anna", "Bert", "Carla", "David"))
    ]
    text = above + "\n".join(["Name;Role;Phone;E-Mail", *rows])

    assert heads(text) == ["Name;Role;Phone;E-Mail"]
    assert title_of(text) == above.strip()
