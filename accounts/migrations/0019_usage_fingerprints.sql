-- What a row of usage said in the file that it came from, where it said all of it, so that the same row needs no comparing;
-- and the import with which the context of a layout began, which a fingerprint is mixed with.
ALTER TABLE usage ADD COLUMN fingerprint INTEGER;
ALTER TABLE imported_layout ADD COLUMN since INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER usage_changed AFTER UPDATE OF events, active_users ON usage
WHEN new.fingerprint IS NOT NULL AND new.fingerprint IS NOT DISTINCT FROM old.fingerprint
BEGIN
    UPDATE usage SET fingerprint = NULL WHERE account_id = new.account_id AND used_on = new.used_on
        AND feature = new.feature AND subscription = new.subscription;
END;

CREATE TRIGGER account_rekeyed AFTER UPDATE OF key ON account WHEN old.key IS DISTINCT FROM new.key
BEGIN
    UPDATE usage SET fingerprint = NULL WHERE account_id = new.id;
END;
