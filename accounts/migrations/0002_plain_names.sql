-- Tables by what they hold.
ALTER TABLE totalling RENAME TO derived_state;
ALTER TABLE step RENAME TO arr_step;
ALTER TABLE tenure RENAME TO customer_period;
ALTER TABLE mover RENAME TO health_change;
ALTER TABLE noting RENAME TO outcome_turn;
ALTER TABLE told RENAME TO digest_account;
ALTER TABLE pace RENAME TO post_limit;
ALTER TABLE before_import RENAME TO replaced_row;
DROP INDEX tenure_by_leaving;
CREATE INDEX customer_period_by_leaving ON customer_period (left_on) WHERE left_on IS NOT NULL;
DROP INDEX step_by_day;
CREATE INDEX arr_step_by_day ON arr_step (changed_on, changed_before, currency, arr_before, arr, segment);
DROP INDEX mover_by_day;
CREATE INDEX health_change_by_day
    ON health_change (moved_on, way, currency, arr DESC, account_id, moved_before, segment);
DROP INDEX mover_of_owner;
CREATE INDEX health_change_of_owner
    ON health_change (owner_id, moved_on, way, currency, arr DESC, account_id, moved_before, segment);
DROP INDEX told_of_account;
CREATE INDEX digest_account_of_account ON digest_account (account_id);
