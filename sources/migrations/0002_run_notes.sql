-- What a run had to tell of its rows, as a list in JSON.
ALTER TABLE source_run ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
