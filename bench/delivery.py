"""What becomes of questions when things break: this bot beside a plain one.

The plain bot has the same handlers and python-telegram-bot's own `run_polling`. Both
meet the same faults of a Bot API server on 127.0.0.1. All scenarios take about a
quarter of an hour; name some to run only those.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.delivery_scenarios import OUR_BOT, PLAIN_BOT, SCENARIOS, Bench, Scenario
from tests.telegram_server import TelegramServer


async def result(scenario: Scenario, command: tuple[str, ...]) -> str:
    """Run *scenario* with a server and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer() as telegram:
            try:
                return await scenario(Bench(telegram, Path(folder), command))
            except (AssertionError, TimeoutError):
                return "no answer"


async def compare(names: list[str]) -> None:
    """Print the table, a line as soon as it is known."""
    print("| scenario | at least | this bot | plain run_polling |")
    print("| --- | --- | --- | --- |")
    for name in names:
        title, goal, scenario = SCENARIOS[name]
        ours = await result(scenario, OUR_BOT)
        plain = await result(scenario, PLAIN_BOT)
        print(f"| {title} | {goal} | {ours} | {plain} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=f"Scenarios: {', '.join(SCENARIOS)}."
    )
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO")
    names = parser.parse_args().scenario
    if unknown := [name for name in names if name not in SCENARIOS]:
        parser.error(f"no scenario {', '.join(unknown)}")
    asyncio.run(compare(names or list(SCENARIOS)))
