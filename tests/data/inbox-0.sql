-- The inbox as it was before files had a version.
CREATE TABLE IF NOT EXISTS updates (
    update_id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    body TEXT,
    received REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    owner INTEGER,
    harmless INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS heads ON updates (lane, update_id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS owned ON updates (owner) WHERE owner IS NOT NULL;

-- Waiting, at work when the process was killed, answered, and given up.
INSERT INTO updates VALUES
    (1, 'chat 1', '{"update_id": 1}', 10, 'waiting', NULL, 0, 0, 0),
    (2, 'chat 2', '{"update_id": 2}', 20, 'waiting', 1, 1, 1, 0),
    (3, 'chat 3', NULL, 30, 'answered', NULL, 0, 0, 0),
    (4, 'chat 4', '{"update_id": 4}', 40, 'given up', NULL, 0, 4, 0);
