-- How often a digest comes, other than each week.
ALTER TABLE digest ADD COLUMN recurrence TEXT NOT NULL DEFAULT '';
-- Who changed which digest, and what it was before. Owners and channels are told of what others change.
CREATE TABLE digest_change (
    id INTEGER PRIMARY KEY,
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    was TEXT NOT NULL
) STRICT;
CREATE INDEX digest_change_of_digest ON digest_change (digest_id, id);
CREATE TABLE owner_notice (
    id INTEGER PRIMARY KEY,
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    about TEXT NOT NULL CHECK (about IN ('undelivered', 'uncertain', 'unmatched', 'changed')),
    why TEXT NOT NULL,
    owed_at TEXT NOT NULL,
    place TEXT NOT NULL,
    change_id INTEGER REFERENCES digest_change(id),
    open_from TEXT,
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    ts TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO owner_notice (id, digest_id, about, why, owed_at, place, open_from, fence, lease_until, outcome, ts)
    SELECT id, digest_id, about, why, owed_at, place, open_from, fence, lease_until, outcome, ts FROM notice;
DROP TABLE notice;
ALTER TABLE owner_notice RENAME TO notice;
CREATE INDEX notice_open ON notice (open_from) WHERE open_from IS NOT NULL;
-- A message that was posted again after one in doubt is looked for once more, as that one may yet appear.
CREATE TABLE second_look (
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    occasion TEXT NOT NULL,
    number INTEGER NOT NULL,
    look_at TEXT NOT NULL,
    PRIMARY KEY (digest_id, occasion, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX second_look_by_time ON second_look (look_at);
-- How many days ahead a digest of renewals looks, where that was said.
ALTER TABLE digest ADD COLUMN horizon INTEGER;
-- When a digest comes at all: `turned red or at-risk > 200000`; nothing where it always does.
ALTER TABLE digest ADD COLUMN condition TEXT NOT NULL DEFAULT '';
