"""The documentation, and the scripts that write it."""
