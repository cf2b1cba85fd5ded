import pytest

from retrieval.errors import Unreadable
from retrieval.readers.document import BlockKind, Details, Place
from retrieval.readers.writer import Writer

PARAGRAPH = BlockKind.PARAGRAPH


def test_the_first_paragraph_of_an_item_has_its_mark() -> None:
    writer = Writer()
    writer.begin_item("1. ")
    writer.begin_item("- ")
    for words in ("wax", " ", "and honey"):
        writer.write_paragraph([(words, 0)])
    writer.end_item()
    writer.end_item()
    writer.write_paragraph([("Bees", 0)])

    assert writer.document(Details()).text == "- wax\n    and honey\n\nBees"


def test_an_image_leaves_the_mark_to_the_first_paragraph_with_words() -> None:
    writer = Writer()
    writer.begin_item("1. ")
    for words in (" ", "wax"):
        writer.write_paragraph([(words, 0)])

    assert writer.document(Details()).text == "1. wax"


def test_very_deep_items_are_indented_as_less_deep_ones_are() -> None:
    writer = Writer()
    for words in ("wax", "honey"):
        writer.write_item([(words, 0)], "- ", 10**12)

    assert len(writer.document(Details()).text) < 100


def test_numbers_of_pieces_count_lines_or_pages() -> None:
    for numbered in ("lines", "pages"):
        writer = Writer(numbered)
        writer.write([("Bees ", 1), ("hum", 2)], PARAGRAPH)

        document = writer.document(Details())

        assert getattr(document, numbered) == (Place(0, 1), Place(5, 2))


def test_nothing_written_is_no_document() -> None:
    writer = Writer()
    writer.write_paragraph([("***", 0)])

    with pytest.raises(Unreadable):
        writer.document(Details())
