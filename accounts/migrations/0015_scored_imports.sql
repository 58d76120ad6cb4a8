-- Which imports a scoring counts: the newest that had changed anything when it began, and how many were taken back.
ALTER TABLE scoring ADD COLUMN newest_import INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scoring ADD COLUMN imports_undone INTEGER NOT NULL DEFAULT 0;
