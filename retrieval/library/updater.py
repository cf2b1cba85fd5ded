"""Updates a library in a process of its own: ``python -m retrieval.library.updater``.

Its arguments are the folder of the articles, DATA_DIR and the nanoseconds that a file
must have rested. On standard output goes a line of JSON: `Changes`, or {"error"}.
"""

import json
import os
import sys
from pathlib import Path

from retrieval.errors import RetrievalError

from .library import Library


def main() -> None:
    """Update the library and print what has changed."""
    # Answers come first.
    if os.name == "posix":
        os.nice(10)
    articles, data_dir, rest_ns = sys.argv[1:]
    reply: dict[str, object]
    try:
        changes = Library(Path(data_dir)).update(Path(articles), rest_ns=int(rest_ns))
    except RetrievalError as error:
        reply = {"error": str(error)}
    else:
        reply = changes._asdict()
    print(json.dumps(reply))  # noqa: T201 - that is its task.


if __name__ == "__main__":
    main()
