-- An account's renewal date is no longer that of contracts without an end which began after it.
UPDATE derived_state SET as_of = NULL;
