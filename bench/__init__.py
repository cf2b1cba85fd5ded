"""Measurements; run them as scripts."""
