"""``.env.example`` -> a table of the settings."""

from tests.programs import ROOT

from .tables import table


def settings_table() -> str:
    """Return the name, the default and the explanation of each setting."""
    rows, words = [], list[str]()
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            words.append(line.lstrip("# "))
        elif "=" in line:
            name, _, value = line.partition("=")
            rows.append([f"`{name}`", f"`{value}`" if value else "", " ".join(words)])
            words = []
        else:
            words = []
    return table(["setting", "default", "what it is"], rows)
