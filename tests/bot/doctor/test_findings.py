import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

from bot.doctor.finding import Finding
from bot.doctor.findings import findings, show
from bot.settings import SETTINGS_FILE, Settings
from retrieval import Library
from tests.programs import BOT, environment
from tests.telegram_server import TelegramServer

Usage = namedtuple("Usage", "free")


@pytest.fixture(autouse=True)
def in_an_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    write("seeds/pets.txt", "Dogs bark at night.")


def write(name: str, text: str = "") -> None:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


async def found(**settings: object) -> dict[str, Finding]:
    return {
        finding.subject: finding
        async for finding in findings(Settings.model_validate(settings))
    }


def online(telegram: TelegramServer) -> dict[str, object]:
    return {"telegram_bot_token": telegram.token, "telegram_api_url": telegram.url}


async def test_all_is_well_with_articles_and_a_token(telegram: TelegramServer) -> None:
    by_subject = await found(**online(telegram))

    assert [name for name, each in by_subject.items() if each.remedy] == []
    assert by_subject["articles"].text == "1 .txt in 'seeds'"
    assert by_subject["token"].text == "@excerpt_bot"
    assert by_subject["updates"].text == "polled, 0 waiting"


async def test_nothing_is_asked_of_telegram_without_a_token() -> None:
    by_subject = await found()

    assert not by_subject["token"].remedy
    assert "updates" not in by_subject


async def test_a_wrong_token_is_to_be_compared(telegram: TelegramServer) -> None:
    settings = online(telegram) | {"telegram_bot_token": "1000:wrong"}

    assert "@BotFather" in (await found(**settings))["token"].remedy


async def test_an_address_that_does_not_answer_is_named(
    telegram: TelegramServer,
) -> None:
    await telegram.stop()

    network = (await found(**online(telegram)))["network"]

    assert telegram.url in network.text
    assert network.remedy


async def test_a_webhook_of_polled_updates_is_only_noted(
    telegram: TelegramServer,
) -> None:
    telegram.updates.webhook_url = "https://example.org/"

    updates = (await found(**online(telegram)))["updates"]

    assert updates.note
    assert not updates.remedy


async def test_a_name_that_no_channel_has_is_to_be_corrected(
    telegram: TelegramServer,
) -> None:
    telegram.open_channel("news")
    settings = online(telegram)

    good = (await found(**settings, channels="@news,-1001234"))["channels"]
    bad = (await found(**settings, channels="@news,@gone"))["channels"]

    assert good == Finding("channels", "2 in CHANNELS")
    assert bad.text == "the bot sees none called @gone"
    assert "its id" in bad.remedy


async def test_articles_that_nothing_reads_are_named_by_reason() -> None:
    for number in range(7):
        write(f"seeds/{number}.png")

    formats = (await found())["formats"]

    assert formats.text.startswith("0.png, 1.png, 2.png, 3.png, 4.png, 2 more: ")
    assert formats.note == "these files are left out"
    assert not formats.remedy


async def test_a_file_in_a_format_of_an_office_is_to_be_saved_in_another() -> None:
    write("seeds/plots.xlsx")

    formats = (await found())["formats"]

    assert formats.text == "plots.xlsx: files of this kind are not read"
    assert formats.remedy == "save it as .csv"


@pytest.mark.parametrize(
    ("finding", "mark"),
    [
        (Finding("formats", "a.xlsx", "save it as .csv"), "TODO"),
        (Finding("formats", "a.png", note="these files are left out"), "note"),
        (Finding("articles", "1 .txt"), "ok"),
    ],
)
def test_only_what_needs_no_word_is_ok(
    finding: Finding, mark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show(finding)

    assert capsys.readouterr().out.split()[0] == mark


@pytest.mark.parametrize("articles_dir", ["missing", "empty"])
async def test_a_folder_without_articles_is_to_be_filled_or_set(
    articles_dir: str,
) -> None:
    write("empty/picture.png")

    assert (await found(articles_dir=articles_dir))["articles"].remedy


@pytest.mark.parametrize("articles_dir", ["missing", "empty"])
async def test_a_host_needs_no_articles_if_they_are_in_an_engine(
    articles_dir: str,
) -> None:
    write("empty/picture.png")
    engine = "http://127.0.0.1:9"

    by_subject = await found(articles_dir=articles_dir, engine_url=engine)

    assert "python -m bot index" in by_subject["articles"].note
    assert [name for name, each in by_subject.items() if each.remedy] == ["engine"]


async def test_a_library_of_another_folder_is_to_be_made_anew() -> None:
    write("other/cats.txt", "Cats sleep.")
    Library(Path("data")).refresh(Path("other"))

    assert (await found())["library"].remedy == "python -m bot index"


async def test_a_library_is_described() -> None:
    Library(Path("data")).refresh(Path("seeds"))

    assert (await found())["library"] == Finding("library", "1 article, 1 sentence")


async def test_a_full_disk_is_to_be_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(free=10**6))

    disk = (await found())["disk"]

    assert disk.text.startswith("1 MB free")
    assert disk.remedy


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("ARTICLE_DIR=news", "correct .env"),
        ("COMPOSE_PROJECT_NAME=bot", ""),
        ("EXCERPTS=2", ""),
    ],
)
async def test_a_name_in_the_file_that_is_nearly_a_setting_is_to_be_corrected(
    line: str, remedy: str
) -> None:
    SETTINGS_FILE.write_text(line)
    SETTINGS_FILE.chmod(0o600)

    assert (await found())["settings"].remedy == remedy


async def test_a_data_folder_among_the_articles_is_to_be_changed() -> None:
    assert (await found(articles_dir="."))["disk"].remedy == "set another DATA_DIR"


async def test_a_data_folder_that_cannot_be_one_is_to_be_changed() -> None:
    write("data", "a file")

    assert (await found())["disk"].text == "DATA_DIR='data' cannot be written"


async def test_synonyms_that_are_none_are_to_be_corrected() -> None:
    write("seeds/synonyms.txt", "alone\n")

    assert (await found())["synonyms"].remedy == "correct that line"


async def test_a_damaged_article_is_named_without_a_library() -> None:
    write("seeds/scan.txt", "GIF89a")
    write("seeds/picture.png")

    damaged = (await found())["damaged"]

    assert damaged.text == "scan.txt: it is an image"
    assert damaged.remedy


async def test_a_damaged_article_is_named_from_the_saved_library() -> None:
    write("seeds/scan.txt", "GIF89a")
    write("seeds/picture.png")
    Library(Path("data")).refresh(Path("seeds"))

    damaged = (await found())["damaged"]

    assert damaged.text == "scan.txt: it is an image (left out of the saved library)"


async def test_many_articles_are_not_read_by_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.doctor.articles.MOST_READ", 10)

    damaged = (await found())["damaged"]

    assert damaged.text.startswith("not looked for")
    assert damaged.note
    assert not damaged.remedy


async def test_without_damage_nothing_is_said_of_it() -> None:
    assert not {"damaged", "sources"} & (await found()).keys()


async def test_bad_lines_of_sources_are_to_be_corrected() -> None:
    write("seeds/sources.tsv", "pets.txt\tPets\nnone.txt\tNone\n")

    sources = (await found())["sources"]

    assert sources.text == "sources.tsv, line 2: there is no file 'none.txt'"
    assert sources.remedy


async def test_a_line_of_the_file_that_sets_nothing_is_to_be_corrected() -> None:
    SETTINGS_FILE.write_text("EXCERPTS=2\nLOG_LEVEL INFO\n")
    SETTINGS_FILE.chmod(0o600)

    settings = (await found())["settings"]

    assert settings.text == ".env, line 2: not NAME=value, and left out"
    assert settings.remedy == "correct .env"


def test_a_line_of_the_file_that_sets_nothing_is_logged_once(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EXCERPTS=2\nLOG_LEVEL INFO\n")

    done = subprocess.run(
        [*BOT, "doctor"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )

    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.endswith(".env, line 2 is not NAME=value: left out\n")


async def test_an_embeddings_server_that_is_away_is_named() -> None:
    meaning = (await found(semantic_url="http://127.0.0.1:9/v1"))["meaning"]

    assert "127.0.0.1:9" in meaning.text
    assert meaning.remedy


def test_the_command_prints_what_is_to_be_done_and_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ARTICLE_DIR=news\n")

    done = subprocess.run(
        [*BOT, "doctor"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )

    assert done.returncode == 2
    assert "TODO settings  unknown: ARTICLE_DIR (meant: ARTICLES_DIR)" in done.stdout
    assert "ok   articles" in done.stdout
    assert ".env has ARTICLE_DIR, which is no setting: ARTICLES_DIR is" in done.stderr
