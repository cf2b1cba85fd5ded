"""What is drawn and written for docs/ from real output, by ``python docs/draw.py``.

svg        shapes and texts of pictures
chat       a transcript -> a picture of a chat
terminal   a command -> a picture of its output
scenes     which transcripts and commands are drawn
results    results/*.toml -> tables
plots      results -> plots
question   one question, followed from file to message
reference  docstrings -> api.md
pages      the blocks of pages that are written by this package
"""
