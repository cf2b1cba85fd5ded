import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.readers.column_heads import names_columns

words = st.text("abc", min_size=1)


@pytest.mark.parametrize(
    "table",
    [
        "Name;Role;Room / Anna;trainer;12 / Bert;cook;14",
        "Day;From;To / Monday;9;17 / Tuesday;10;18 / Holiday;closed;closed",
        "Rule;Text / Dogs;They are on a lead in the whole house / Cats;"
        "They stay outside of the house at night",
        "Town;2023;2024 / Bonn;331.000;332.000",
        "Season;1 person;2 persons / May;45 €;90 € / June;50 €;99 €",
        "Name;;Room / Anna;trainer;12",
        "Name;Room / Anna;;extra / Bert;14",
    ],
)
def test_the_first_row_names_the_columns(table: str) -> None:
    assert names_columns([row.split(";") for row in table.split(" / ")])


@pytest.mark.parametrize(
    "table",
    [
        "Hund;dog / Katze;cat / Maus;mouse / Pferd;horse",
        "Anna;Ben;Cleo / Dora;Emil;Fritz / Gina;Hans;Ida",
        "Monday;nine to twelve / Tuesday;closed / Friday;noon to four",
        "Adams;born in London / Brown;born in 1971 / Clark;born in Rome",
        ";Anna / 1;Bert / 2;Carla",
        "Monday;hall;closed / Tuesday;hall;open",
        "Anna;555-1234;12 / Bert;555-2345;14",
        "Anna;born in 1999 / Bert;born in 2001",
        "Bonn;1999 / Berlin;2001",
        "Screws;4.99 / Nails;1,000",
        "Name;Room",
        "Name / Anna / Bert",
        "",
    ],
)
def test_the_first_row_is_one_like_the_others(table: str) -> None:
    assert not names_columns([row.split(";") for row in table.split(" / ")])


@given(
    st.lists(words, min_size=2),
    st.lists(st.lists(words, min_size=2), min_size=1, max_size=15),
)
def test_no_table_has_the_row_of_heads_again(
    heads: list[str], rows: list[list[str]]
) -> None:
    assert not names_columns([heads, *rows, heads])
