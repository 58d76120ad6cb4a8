CREATE INDEX curation_log_of_subject ON curation_log(subject, id)
CREATE INDEX curation_request_by_time ON curation_request(at)
CREATE INDEX own_term_by_end ON own_term(verified_until)
CREATE INDEX own_term_by_turn ON own_term(turn)
CREATE INDEX term_draft_of_term ON term_draft(term, id)
CREATE INDEX term_draft_open ON term_draft(id)WHERE state = 'draft'
CREATE TABLE curation_log(id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, place TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '')STRICT
CREATE TABLE curation_request(request TEXT PRIMARY KEY, at TEXT NOT NULL, result TEXT NOT NULL)STRICT
CREATE TABLE curator(person TEXT PRIMARY KEY, added_by TEXT NOT NULL, added_at TEXT NOT NULL)STRICT
CREATE TABLE glossary_version(id INTEGER PRIMARY KEY CHECK(id = 1), version INTEGER NOT NULL)STRICT
CREATE TABLE own_term(id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK(kind IN('term', 'overlay')), name TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN('approved', 'retired')), version INTEGER NOT NULL, turn INTEGER NOT NULL, owner TEXT NOT NULL DEFAULT '', changed_at TEXT NOT NULL, verified_on TEXT, verified_by TEXT NOT NULL DEFAULT '', verified_until TEXT)STRICT
CREATE TABLE own_term_version(term TEXT NOT NULL REFERENCES own_term(id), version INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT, what TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', author TEXT NOT NULL DEFAULT '', PRIMARY KEY(term, version))STRICT
CREATE TABLE term_draft(id INTEGER PRIMARY KEY, term TEXT NOT NULL, kind TEXT NOT NULL CHECK(kind IN('term', 'overlay')), base INTEGER NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN('draft', 'approved', 'declined', 'merged')), revision INTEGER NOT NULL DEFAULT 1, author TEXT NOT NULL, team TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', merged_into TEXT NOT NULL DEFAULT '', question INTEGER)STRICT
CREATE TABLE term_read(term TEXT NOT NULL, team TEXT NOT NULL, month TEXT NOT NULL, reads INTEGER NOT NULL, PRIMARY KEY(term, team, month))STRICT
CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name ON _sqlite_migrations(migration_set, name)
