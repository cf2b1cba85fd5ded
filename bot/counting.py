"""Numbers of things, in English."""


def counted(count: int, thing: str) -> str:
    """Return "1 file", or "2,000 files" for a *thing* whose plural ends with s."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
