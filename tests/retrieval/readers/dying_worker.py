"""A worker that ends at the first file."""

import sys

sys.stdin.buffer.readline()
