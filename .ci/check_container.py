"""Run the build of the Dockerfile in empty folders, without a container engine."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
INSTALLED = "/opt/excerpt-bot"


def instructions() -> list[tuple[str, str]]:
    """Return (name, arguments) of each instruction, long lines joined."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    parts = [line.partition(" ") for line in lines.splitlines()]
    return [
        (name, rest.strip()) for name, _, rest in parts if re.fullmatch("[A-Z]+", name)
    ]


def main() -> None:
    """Build and ask a question; ends with an error if either fails."""
    with tempfile.TemporaryDirectory() as folder:
        source, target, work = (Path(folder, name) for name in ("in", "out", "work"))
        work.mkdir()
        for name, rest in instructions():
            if name == "COPY" and not rest.startswith("--from"):
                copy(rest.split(), source)
            elif name == "RUN" and INSTALLED in rest:
                command = rest.replace(INSTALLED, str(target))
                # The interpreter that runs this, whatever the image has.
                command = re.sub(r"(?<!\S)python ", f"{sys.executable} ", command)
                subprocess.run(
                    ["bash", "-ec", command],
                    cwd=source,
                    env={"EXTRAS": "documents", "PATH": "/usr/bin:/bin"},
                    check=True,
                )
        program = target / "bin" / "excerpt-bot"
        subprocess.run([program, "ask", "Who is Mark Rutte?"], cwd=work, check=True)


def copy(names: list[str], source: Path) -> None:
    """Copy as COPY does: a folder's contents into the last of *names*."""
    *files, last = names
    target = source / last
    for name in files:
        path = ROOT / name
        if path.is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.so")
            shutil.copytree(path, target, ignore=ignore)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


if __name__ == "__main__":
    main()
