-- Who said a pulse of before ids were kept with it stands in the audit log, at the very moment at which it was said.
UPDATE pulse SET who = x.who FROM (
    SELECT p.id, min(a.who) AS who FROM pulse p JOIN audit a ON a.at = p.said_at
    WHERE p.who = '' AND a.who <> '' AND a.verb IN ('pulse', 'act') AND a.outcome = 'answered'
    GROUP BY p.id HAVING count(DISTINCT a.who) = 1
) AS x WHERE x.id = pulse.id;
