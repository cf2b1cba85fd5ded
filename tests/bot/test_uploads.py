import asyncio
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.uploads import MOST_KEPT, Uploads, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("bees.txt", "bees.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\notes\\bees.md", "bees.md"),
        (".hidden.txt", "hidden.txt"),
        ("synonyms.txt", "_synonyms.txt"),
        ("Sources.TSV", "_Sources.TSV"),
        ("a\nb\u202e?.txt", "a_b__.txt"),
        ("", "article"),
        ("...", "article"),
        ("u\u0308ber.txt", "über.txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text() | st.text(alphabet="./\\\0a \ud800"))
def test_any_name_is_that_of_a_file_in_the_folder(name: str) -> None:
    safe = safe_name(name)

    assert safe == Path(safe).name
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert len(safe.encode()) <= 255
    assert safe_name(safe) == safe


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def uploads(articles: Path, tmp_path: Path) -> Uploads:
    return Uploads(articles, tmp_path / "data")


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("before", [{}, {"bees.txt": "old"}])
def test_what_is_added_and_undone_twice_is_done_once(
    uploads: Uploads, articles: Path, before: dict[str, str]
) -> None:
    for name, text in before.items():
        (articles / name).write_text(text)
    token = uploads.keep("bees.txt", b"new")

    uploads.add(token)
    uploads.add(token)
    assert texts(articles) == {"bees.txt": "new"}

    assert uploads.undo(token)
    assert uploads.undo(token)
    assert texts(articles) == before


@pytest.mark.parametrize("before", [{}, {"bees.txt": "old"}])
@pytest.mark.parametrize("step", range(1, 11))
def test_what_is_cut_short_can_be_repeated_and_undone(
    uploads: Uploads,
    articles: Path,
    before: dict[str, str],
    step: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, text in before.items():
        (articles / name).write_text(text)
    token = uploads.keep("bees.txt", b"new")
    steps = iter(range(1, 100))
    whole = {name: getattr(Path, name) for name in ("replace", "unlink", "write_text")}

    def until_killed(name: str) -> None:
        def act(self: Path, *args: str, **options: bool) -> object:
            if next(steps) == step:
                raise KeyboardInterrupt
            return whole[name](self, *args, **options)

        monkeypatch.setattr(Path, name, act)

    for name in whole:
        until_killed(name)
    for act in (uploads.add, uploads.undo):
        try:
            act(token)
        except KeyboardInterrupt:
            assert act(token) is not False
    monkeypatch.undo()

    assert texts(articles) == before


def test_what_has_changed_since_is_not_undone(uploads: Uploads, articles: Path) -> None:
    first, second = uploads.keep("a.txt", b"1"), uploads.keep("a.txt", b"2")
    uploads.add(first)
    uploads.add(second)

    assert not uploads.undo(first)
    assert texts(articles) == {"a.txt": "2"}
    assert uploads.undo(second)
    assert uploads.undo(first)
    assert texts(articles) == {}


def test_a_removal_is_not_undone_over_a_later_file(
    uploads: Uploads, articles: Path
) -> None:
    (articles / "a.txt").write_text("1")
    token = uploads.remove("a.txt")
    (articles / "a.txt").write_text("2")

    assert not uploads.undo(token)
    assert texts(articles) == {"a.txt": "2"}


def test_a_copy_that_fails_leaves_nothing_among_the_articles(
    uploads: Uploads, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = uploads.keep("a.txt", b"1")

    def half(_: Path, target: Path) -> None:
        target.write_bytes(b"")
        raise OSError("the disk is full")

    monkeypatch.setattr(shutil, "copyfile", half)
    with pytest.raises(OSError, match="full"):
        uploads.add(token)

    assert texts(articles) == {}


def test_the_latest_uploads_are_kept_whatever_the_time(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = [uploads.keep("a.txt", b"1") for _ in range(MOST_KEPT)]
    monkeypatch.setattr("time.time", lambda: 1e12)
    assert all(map(uploads.name, tokens))

    last = uploads.keep("a.txt", b"1")

    assert uploads.name(last)
    assert sum(uploads.name(token) is not None for token in tokens) == MOST_KEPT - 1


async def test_the_turns_of_replicas_never_overlap(
    articles: Path, tmp_path: Path
) -> None:
    inside, most = 0, 0

    async def take_turn() -> None:
        nonlocal inside, most
        async with Uploads(articles, tmp_path / "data").turn():
            inside += 1
            most = max(most, inside)
            for _ in range(10):
                await asyncio.sleep(0)
            inside -= 1

    (tmp_path / "data").mkdir()
    await asyncio.gather(*(take_turn() for _ in range(4)))

    assert most == 1


async def test_turns_come_in_the_order_in_which_they_were_asked_for(
    uploads: Uploads,
) -> None:
    order: list[int] = []

    async def take_turn(number: int) -> None:
        async with uploads.turn():
            await asyncio.sleep(0)
            order.append(number)

    async with uploads.turn():
        others = [asyncio.create_task(take_turn(number)) for number in range(20)]
        await asyncio.sleep(0)
    await asyncio.gather(*others)

    assert order == [*range(20)]
