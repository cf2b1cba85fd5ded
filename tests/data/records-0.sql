-- The records as they were before files had a version.
CREATE TABLE IF NOT EXISTS asked (
    at REAL NOT NULL, confidence TEXT NOT NULL, milliseconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS unanswered (
    at REAL NOT NULL, person TEXT NOT NULL, question TEXT NOT NULL,
    words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS feedback (
    at REAL NOT NULL, person TEXT NOT NULL, message TEXT NOT NULL,
    question TEXT NOT NULL, excerpts TEXT NOT NULL, good INTEGER NOT NULL,
    PRIMARY KEY (person, message));
CREATE TABLE IF NOT EXISTS replies (
    at REAL NOT NULL, message TEXT PRIMARY KEY, reply_id INTEGER NOT NULL,
    words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS claims (
    at REAL NOT NULL, thing TEXT PRIMARY KEY, message_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);

INSERT INTO asked VALUES (1, 'high', 2.0), (2, 'low', 4.0), (3, 'none', 6.0);
INSERT INTO unanswered VALUES
    (1, 'person-a', 'Atlantis?', 'atlantis'),
    (2, 'person-b', 'Atlantis!', 'atlantis'),
    (3, 'person-b', 'Perpetual motion?', 'perpetual motion');
INSERT INTO feedback VALUES
    (1, 'person-a', 'message-a', 'Who barks?', '[["a.txt", 0, 5]]', 1),
    (2, 'person-b', 'message-a', 'Who barks?', '[["a.txt", 0, 5]]', 0);
INSERT INTO replies VALUES (1, 'message-a', 8, 'words-a');
INSERT INTO claims VALUES (1, 'album', 7);
INSERT INTO notes VALUES ('profile', 'known');
