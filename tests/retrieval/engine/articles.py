"""A folder of articles for tests of the engine, with questions about them."""

from pathlib import Path

HARBOUR = """# The harbour of Ellmouth

## Opening hours

The harbour office opens at 7:30 and closes at 18:00. On Sundays it stays closed.

When can I moor a boat? From April to October, at the eastern pier.

## Fees

Boats pay:

- 12 euros up to eight metres
- 19 euros up to twelve metres

The fees were raised in March 2021 because the pier had been repaired.
"""

LIGHTHOUSE = """The lighthouse of Ellmouth

Ann Example built the lighthouse in 1874. It is 41 metres tall. She had studied
engineering in Rotterdam.

The lamp burned whale oil until 1903. Then it was replaced by an electric one.
Visitors may climb the stairs on Saturdays.
"""

FERRY = """Ferries

The ferry to Northholm leaves at 9:00 and at 15:00. Bicycles travel free of charge.
Dogs must be kept on a leash. Tickets are sold on board.
"""

GERMAN = """Der Leuchtturm

Der Leuchtturm ist im Sommer von zehn bis achtzehn Uhr geöffnet. Kinder zahlen keinen
Eintritt. Hunde dürfen nicht hinein.
"""

TEXTS = {
    "harbour.md": HARBOUR,
    "lighthouse.txt": LIGHTHOUSE,
    "trips/ferry.txt": FERRY,
    "de/leuchtturm.txt": GERMAN,
}

TWO_SPELLINGS = {
    "captain.txt": "In spring the captain met Zelenskyy, and Zelenskyy sang.",
    "sailors.txt": "For a week sailors waited for Zelenskiy, but Zelenskiy slept.",
}

PARTS = {
    "funk.txt": "Die Station am Hafen empfängt Funk. Jede Welle wird gemessen.",
    "meer.txt": "Am Strand bricht sich eine Welle nach der anderen. Das Meer ist kalt.",
}

QUESTIONS = (
    "When does the harbour office open?",
    "Who built the lighthouse?",
    "How tall is the lighthouse?",
    "What do boats up to twelve metres pay?",
    "Why were the fees raised?",
    "When can I moor a boat?",
    "lighthouse",
    "What is the lighthouse?",
    "Are dogs allowed on the ferry?",
    "Was kostet der Eintritt für Kinder?",
    "Dürfen Hunde in den Leuchtturm?",
    'When was the "electric one" put in?',
    "dogs -ferry",
    "dogs in:ferry",
    "Who built the ligthouse?",
    "What do bicicles cost on the ferry?",
    "Who is the president of France?",
    "zzzz qqqq",
)


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write *texts* by name into *folder*."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def ignore(_done: int, _total: int) -> None:
    """Take a report of progress for what need not be looked at."""
