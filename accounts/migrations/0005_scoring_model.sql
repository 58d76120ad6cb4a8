-- What a day's scores were made by, and the use of all customers that each was held against (JSON).
ALTER TABLE scoring ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE scoring ADD COLUMN peers TEXT NOT NULL DEFAULT '';
