-- Facts that a source brings by itself: the day of which they tell, and the last one on which health counts with them.
CREATE TABLE known_until (
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (kind, source)
) STRICT, WITHOUT ROWID;

-- The local time until which a digest waits for sources that aren't read yet; empty for one that doesn't wait.
ALTER TABLE digest ADD COLUMN wait_until TEXT NOT NULL DEFAULT '';
