-- How many rows an answer that is held had stands in the reason; nothing wrote or read it apart.
ALTER TABLE source DROP COLUMN held_rows;
