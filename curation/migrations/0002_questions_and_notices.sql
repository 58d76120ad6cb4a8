-- Words that were looked up and are nobody's: normalised, without who, by workspace and day.
CREATE TABLE missed_word (
    word TEXT NOT NULL,
    team TEXT NOT NULL,
    day TEXT NOT NULL,
    misses INTEGER NOT NULL,
    PRIMARY KEY (word, team, day)
) STRICT;
CREATE INDEX missed_word_by_day ON missed_word (day);

-- What people asked their team for: one row a word (its key) while it is open; `asked` counts people.
CREATE TABLE question (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL,
    written TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'declined', 'withdrawn')),
    asked INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    term TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX question_open ON question (word) WHERE state = 'open';

-- Whom to tell once it is answered: never shown, and erased as soon as that is on its way.
CREATE TABLE question_asker (
    question INTEGER NOT NULL REFERENCES question(id),
    person TEXT NOT NULL,
    team TEXT NOT NULL,
    channel TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (question, person)
) STRICT;
CREATE INDEX question_asker_by_person ON question_asker (person);

-- What people have to be told in direct messages, each once; the person is erased when it is told.
CREATE TABLE word_notice (
    id INTEGER PRIMARY KEY,
    known_by TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    about TEXT NOT NULL,
    text TEXT NOT NULL,
    request TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL DEFAULT '{}',
    queued_at TEXT NOT NULL,
    claimable_at TEXT,
    lease_until TEXT,
    fencing_token INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '',
    ended_at TEXT NOT NULL DEFAULT '',
    ts TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX word_notice_open ON word_notice (claimable_at) WHERE claimable_at IS NOT NULL;

-- Whether answers were right: counts by term, workspace and month, and what people said was wrong.
CREATE TABLE term_feedback (
    term TEXT NOT NULL,
    team TEXT NOT NULL,
    month TEXT NOT NULL,
    yes INTEGER NOT NULL DEFAULT 0,
    no INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (term, team, month)
) STRICT;
CREATE TABLE feedback_note (
    id INTEGER PRIMARY KEY,
    term TEXT NOT NULL,
    text TEXT NOT NULL,
    person TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    closed_by TEXT NOT NULL DEFAULT '',
    closed_at TEXT
) STRICT;
CREATE INDEX feedback_note_open ON feedback_note (id) WHERE state = 'open';
