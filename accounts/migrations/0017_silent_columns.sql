-- The columns of a layout in which none of its rows says how dates or numbers are written, by position: they needn't be
-- gone through again for that.
ALTER TABLE imported_layout ADD COLUMN silent TEXT NOT NULL DEFAULT '[]';
