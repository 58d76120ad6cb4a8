-- The tool that files with the same columns come from: ids of two tools are two ids. `shape` stands for the headers.
CREATE TABLE import_tool (
    kind TEXT NOT NULL,
    shape TEXT NOT NULL,
    tool TEXT NOT NULL,
    import_id INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE,
    PRIMARY KEY (kind, shape, tool)
) STRICT, WITHOUT ROWID;

-- What people said that a word in a column means, such as "Pending Cancel" among statuses.
CREATE TABLE value_mapping (
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    word TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, field, word)
) STRICT, WITHOUT ROWID;

-- Other names that people said an account has. `name` is folded as names are compared, `written` is as it was said.
CREATE TABLE account_alias (
    name TEXT PRIMARY KEY,
    written TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_of_account ON account_alias (account_id);

-- Answers to two surveys may have the same id: the survey is part of the key, in what an undo would restore too.
-- In two steps, so that no key is another's in between.
UPDATE survey SET key = '~:' || survey || ':' || key WHERE substr(key, 1, 1) <> '~';
UPDATE survey SET key = substr(key, 3) WHERE substr(key, 1, 2) = '~:';
UPDATE replaced_row
SET was = json_set(was, '$[1]', json_extract(was, '$[3]') || ':' || json_extract(was, '$[1]'))
WHERE was_in = 'survey' AND substr(json_extract(was, '$[1]'), 1, 1) <> '~';
