-- What is watched in a conversation is told like a digest: a row `watch` of digest, whose schedule is that of the weekly
-- line. `at_once` says that a digest's condition is looked at outside its due time too. SQLite can't widen a CHECK.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE digest_kept AS SELECT * FROM digest;
DROP TABLE digest;
CREATE TABLE digest (
    id INTEGER PRIMARY KEY,
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (digest IN ('health', 'renewals', 'portfolio', 'term', 'watch')),
    scope TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    at TEXT NOT NULL,
    weekdays TEXT NOT NULL,
    zone TEXT NOT NULL,
    holidays TEXT NOT NULL,
    only_changes INTEGER NOT NULL,
    skip_empty INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
    why TEXT NOT NULL,
    next_on TEXT NOT NULL,
    next_due TEXT,
    unmatched TEXT NOT NULL DEFAULT '',
    recurrence TEXT NOT NULL DEFAULT '',
    horizon INTEGER,
    condition TEXT NOT NULL DEFAULT '',
    at_once INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO digest SELECT kept.*, 0 FROM digest_kept kept;
DROP TABLE digest_kept;
CREATE UNIQUE INDEX digest_of_channel ON digest (team, channel, digest, scope);
CREATE INDEX digest_due ON digest (next_due) WHERE next_due IS NOT NULL;
-- Accounts that somebody watches: the state that was last seen and the one last told, with when, as JSON by aspect.
-- An account is known by its key, which stays when an import is taken back and made again.
CREATE TABLE watch (
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    account_key TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    at_once INTEGER NOT NULL DEFAULT 0,
    stopped TEXT NOT NULL DEFAULT '',
    seen TEXT NOT NULL,
    told TEXT NOT NULL,
    told_at TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (digest_id, account_key)
) STRICT, WITHOUT ROWID;
-- What changed of them, and what became of it; `occasion` is that of the delivery that tells it or says that it was
-- spared.
CREATE TABLE watch_change (
    id INTEGER PRIMARY KEY,
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    account_key TEXT NOT NULL,
    name TEXT NOT NULL,
    aspect TEXT NOT NULL,
    was TEXT NOT NULL,
    now TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'told', 'spared')),
    occasion TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX watch_change_of_digest ON watch_change (digest_id, outcome, account_key);
CREATE INDEX watch_change_by_time ON watch_change (seen_at);
-- How many alerts a conversation gets a day, and in which hours of which days; those without a row go by the defaults.
CREATE TABLE alert_limit (
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    daily INTEGER NOT NULL,
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    weekdays TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (team, channel)
) STRICT, WITHOUT ROWID;
-- Whether the conditions of digests that are looked at at once were met when they were last looked at.
CREATE TABLE condition_state (
    digest_id INTEGER PRIMARY KEY REFERENCES digest(id),
    met TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    fired_at TEXT NOT NULL DEFAULT ''
) STRICT;
