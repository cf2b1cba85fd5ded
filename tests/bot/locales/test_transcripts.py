"""What the bot says in each language, as people read it: ``languages.txt``.

After a change of what the bot says, ``python -m tests.bot.locales.test_transcripts``
writes the file anew; read what changed in it.
"""

import asyncio
import re
import tempfile
from pathlib import Path
from string import Formatter

import pytest

from bot.locales.choice import LANGUAGES
from tests.player import PEOPLE, Player
from tests.telegram_server import TelegramServer

FILE = Path(__file__).parents[2] / "languages.txt"
LONG = "And then somebody asked how much honey a colony of bees eats. (40 times)"
SCRIPT = f"""
User: /start
User: {{hello}}
User: {{thanks}}
User: {{fine}}
User: {{goodbye}}
User: {{insult}}
User: {{who}}
User: {{help}}
User: How long do the seeds dry in the sun?
User taps [2]
User taps [{{ask_article}}]
User (to the bot): Who picks the ripe ones?
User (to the bot): by hand?
User: What is made of wood?
User taps [{{more}}]
User: Who built the lens of a lihgthouse?
User: Do bees travel to Paris by tram on Sundays with hats?
User: Who is the mayor of Atlantis?
User taps [{{tell_me}}]
User: /privacy
(An article says it.)
User: {LONG}
User: What is a violin? What is a tram? What is a glacier? What is paper?
User: honey in:nowhere
User: {{example}}
User: /articles
User taps [{{next}}]
User: /frobnicate
User: /ask
User: /verify
User: /verify A beekeeper sings at the hive in January.
User: /verify A low, even hum means that the colony is alive.
User: /verify Nothing that anybody ever wrote there
User sends a sticker
User: /privacy delete
User: 15 kilograms of honey?
User taps [👍]
User: 15 kilograms of honey?
(The articles change.)
User taps [{{context}}]
(1 minutes pass.)
(The bot is added to a group.)
User in the group: /ask 15 kilograms of honey?
"""
# What only admins, strangers, the unlucky and the very fast are told.
UNSEEN = {
    "thousands",
    # Only with search by meaning.
    "by_meaning",
    "answer_changed",
    "in_language",
    "embedded",
    "one_article",
    "one_question",
    "many_questions",
    "date",
    "months",
    "also_in",
    "differ",
    "searched_for",
    "cut_off",
    "how_to_ask",
    "group_help_with_mentions",
    "all_articles",
    "no_articles",
    "stats",
    "changes",
    "upload_reading",
    "upload_refused",
    "upload_too_large",
    "upload_preview",
    "upload_replaces",
    "upload_same",
    "upload_adding",
    "upload_added",
    "upload_canceled",
    "removing",
    "removed",
    "undone",
    "changed_since",
    "privacy_engine",
    "privacy_server",
    "no_such_article",
    "reindexing",
    "articles_stay",
    "add",
    "cancel",
    "undo",
    "page",
    "unanswered",
    "none_unanswered",
    "unsure_questions",
    "disliked_questions",
    "nothing_to_export",
    "not_allowed",
    "your_id",
    "too_many",
    "sorry_for_the_delay",
    "failed",
    "out_of_reach",
    "in_an_engine",
    "first",
    "too_many_waiting",
    "file_missing",
    "file_too_large",
    "articles_changed",
    "question_gone",
    "button_outdated",
    "nothing_inline",
    "description",
    "short_description",
    "commands",
}


def said(language: str) -> dict[str, str]:
    strings = LANGUAGES[language]
    return {
        "hello": min(strings.says_hello),
        "thanks": min(strings.says_thanks),
        "fine": min(strings.says_fine),
        "goodbye": min(strings.says_goodbye),
        "insult": min(strings.insults),
        "who": min(strings.asks_who),
        "help": min(strings.asks_help),
        "ask_article": strings.ask_article,
        "more": strings.more,
        "tell_me": strings.tell_me,
        "next": strings.next,
        "context": strings.context,
        "example": strings.example.format(title="The Clock in Chess"),
    }


async def played(language: str, folder: Path) -> str:
    async with TelegramServer() as telegram, Player(telegram, folder) as player:
        telegram.languages[PEOPLE["User"]] = language
        return await player.play(SCRIPT.format(**said(language)).replace(LONG, LONG))


def transcripts() -> dict[str, str]:
    parts = re.split(r"^== (.*)\n\n", FILE.read_text(encoding="utf-8"), flags=re.M)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {language: script.rstrip() for language, script in pairs}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_language_reads_as_it_is_written(language: str, tmp_path: Path) -> None:
    assert await played(language, tmp_path) == transcripts()[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_people_are_told_stands_in_the_transcript(language: str) -> None:
    transcript = " ".join(transcripts()[language].split())
    for key in type(LANGUAGES[language]).__annotations__.keys() - UNSEEN:
        text = getattr(LANGUAGES[language], key)
        if isinstance(text, str):
            parts = (words for words, _, _, _ in Formatter().parse(text))
            for words in parts:
                assert " ".join(words.split()) in transcript, (key, words)


async def rewrite() -> None:
    head = "What the bot says in each language, to be read by those who speak it.\n\n"
    parts = []
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            parts.append(f"== {language}\n\n{await played(language, Path(folder))}\n")
    FILE.write_text(head + "\n\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(rewrite())
