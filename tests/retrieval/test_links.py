import pytest

from retrieval.articles import article_of
from retrieval.links import MOST_CHARACTERS, checked_link


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=c#d", "http://example.org:8080", "tg://resolve?domain=a"],
)
def test_addresses_of_the_web_and_of_telegram_are_links(address: str) -> None:
    assert checked_link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "example.org",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://ann:secret@example.org",
        "https://ann@example.org",
        "https://",
        "https://[::1",
        "https://example.org/a b",
        "https://example.org/\u202egpj",
        "https://example.org/" + "a" * MOST_CHARACTERS,
    ],
)
def test_nothing_else_is_a_link(address: str | None) -> None:
    assert checked_link(address) is None


def test_an_article_has_no_link_that_readers_may_not_follow() -> None:
    text = "---\nurl: https://{}example.org/a\n---\nDogs bark.\n"

    good = article_of(text.format("").encode(), "a.md")
    bad = article_of(text.format("ann:secret@").encode(), "a.md")

    assert (good.link, bad.link) == ("https://example.org/a", None)
