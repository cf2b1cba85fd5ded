"""Who can read what the bot keeps."""

import logging
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.data_folder import check_apart, make_private
from bot.errors import SettingsError
from tests.bot_process import running_bot
from tests.programs import BOT, ROOT, environment
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="other systems have other permissions"
)
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0,
    reason="only root can act as another user",
)

NOBODY = 65534
KEPT = (
    "key",
    "key.123",
    "records.sqlite3",
    "records.sqlite3-wal",
    "records.sqlite3-shm",
    "inbox-1000.sqlite3",
    "inbox-1000.replica-1",
    "library/lock",
    "library/generation-1/postings.npy",
    "uploads/0123456789abcdef/old",
)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder of which others can read everything, as older versions left it."""
    folder = tmp_path / "data"
    for name in KEPT:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.chmod(0o644)
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        path.chmod(0o755)
    return folder


def test_a_folder_that_is_open_to_others_is_closed_with_one_line(
    open_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_private(open_folder)
    make_private(open_folder)

    for name, mode in modes(open_folder).items():
        assert mode == (0o700 if (open_folder / name).is_dir() else 0o600), name
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == (
        "Other users of this machine had access to "
        f"DATA_DIR={str(open_folder)!r}: it is closed now"
    )


def test_a_missing_folder_is_made_for_its_owner_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_private(tmp_path / "new")

    assert modes(tmp_path / "new") == {".": 0o700}
    assert not caplog.records


def test_what_is_not_ours_in_the_folder_is_left_alone(open_folder: Path) -> None:
    (open_folder / "tool.sh").touch()
    (open_folder / "tool.sh").chmod(0o755)
    (open_folder.parent / "elsewhere").touch()
    (open_folder.parent / "elsewhere").chmod(0o644)
    (open_folder / "key-link").symlink_to(open_folder.parent / "elsewhere")

    make_private(open_folder)

    assert modes(open_folder)["tool.sh"] == 0o755
    assert modes(open_folder.parent)["elsewhere"] == 0o644


@as_root
@pytest.mark.parametrize("name", [".", "records.sqlite3", "library/lock"])
def test_what_belongs_to_another_user_is_refused(open_folder: Path, name: str) -> None:
    os.chown(open_folder / name, NOBODY, NOBODY)

    with pytest.raises(SettingsError) as caught:
        make_private(open_folder)

    assert str(caught.value) == (
        f"DATA_DIR={str(open_folder)!r} cannot be used: {open_folder / name} "
        f"belongs to another user (uid {NOBODY})"
    )


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder that every user can come to, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        data = Path(folder, "data")
        data.mkdir()
        data.chmod(0o755)
        yield data


def seen_by_nobody(folder: Path) -> str:
    """Return the names and texts of all that the user `nobody` can read in *folder*."""
    shown = subprocess.run(
        ["find", folder, "-type", "f", "-print", "-exec", "cat", "{}", ";"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
    )
    return shown.stdout


@as_root
async def test_another_user_reads_nothing_of_what_a_running_bot_keeps(
    telegram: TelegramServer, reachable_folder: Path
) -> None:
    (reachable_folder / "key").write_bytes(b"k" * 32)
    (reachable_folder / "key").chmod(0o644)
    assert "kkkk" in seen_by_nobody(reachable_folder)

    async with running_bot(telegram, reachable_folder) as bot:
        telegram.private_message("Xanadu?")
        await telegram.wait_for_messages(1)
        assert seen_by_nobody(reachable_folder) == ""
        assert await bot.stop() == 0
    for name, mode in modes(reachable_folder).items():
        assert not mode & 0o077, name


@pytest.mark.parametrize("command", [["index"], ["ask", "Who barks?"]])
def test_every_command_closes_what_it_keeps(
    tmp_path: Path, open_folder: Path, command: list[str]
) -> None:
    (open_folder / "library" / "manifest.json").touch()
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "pets.txt").write_text("Pets\n\nDogs bark at night.\n")
    subprocess.run(
        [*BOT, *command, "--articles", str(tmp_path / "articles")],
        cwd=ROOT,
        env=environment(DATA_DIR=str(open_folder)),
        check=False,
        capture_output=True,
        umask=0o022,
    )

    assert (open_folder / "library").is_dir()
    for name, mode in modes(open_folder).items():
        assert not mode & 0o077, name


def test_a_token_in_place_of_a_folder_is_blotted_out(tmp_path: Path) -> None:
    token = "123456:secret-part"
    ended = subprocess.run(
        [*BOT, "ask", "Who barks?"],
        cwd=tmp_path,
        env=environment(ARTICLES_DIR=token),
        check=False,
        capture_output=True,
        text=True,
    )

    assert "<secret>" in ended.stderr
    assert token not in ended.stderr
    assert ended.returncode == 2


def test_a_question_leaves_a_folder_without_a_library_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    subprocess.run(
        [*BOT, "ask", "Who barks?"],
        cwd=ROOT,
        env=environment(DATA_DIR=str(tmp_path)),
        check=False,
        capture_output=True,
    )

    assert modes(tmp_path) == {".": 0o755}


def test_the_unit_keeps_the_folder_to_its_user() -> None:
    unit = (
        (ROOT / "docs" / "excerpt-bot.service").read_text(encoding="utf-8").splitlines()
    )

    assert "StateDirectoryMode=0700" in unit
    assert "UMask=0077" in unit


@pytest.mark.parametrize("data_dir", ["articles", "articles/data"])
def test_a_folder_among_the_articles_is_refused(tmp_path: Path, data_dir: str) -> None:
    with pytest.raises(SettingsError, match=r"lies in .*, the folder of the articles"):
        check_apart(tmp_path / "articles", tmp_path / data_dir)

    check_apart(tmp_path / "articles", tmp_path / "articles-data")
