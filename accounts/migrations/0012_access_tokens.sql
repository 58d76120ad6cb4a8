-- Bearer tokens for assistants: each stands for a person. Only its SHA-256 is kept; empty texts are times that never were.
CREATE TABLE access_token (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    label TEXT NOT NULL,
    writes INTEGER NOT NULL CHECK (writes IN (0, 1)),
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT NOT NULL DEFAULT '',
    used_on TEXT NOT NULL DEFAULT ''
) STRICT;
