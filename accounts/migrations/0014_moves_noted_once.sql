-- A move that two scorings at once noted for two days: the one for the day before stood in the middle of the other's span.
DELETE FROM health_change WHERE EXISTS (
    SELECT 1 FROM health_change later WHERE later.account_id = health_change.account_id
        AND later.moved_on > health_change.moved_on AND later.moved_before < health_change.moved_on
);
