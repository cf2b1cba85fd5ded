"""The blocks of Markdown pages that are written by this package.

A block stands between ``<!-- from NAME -->`` and ``<!-- end -->``.
"""

import re
from collections.abc import Mapping

_BLOCK = re.compile(r"<!-- from ([\w-]+) -->\n.*?<!-- end -->", re.DOTALL)


def filled(page: str, blocks: Mapping[str, str]) -> str:
    """Return *page* with the present contents of its blocks."""

    def block(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- from {name} -->\n{blocks[name]}\n<!-- end -->"

    return _BLOCK.sub(block, page)
