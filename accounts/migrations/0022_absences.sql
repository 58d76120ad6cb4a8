-- A row of `score` with less than nothing known says that the account was no customer from its day on: scores from before
-- it left are not what those after it came back are compared with. Of who has left by now that is said here.
CREATE INDEX score_absent ON score (scored_on, account_id) WHERE known < 0;
INSERT INTO score (account_id, scored_on, known, band)
SELECT x.account_id, x.day, -1, 'unknown' FROM (
    SELECT p.account_id, CASE WHEN max(p.scored_on) > d.as_of THEN max(p.scored_on) ELSE d.as_of END AS day
    FROM score p CROSS JOIN derived_state d
    WHERE d.as_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.account_id = p.account_id)
    GROUP BY p.account_id, d.as_of
) AS x WHERE TRUE
ON CONFLICT (account_id, scored_on) DO UPDATE SET score = NULL, known = -1, band = 'unknown', usage = NULL,
    interactions = NULL, satisfaction = NULL, pulse = NULL, contract = NULL;
