-- What owners were called before, by which files that nobody keeps up go on naming them.
CREATE INDEX replaced_owner ON replaced_row (import_id, number) WHERE was_in = 'owner';
