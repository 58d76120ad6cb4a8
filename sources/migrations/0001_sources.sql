-- Where account data comes from by itself. Released migrations never change; what comes later is another file.

-- How far each source came. Instants are UTC; `as_of` is the instant of which its facts tell. `told` is the state that
-- the operator knows of.
CREATE TABLE source (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    settings TEXT NOT NULL DEFAULT '',
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT,
    began_at TEXT,
    retry_at TEXT,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'good', 'failed', 'held')),
    state_since TEXT,
    reason TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    failed_runs INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    good_at TEXT,
    as_of TEXT,
    cursor TEXT NOT NULL DEFAULT '',
    list_rows INTEGER,
    held_rows INTEGER,
    released INTEGER NOT NULL DEFAULT 0,
    told TEXT NOT NULL DEFAULT 'good',
    told_lease TEXT
) STRICT;

-- What became of each run; one that was broken off has no end. `rejects` are the first ones, as JSON.
CREATE TABLE source_run (
    source TEXT NOT NULL REFERENCES source(name) ON DELETE CASCADE,
    fence INTEGER NOT NULL,
    began_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'good', 'failed', 'held', 'broken off')),
    reason TEXT NOT NULL DEFAULT '',
    seconds REAL NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    rejects TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (source, fence)
) STRICT, WITHOUT ROWID;

-- The imports that runs made, with the cursor before each: where a source goes on when one is undone.
CREATE TABLE source_import (
    import_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source(name) ON DELETE CASCADE,
    cursor_before TEXT NOT NULL,
    items TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX source_import_of_source ON source_import (source, import_id);

-- Files that were imported, by the hash of their content: each is read once.
CREATE TABLE source_file (
    source TEXT NOT NULL REFERENCES source(name) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    read_at TEXT NOT NULL,
    PRIMARY KEY (source, sha256)
) STRICT, WITHOUT ROWID;

-- The rows that full lists of a source had, by their id in the table of its kind, and in how many they were missing.
CREATE TABLE source_row (
    source TEXT NOT NULL REFERENCES source(name) ON DELETE CASCADE,
    row_id INTEGER NOT NULL,
    missing INTEGER NOT NULL DEFAULT 0,
    gone_at TEXT,
    PRIMARY KEY (source, row_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_row_missing ON source_row (source, missing) WHERE missing > 0;
