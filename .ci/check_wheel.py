"""Build the distributions, compare the wheel with the packages, and use it.

The wheel is built from the source distribution, so that this is complete, too. Then it
is installed into a new environment and asked a question in an empty folder.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGES = ("bot", "retrieval", "seeds", ".env.example")
QUESTION = "Who is Mark Rutte?"


def tracked_files() -> set[str]:
    """Return what a wheel must hold: the packages' files under version control."""
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], capture_output=True, text=True, check=True
    )
    # Sources of the compiled part are for the source distribution.
    return {name for name in listed.stdout.splitlines() if not name.endswith(".c")}


def build(folder: Path) -> Path:
    """Build both distributions in *folder* and return the wheel."""
    command = [sys.executable, "-m", "build", "--outdir", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    [wheel] = folder.glob("*.whl")
    return wheel


def files_of(wheel: Path) -> set[str]:
    """Return the names of the files in *wheel*, as they are in the repository."""
    names = zipfile.ZipFile(wheel).namelist()
    # Files that are installed beside the packages stand behind such a prefix.
    return {re.sub(r"^[^/]*\.data/data/share/excerpt-bot/", "", name) for name in names}


def use(wheel: Path, folder: Path) -> None:
    """Install *wheel* and ask a question; ends with an error if either fails."""
    environment, empty = folder / "environment", folder / "empty"
    empty.mkdir()
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    programs = environment / ("Scripts" if sys.platform == "win32" else "bin")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([programs / "python", *install, wheel], check=True)
    subprocess.run([programs / "excerpt-bot", "ask", QUESTION], cwd=empty, check=True)


def main() -> int:
    """Say which files are missing; exit status 1 if any is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder / "built")
        missing = sorted(tracked_files() - files_of(wheel))
        for file in missing:
            sys.stderr.write(f"The wheel lacks {file}\n")
        if not missing:
            use(wheel, folder)
            sys.stdout.write("The wheel is complete, and answers\n")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
