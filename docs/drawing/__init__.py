"""What is drawn and written for docs/ from real output, by ``python docs/draw.py``.

tables     tables and code in Markdown
svg        shapes and texts of pictures
chat       a transcript -> a picture of a chat
terminal   a command -> a picture of its output
scenes     which transcripts and commands are drawn
question   one question, followed from file to message
settings   .env.example -> a table
results    results/*.toml -> tables
plots      results -> plots
reference  docstrings -> api.md
pages      the blocks of pages that are written by this package
"""
