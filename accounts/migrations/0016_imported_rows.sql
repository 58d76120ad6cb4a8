-- What rows of accounts said when they were imported last: those that say the same again need no comparing. A layout is a
-- header, `context` what its rows are read by besides, `day` the last on which any were kept. A row is the fingerprint
-- of its cells. It is forgotten once its account changes or goes.
CREATE TABLE imported_layout (
    id INTEGER PRIMARY KEY,
    header TEXT NOT NULL UNIQUE,
    context TEXT NOT NULL,
    day TEXT NOT NULL
) STRICT;
CREATE TABLE imported_row (
    account_id INTEGER NOT NULL,
    layout_id INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    PRIMARY KEY (account_id, layout_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER account_changed AFTER UPDATE ON account
BEGIN
    DELETE FROM imported_row WHERE account_id = new.id;
END;

DROP TRIGGER account_gone;
CREATE TRIGGER account_gone AFTER DELETE ON account
BEGIN
    INSERT INTO renamed VALUES (old.id) ON CONFLICT DO NOTHING;
    DELETE FROM imported_row WHERE account_id = old.id;
END;
