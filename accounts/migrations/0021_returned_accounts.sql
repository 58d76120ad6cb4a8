-- The day on which a file said of an account that was called churned that it isn't: what says before that day that it
-- left counts no more.
ALTER TABLE account ADD COLUMN returned_on TEXT;
