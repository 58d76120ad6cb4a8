-- What people do about an account from a digest, a list, a card or a terminal. It stays on record when it is taken back.
CREATE TABLE account_action (
    id INTEGER PRIMARY KEY,
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
CREATE INDEX account_action_of_account ON account_action (account_id, id);
CREATE INDEX account_action_by_day ON account_action (until) WHERE until IS NOT NULL;
CREATE INDEX account_action_of_person ON account_action (who, id);
-- Owners that people set, beside those that files state: an import doesn't undo what somebody set. Once a file states
-- the same owner it is settled, and files count again.
CREATE TABLE account_ownership (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    owner_id INTEGER NOT NULL REFERENCES owner(id),
    action_id INTEGER NOT NULL REFERENCES account_action(id) ON DELETE CASCADE,
    stated_owner_id INTEGER REFERENCES owner(id),
    settled_by INTEGER REFERENCES import(id)
) STRICT;
CREATE INDEX account_ownership_of_owner ON account_ownership (owner_id);
-- Touchpoints that people log come from no import.
CREATE TABLE touchpoint_logged (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    touched_on TEXT NOT NULL,
    type TEXT,
    who TEXT,
    note TEXT,
    import_id INTEGER REFERENCES import(id)
) STRICT;
INSERT INTO touchpoint_logged (id, key, account_id, touched_on, type, who, note, import_id)
    SELECT id, key, account_id, touched_on, type, who, note, import_id FROM touchpoint;
DROP TABLE touchpoint;
ALTER TABLE touchpoint_logged RENAME TO touchpoint;
CREATE INDEX touchpoint_of_account ON touchpoint (account_id, touched_on);
