-- Counts every change of what is answered: a server that sees another number reads the terms again.
CREATE TABLE glossary_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO glossary_version (id, version) VALUES (1, 0);

-- What is answered now: a term of the team's own, or what the team says besides a curated one (`overlay`). `turn` is the
-- number of `glossary_version` that its last change made.
CREATE TABLE own_term (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('term', 'overlay')),
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('approved', 'retired')),
    version INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL,
    verified_on TEXT,
    verified_by TEXT NOT NULL DEFAULT '',
    verified_until TEXT
) STRICT;
CREATE INDEX own_term_by_turn ON own_term (turn);
CREATE INDEX own_term_by_end ON own_term (verified_until);

-- Every version there ever was; rows are only added. One without a body is a term that was retired.
CREATE TABLE own_term_version (
    term TEXT NOT NULL REFERENCES own_term(id),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (term, version)
) STRICT;

-- What people suggested. `base` is the version of the term that it changes, 0 for a new one; `revision` counts changes
-- of the draft itself; `question` is what was asked that it answers.
CREATE TABLE term_draft (
    id INTEGER PRIMARY KEY,
    term TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('term', 'overlay')),
    base INTEGER NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'declined', 'merged')),
    revision INTEGER NOT NULL DEFAULT 1,
    author TEXT NOT NULL,
    team TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    merged_into TEXT NOT NULL DEFAULT '',
    question INTEGER
) STRICT;
CREATE INDEX term_draft_open ON term_draft (id) WHERE state = 'draft';
CREATE INDEX term_draft_of_term ON term_draft (term, id);

CREATE TABLE curator (
    person TEXT PRIMARY KEY,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;

-- How often a term was read, by workspace and month (`2026-11`).
CREATE TABLE term_read (
    term TEXT NOT NULL,
    team TEXT NOT NULL,
    month TEXT NOT NULL,
    reads INTEGER NOT NULL,
    PRIMARY KEY (term, team, month)
) STRICT;

-- Requests that were carried out, and what came of each, so that none does anything twice.
CREATE TABLE curation_request (
    request TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    result TEXT NOT NULL
) STRICT;
CREATE INDEX curation_request_by_time ON curation_request (at);

-- The log of changes: who did what to which word, when and where; rows are only added.
CREATE TABLE curation_log (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    place TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX curation_log_of_subject ON curation_log (subject, id);
