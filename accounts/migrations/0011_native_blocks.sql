-- Which of Slack's newer blocks a workspace takes: what it said when it was asked, or when a message was refused.
CREATE TABLE native_block (
    team TEXT NOT NULL,
    block TEXT NOT NULL,
    taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
    version TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (team, block)
) STRICT, WITHOUT ROWID;
