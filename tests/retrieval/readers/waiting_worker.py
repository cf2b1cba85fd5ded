"""A worker that takes all files and never replies."""

import sys

sys.stdin.buffer.read()
