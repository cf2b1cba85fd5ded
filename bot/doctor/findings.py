"""All that stands between the bot and its users, one after another."""

from collections.abc import AsyncIterator

from bot.settings import Settings
from retrieval.printable import printable

from .articles import (
    articles_finding,
    damaged_finding,
    formats_findings,
    sources_finding,
    synonyms_finding,
)
from .finding import Finding
from .machine import disk_finding, settings_finding
from .search import library_finding, meaning_finding, search_finding
from .telegram import telegram_findings


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Yield what was found, from the settings to Telegram."""
    yield settings_finding(settings)
    yield articles_finding(settings)
    for finding in formats_findings(settings.articles_dir):
        yield finding
    yield library_finding(settings)
    if damaged := damaged_finding(settings):
        yield damaged
    if sources := sources_finding(settings.articles_dir):
        yield sources
    yield search_finding()
    yield synonyms_finding(settings.articles_dir)
    yield meaning_finding(settings)
    yield disk_finding(settings)
    async for finding in telegram_findings(settings):
        yield finding


def show(finding: Finding) -> None:
    """Print in one line what was found, and below it what to do."""
    mark = "TODO" if finding.remedy else "note" if finding.note else "ok"
    print(printable(f"{mark:<5}{finding.subject:<10}{finding.text}"), flush=True)
    for more in filter(None, (finding.remedy, finding.note)):
        print(printable(f"{'':<15}{more}"), flush=True)
