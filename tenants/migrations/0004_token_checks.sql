-- Whether Slack still takes the token of each: when it was asked last, when it last did, and since when it says that the
-- app isn't there any more.
CREATE TABLE token_check (
    tenant TEXT PRIMARY KEY REFERENCES tenant(id),
    asked_at TEXT NOT NULL,
    taken_at TEXT,
    gone_at TEXT
) STRICT;
