"""Build the wheel and compare its files with those of the packages."""

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGES = ("bot", "retrieval", "seeds", ".env.example")


def tracked_files() -> set[str]:
    """Return what a wheel must hold: the packages' files under version control."""
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], capture_output=True, text=True, check=True
    )
    # Sources of the compiled part are for the source distribution.
    return {name for name in listed.stdout.splitlines() if not name.endswith(".c")}


def wheel_files() -> set[str]:
    """Build the wheel and return the names of the files in it."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "build", "--wheel", "--outdir", folder]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        [wheel] = Path(folder).glob("*.whl")
        names = zipfile.ZipFile(wheel).namelist()
    # Files that are installed beside the packages stand behind such a prefix.
    return {re.sub(r"^[^/]*\.data/data/share/excerpt-bot/", "", name) for name in names}


def main() -> int:
    """Say which files are missing; exit status 1 if any is."""
    missing = sorted(tracked_files() - wheel_files())
    for name in missing:
        sys.stderr.write(f"The wheel lacks {name}\n")
    if not missing:
        sys.stdout.write("The wheel is complete\n")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
