"""The tables of the records, and how those of older versions become like them."""

UPGRADES = [
    [
        # IF NOT EXISTS: the first files had these tables, and no version yet.
        "CREATE TABLE IF NOT EXISTS asked ("
        " at REAL NOT NULL, confidence TEXT NOT NULL, milliseconds REAL NOT NULL)",
        "CREATE TABLE IF NOT EXISTS unanswered ("
        " at REAL NOT NULL, person TEXT NOT NULL, question TEXT NOT NULL,"
        " words TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS feedback ("
        " at REAL NOT NULL, person TEXT NOT NULL, message TEXT NOT NULL,"
        " question TEXT NOT NULL, excerpts TEXT NOT NULL, good INTEGER NOT NULL,"
        " PRIMARY KEY (person, message))",
        "CREATE TABLE IF NOT EXISTS replies ("
        " at REAL NOT NULL, message TEXT PRIMARY KEY, reply_id INTEGER NOT NULL,"
        " words TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS claims ("
        " at REAL NOT NULL, thing TEXT PRIMARY KEY, message_id INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ],
    [
        # A primary key cannot be changed: tables with one are copied.
        "ALTER TABLE asked ADD COLUMN bot INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE unanswered ADD COLUMN bot INTEGER NOT NULL DEFAULT 0",
        "UPDATE unanswered SET"
        " question = substr(question, 1, 300), words = substr(words, 1, 300)",
        "ALTER TABLE feedback RENAME TO old_feedback",
        "CREATE TABLE feedback ("
        " at REAL NOT NULL, person TEXT NOT NULL, message TEXT NOT NULL,"
        " question TEXT NOT NULL, excerpts TEXT NOT NULL, good INTEGER NOT NULL,"
        " bot INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (bot, person, message))",
        "INSERT INTO feedback SELECT at, person, message, substr(question, 1, 300),"
        " excerpts, good, 0 FROM old_feedback",
        "DROP TABLE old_feedback",
        "ALTER TABLE replies RENAME TO old_replies",
        "CREATE TABLE replies ("
        " at REAL NOT NULL, message TEXT NOT NULL, reply_id INTEGER NOT NULL,"
        " words TEXT NOT NULL, bot INTEGER NOT NULL DEFAULT 0,"
        " PRIMARY KEY (bot, message))",
        "INSERT INTO replies SELECT *, 0 FROM old_replies",
        "DROP TABLE old_replies",
        "ALTER TABLE claims RENAME TO old_claims",
        "CREATE TABLE claims ("
        " at REAL NOT NULL, thing TEXT NOT NULL, message_id INTEGER NOT NULL,"
        " bot INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (bot, thing))",
        "INSERT INTO claims SELECT *, 0 FROM old_claims",
        "DROP TABLE old_claims",
        "ALTER TABLE notes RENAME TO old_notes",
        "CREATE TABLE notes ("
        " name TEXT NOT NULL, value TEXT NOT NULL, bot INTEGER NOT NULL DEFAULT 0,"
        " PRIMARY KEY (bot, name))",
        "INSERT INTO notes SELECT *, 0 FROM old_notes",
        "DROP TABLE old_notes",
        "CREATE INDEX unanswered_by_person ON unanswered (bot, person, at)",
        "CREATE INDEX unanswered_by_age ON unanswered (bot, at)",
        "CREATE INDEX feedback_by_age ON feedback (bot, at)",
    ],
    [
        # Whom to tell must stand here in clear; the chat is a person's own.
        "CREATE TABLE waiting ("
        " at REAL NOT NULL, person TEXT NOT NULL, chat INTEGER NOT NULL,"
        " question TEXT NOT NULL, code TEXT NOT NULL, language TEXT NOT NULL,"
        " bot INTEGER NOT NULL, PRIMARY KEY (bot, person, code))",
        "CREATE INDEX waiting_by_age ON waiting (bot, at)",
    ],
    [
        # What is inserted ends with the bot: the table is copied.
        "ALTER TABLE waiting RENAME TO old_waiting",
        "CREATE TABLE waiting ("
        " at REAL NOT NULL, person TEXT NOT NULL, chat INTEGER NOT NULL,"
        " question TEXT NOT NULL, code TEXT NOT NULL, language TEXT NOT NULL,"
        " article TEXT NOT NULL, bot INTEGER NOT NULL,"
        " PRIMARY KEY (bot, person, code))",
        "INSERT INTO waiting SELECT"
        " at, person, chat, question, code, language, '', bot FROM old_waiting",
        "DROP TABLE old_waiting",
        "CREATE INDEX waiting_by_age ON waiting (bot, at)",
    ],
    [
        "CREATE TABLE unsure ("
        " at REAL NOT NULL, person TEXT NOT NULL, question TEXT NOT NULL,"
        " words TEXT NOT NULL, bot INTEGER NOT NULL)",
        "CREATE INDEX unsure_by_person ON unsure (bot, person, at)",
        "CREATE INDEX unsure_by_age ON unsure (bot, at)",
    ],
]
