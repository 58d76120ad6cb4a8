CREATE INDEX curation_log_of_subject ON curation_log(subject, id)
CREATE INDEX curation_request_by_time ON curation_request(at)
CREATE INDEX feedback_note_open ON feedback_note(id)WHERE state = 'open'
CREATE INDEX learner_due ON learner(next_at)WHERE next_at IS NOT NULL
CREATE INDEX learner_of_manager ON learner(manager)WHERE manager <> ''
CREATE INDEX missed_word_by_day ON missed_word(day)
CREATE INDEX own_term_by_end ON own_term(verified_until)
CREATE INDEX own_term_by_turn ON own_term(turn)
CREATE INDEX question_asker_by_person ON question_asker(person)
CREATE INDEX term_draft_of_term ON term_draft(term, id)
CREATE INDEX term_draft_open ON term_draft(id)WHERE state = 'draft'
CREATE INDEX word_notice_open ON word_notice(claimable_at)WHERE claimable_at IS NOT NULL
CREATE TABLE curation_log(id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, place TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '')STRICT
CREATE TABLE curation_request(request TEXT PRIMARY KEY, at TEXT NOT NULL, result TEXT NOT NULL)STRICT
CREATE TABLE curator(person TEXT PRIMARY KEY, added_by TEXT NOT NULL, added_at TEXT NOT NULL)STRICT
CREATE TABLE feedback_note(id INTEGER PRIMARY KEY, term TEXT NOT NULL, text TEXT NOT NULL, person TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN('open', 'done')), closed_by TEXT NOT NULL DEFAULT '', closed_at TEXT)STRICT
CREATE TABLE glossary_version(id INTEGER PRIMARY KEY CHECK(id = 1), version INTEGER NOT NULL)STRICT
CREATE TABLE learned_word(person TEXT NOT NULL REFERENCES learner(person), term TEXT NOT NULL, introduced_on TEXT NOT NULL, memory TEXT NOT NULL, due_on TEXT NOT NULL, answered_right INTEGER NOT NULL DEFAULT 0, answered_wrong INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(person, term))STRICT
CREATE TABLE learner(person TEXT PRIMARY KEY, team TEXT NOT NULL, channel TEXT NOT NULL DEFAULT '', zone TEXT NOT NULL, at TEXT NOT NULL, pace INTEGER NOT NULL CHECK(pace BETWEEN 1 AND 10), started_on TEXT NOT NULL, next_at TEXT, manager TEXT NOT NULL DEFAULT '')STRICT
CREATE TABLE lesson(person TEXT NOT NULL REFERENCES learner(person), day TEXT NOT NULL, words TEXT NOT NULL, checks TEXT NOT NULL, answers TEXT NOT NULL DEFAULT '{}', PRIMARY KEY(person, day))STRICT
CREATE TABLE missed_word(word TEXT NOT NULL, team TEXT NOT NULL, day TEXT NOT NULL, misses INTEGER NOT NULL, PRIMARY KEY(word, team, day))STRICT
CREATE TABLE own_term(id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK(kind IN('term', 'overlay')), name TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN('approved', 'retired')), version INTEGER NOT NULL, turn INTEGER NOT NULL, owner TEXT NOT NULL DEFAULT '', changed_at TEXT NOT NULL, verified_on TEXT, verified_by TEXT NOT NULL DEFAULT '', verified_until TEXT)STRICT
CREATE TABLE own_term_version(term TEXT NOT NULL REFERENCES own_term(id), version INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT, what TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', author TEXT NOT NULL DEFAULT '', PRIMARY KEY(term, version))STRICT
CREATE TABLE question(id INTEGER PRIMARY KEY, word TEXT NOT NULL, written TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN('open', 'answered', 'declined', 'withdrawn')), asked INTEGER NOT NULL, opened_at TEXT NOT NULL, closed_at TEXT, term TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '')STRICT
CREATE TABLE question_asker(question INTEGER NOT NULL REFERENCES question(id), person TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL DEFAULT '', PRIMARY KEY(question, person))STRICT
CREATE TABLE term_draft(id INTEGER PRIMARY KEY, term TEXT NOT NULL, kind TEXT NOT NULL CHECK(kind IN('term', 'overlay')), base INTEGER NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN('draft', 'approved', 'declined', 'merged')), revision INTEGER NOT NULL DEFAULT 1, author TEXT NOT NULL, team TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', merged_into TEXT NOT NULL DEFAULT '', question INTEGER)STRICT
CREATE TABLE term_feedback(term TEXT NOT NULL, team TEXT NOT NULL, month TEXT NOT NULL, yes INTEGER NOT NULL DEFAULT 0, no INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(term, team, month))STRICT
CREATE TABLE term_read(term TEXT NOT NULL, team TEXT NOT NULL, month TEXT NOT NULL, reads INTEGER NOT NULL, PRIMARY KEY(term, team, month))STRICT
CREATE TABLE word_notice(id INTEGER PRIMARY KEY, known_by TEXT NOT NULL UNIQUE, person TEXT NOT NULL, about TEXT NOT NULL, text TEXT NOT NULL, request TEXT NOT NULL DEFAULT '', data TEXT NOT NULL DEFAULT '{}', queued_at TEXT NOT NULL, claimable_at TEXT, lease_until TEXT, fencing_token INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '', ended_at TEXT NOT NULL DEFAULT '', ts TEXT NOT NULL DEFAULT '')STRICT
CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name ON _sqlite_migrations(migration_set, name)
CREATE UNIQUE INDEX question_open ON question(word)WHERE state = 'open'
