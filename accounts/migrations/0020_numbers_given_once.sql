-- The numbers of what people did stand in messages: one that was given is never given again, also after the row went
-- with an account that an import had brought. And a pulse is its sayer's by their id, as other people may have their
-- name; who said those of before is only known by name.
CREATE TABLE action_numbered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('own', 'snooze', 'done', 'call')),
    who TEXT NOT NULL,
    called TEXT NOT NULL,
    acted_at TEXT NOT NULL,
    acted_on TEXT NOT NULL,
    until TEXT,
    note TEXT NOT NULL DEFAULT '',
    owner_id INTEGER,
    owner_before INTEGER,
    touchpoint_id INTEGER,
    undone_at TEXT,
    undone_by TEXT
) STRICT;
INSERT INTO action_numbered (id, account_id, kind, who, called, acted_at, acted_on, until, note, owner_id, owner_before,
    touchpoint_id, undone_at, undone_by)
SELECT id, account_id, kind, who, called, acted_at, acted_on, until, note, owner_id, owner_before, touchpoint_id,
    undone_at, undone_by FROM account_action ORDER BY id;
CREATE TABLE ownership_numbered (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    owner_id INTEGER NOT NULL REFERENCES owner(id),
    action_id INTEGER NOT NULL REFERENCES action_numbered(id) ON DELETE CASCADE,
    stated_owner_id INTEGER REFERENCES owner(id),
    settled_by INTEGER REFERENCES import(id)
) STRICT;
INSERT INTO ownership_numbered (account_id, owner_id, action_id, stated_owner_id, settled_by)
SELECT account_id, owner_id, action_id, stated_owner_id, settled_by FROM account_ownership;
DROP TABLE account_ownership;
DROP TABLE account_action;
ALTER TABLE action_numbered RENAME TO account_action;
ALTER TABLE ownership_numbered RENAME TO account_ownership;
CREATE INDEX account_action_of_account ON account_action (account_id, id);
CREATE INDEX account_action_by_day ON account_action (until) WHERE until IS NOT NULL;
CREATE INDEX account_action_of_person ON account_action (who, id);
CREATE INDEX account_ownership_of_owner ON account_ownership (owner_id);
CREATE TABLE pulse_numbered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
    note TEXT,
    said_by TEXT NOT NULL,
    said_at TEXT NOT NULL,
    said_on TEXT NOT NULL,
    withdrawn_at TEXT,
    who TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO pulse_numbered (id, account_id, score, note, said_by, said_at, said_on, withdrawn_at)
SELECT id, account_id, score, note, said_by, said_at, said_on, withdrawn_at FROM pulse ORDER BY id;
DROP TABLE pulse;
ALTER TABLE pulse_numbered RENAME TO pulse;
CREATE INDEX pulse_of_account ON pulse (account_id, said_on);
