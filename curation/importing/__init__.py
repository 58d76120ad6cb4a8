"""Words from other tools' files, as new, changed or the same, and written all together or not at all."""
