from datetime import date

import pytest
from lxml.html import fromstring

from retrieval.errors import Unreadable
from retrieval.readers.document import BlockKind
from retrieval.readers.html import read_html
from retrieval.readers.html_blocks import write_blocks
from retrieval.readers.html_main import main_part
from retrieval.readers.writer import Writer
from tests.documents import blocks_of
from tests.effort import LINEAR, growth

PROSE = "Honeybees do not sleep through the winter, but form a ball around the queen. "
HEAD = (
    '<head><title>Bees | The site</title><meta property="og:title" content="Bees">'
    '<meta name="author" content="Ann Example">'
    '<meta property="article:published_time" content="2025-03-14T09:00:00Z">'
    '<link rel="canonical" href="https://bees.example/a"></head>'
)


def page(body: str, head: str = HEAD) -> bytes:
    return f"<html>{head}<body>{body}</body></html>".encode()


def test_the_main_text_is_read_without_menus_and_scripts() -> None:
    menu = "<nav><ul><li><a href='/'>Home</a></li><li>Shop</li></ul></nav>"
    article = (
        f"<article><h1>In winter</h1><p>{PROSE * 9}</p><p>{PROSE * 3}</p></article>"
    )
    script = "<script>let a = 'b'</script><footer>Imprint</footer>"

    document = read_html(page(menu + article + script))

    assert blocks_of(document) == [
        (BlockKind.HEADING, "In winter"),
        (BlockKind.PARAGRAPH, (PROSE * 9).strip()),
        (BlockKind.PARAGRAPH, (PROSE * 3).strip()),
    ]
    assert (document.title, document.author) == ("Bees", "Ann Example")
    assert document.date == date(2025, 3, 14)
    assert document.link == "https://bees.example/a"


def test_a_page_without_a_main_text_is_read_as_a_whole() -> None:
    document = read_html(
        page(
            "<nav>Home</nav><ol start=3><li>wax<ul><li>pale</ul><li>honey</ol>"
            "<table><tr><th>Plan<th>Fee<tr><td>Full <b>day</b><td>38</table>"
            "<pre>a\n  b</pre><div hidden>no</div><p style='display: none'>no</p>"
            "One<br>two",
            head="",
        )
    )

    assert blocks_of(document) == [
        (BlockKind.ITEM, "3. wax"),
        (BlockKind.ITEM, "- pale"),
        (BlockKind.ITEM, "4. honey"),
        (BlockKind.COLUMN_HEADS, "Plan | Fee"),
        (BlockKind.ROW, "Full day | 38"),
        (BlockKind.CODE, "a\n  b"),
        (BlockKind.PARAGRAPH, "One\ntwo"),
    ]


def test_lists_in_the_main_text_are_kept_and_links_around_it_are_not() -> None:
    links = "".join(f"<li><a href='/{n}'>Beekeeping number {n}</a></li>" for n in "12")
    article = f"<h1>Bees</h1><p>{PROSE * 9}</p><ul>{links}</ul><p>{PROSE * 8}</p>"
    around = f"<div><ul>{links}</ul></div><p>By Ann Example</p>"

    document = read_html(page(f"<div>{around}<div>{article}</div>{around}</div>"))

    assert document.text.count("Beekeeping number") == 2
    assert document.text.count("By Ann Example") == 2


def test_a_small_part_of_a_page_is_read_without_the_rest() -> None:
    root = fromstring(
        f"<div><div id=a><p>{PROSE}</p></div><div>{PROSE * 3}</div></div>"
    )

    assert main_part(root, [PROSE]).get("id") == "a"
    assert main_part(root, [PROSE.upper()]) is root


def test_finding_the_main_part_takes_linear_time() -> None:
    def task(size: int) -> None:
        paragraphs = [f"{number} {PROSE}" for number in range(size)]
        root = fromstring("<div><p>" + "<p>".join(paragraphs) + "</div>")
        main_part(root, paragraphs)

    assert growth(task) < LINEAR


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-2", "iso8859-2"), ("", "utf-8"), ("x", "utf-8")],
)
def test_the_encoding_is_the_declared_one_if_it_fits(
    declared: str, encoding: str
) -> None:
    text = f'<meta charset="{declared}"><p>Zażółć gęślą jaźń.</p>'

    assert read_html(text.encode(encoding)).text == "Zażółć gęślą jaźń."


@pytest.mark.parametrize("data", [b"", b" ", page("<img src=a>"), b"<!-- a -->"])
def test_a_page_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_html(data)


def test_a_long_list_takes_linear_time() -> None:
    def task(size: int) -> None:
        write_blocks(fromstring("<ol>" + "<li>wax" * size), Writer())

    assert growth(task) < LINEAR


def test_a_page_that_is_nested_deeply_is_read_or_refused() -> None:
    try:
        document = read_html(page("<div>" * 20_000 + PROSE))
    except (Unreadable, RecursionError):
        return

    assert document.text in PROSE
