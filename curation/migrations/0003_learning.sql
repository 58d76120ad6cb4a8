-- Who learns words, and when the next lesson is due (an instant); none while it is paused. Gone with `learn stop`.
CREATE TABLE learner (
    person TEXT PRIMARY KEY,
    team TEXT NOT NULL,
    channel TEXT NOT NULL DEFAULT '',
    zone TEXT NOT NULL,
    at TEXT NOT NULL,
    pace INTEGER NOT NULL CHECK (pace BETWEEN 1 AND 10),
    started_on TEXT NOT NULL,
    next_at TEXT,
    manager TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX learner_due ON learner (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX learner_of_manager ON learner (manager) WHERE manager <> '';

-- The words that somebody has been shown, with the state of the memory model, and the day they come back on.
CREATE TABLE learned_word (
    person TEXT NOT NULL REFERENCES learner(person),
    term TEXT NOT NULL,
    introduced_on TEXT NOT NULL,
    memory TEXT NOT NULL,
    due_on TEXT NOT NULL,
    answered_right INTEGER NOT NULL DEFAULT 0,
    answered_wrong INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person, term)
) STRICT;

-- A lesson of a person and local day: its words, its checks (the word asked for and the one it is mixed up with), and
-- what was answered.
CREATE TABLE lesson (
    person TEXT NOT NULL REFERENCES learner(person),
    day TEXT NOT NULL,
    words TEXT NOT NULL,
    checks TEXT NOT NULL,
    answers TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (person, day)
) STRICT;
