-- What is known of ARR: what is past due of it, what is stated, what is leaving, and where nobody knows.
-- What is worked out from it is worked out anew when the store is next brought up to date: `as_of` is emptied.
ALTER TABLE account ADD COLUMN notice_given INTEGER;
ALTER TABLE account ADD COLUMN renewal_term INTEGER;
ALTER TABLE subscription ADD COLUMN notice_given INTEGER;
ALTER TABLE subscription ADD COLUMN notice_on TEXT;
ALTER TABLE subscription ADD COLUMN renewal_term INTEGER;
ALTER TABLE subscription ADD COLUMN past_due_from TEXT;
ALTER TABLE customer_period ADD COLUMN stated_from TEXT;
ALTER TABLE customer_period ADD COLUMN stated_until TEXT;
ALTER TABLE customer_period ADD COLUMN stated_past_due_from TEXT;
UPDATE customer_period SET stated_from = coalesce(since, ''), stated_until = left_on WHERE account_id IN (
    SELECT a.id FROM account a WHERE a.arr <> 0 AND a.status <> 'trial'
        AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.account_id = a.id)
);
CREATE INDEX customer_period_stated ON customer_period (stated_from) WHERE stated_from IS NOT NULL;
ALTER TABLE derived_state ADD COLUMN grace_days INTEGER NOT NULL DEFAULT 90;
UPDATE derived_state SET as_of = NULL;

CREATE TABLE leaving (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    leaves_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    arr INTEGER NOT NULL,
    notice_on TEXT,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    PRIMARY KEY (account_id, leaves_on, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX leaving_by_day ON leaving (leaves_on, segment, currency, arr);
CREATE INDEX leaving_of_owner ON leaving (owner_id, leaves_on, segment, currency, arr);
CREATE TABLE arr_note (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('unknown', 'left', 'stated', 'replaced')),
    currency TEXT NOT NULL,
    arr INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    starts_on TEXT NOT NULL,
    until TEXT NOT NULL,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    PRIMARY KEY (account_id, kind, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX arr_note_by_kind ON arr_note (kind, until, starts_on, currency, arr, counted, segment);
CREATE INDEX arr_note_of_owner ON arr_note (owner_id, kind, until, starts_on, currency, arr, counted, segment);

DROP TABLE arr_step;
CREATE TABLE arr_step (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    currency TEXT NOT NULL,
    changed_on TEXT NOT NULL,
    changed_before TEXT NOT NULL,
    arr_before INTEGER NOT NULL,
    arr INTEGER NOT NULL,
    running_before INTEGER NOT NULL,
    running INTEGER NOT NULL,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    PRIMARY KEY (account_id, currency, changed_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX arr_step_by_day
    ON arr_step (changed_on, changed_before, currency, arr_before, arr, running_before, running, segment);

DROP TRIGGER standing_total_insert;
DROP TRIGGER standing_total_delete;
DROP TRIGGER standing_total_update;
DROP TABLE standing_total;
DROP TRIGGER standing_sum_insert;
DROP TRIGGER standing_sum_delete;
DROP TRIGGER standing_sum_update;
DROP TABLE standing_sum;
DROP TRIGGER revenue_total_insert;
DROP TRIGGER revenue_total_delete;
DROP TRIGGER revenue_total_update;
DROP TABLE revenue_total;
DROP TRIGGER revenue_sum_insert;
DROP TRIGGER revenue_sum_delete;
DROP TRIGGER revenue_sum_update;
DROP TABLE revenue_sum;
ALTER TABLE standing ADD COLUMN leaves_on TEXT;
ALTER TABLE standing ADD COLUMN past_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN running_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN unknown_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN known INTEGER NOT NULL DEFAULT 1;
ALTER TABLE revenue ADD COLUMN running_customer INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN running_customer_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN past_due_account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN unknown_account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN unpriced_account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revenue ADD COLUMN running_unpriced_account INTEGER NOT NULL DEFAULT 0;
UPDATE revenue SET running = arr, running_before = arr_before, running_customer = customer,
    running_customer_before = customer_before;

CREATE TABLE standing_total (segment TEXT NOT NULL, owner_id INTEGER, band TEXT NOT NULL, accounts INTEGER NOT NULL,
    undated INTEGER NOT NULL, unpriced INTEGER NOT NULL, unowned INTEGER NOT NULL, without_champion INTEGER NOT NULL)
    STRICT;
CREATE UNIQUE INDEX standing_total_key ON standing_total (segment, ifnull(owner_id, 0), band);
CREATE INDEX standing_total_of_owner ON standing_total (owner_id);
CREATE TRIGGER standing_total_insert AFTER INSERT ON standing
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (new.segment, new.owner_id, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL
        AND new.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN
        new.owner_id IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, ifnull(owner_id, 0), band) DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated
        + excluded.undated, unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
        without_champion = without_champion + excluded.without_champion;
END;
CREATE TRIGGER standing_total_delete AFTER DELETE ON standing
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (old.segment, old.owner_id, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL
        AND old.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN
        old.owner_id IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, ifnull(owner_id, 0), band) DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated
        + excluded.undated, unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
        without_champion = without_champion + excluded.without_champion;
END;
CREATE TRIGGER standing_total_update AFTER UPDATE OF segment, owner_id, band, renews_on, leaves_on, arr, champion ON
    standing WHEN old.segment IS NOT new.segment OR old.owner_id IS NOT new.owner_id OR old.band IS NOT new.band OR 1
    IS NOT 1 OR CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND old.arr IS DISTINCT FROM 0 THEN 1 ELSE 0
    END IS NOT CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND new.arr IS DISTINCT FROM 0 THEN 1 ELSE 0
    END OR CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END IS NOT CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END OR CASE WHEN
    old.owner_id IS NULL THEN 1 ELSE 0 END IS NOT CASE WHEN new.owner_id IS NULL THEN 1 ELSE 0 END OR CASE WHEN
    old.champion IS NULL THEN 1 ELSE 0 END IS NOT CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (old.segment, old.owner_id, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL
        AND old.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN
        old.owner_id IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, ifnull(owner_id, 0), band) DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated
        + excluded.undated, unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
        without_champion = without_champion + excluded.without_champion;
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (new.segment, new.owner_id, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL
        AND new.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN
        new.owner_id IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, ifnull(owner_id, 0), band) DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated
        + excluded.undated, unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
        without_champion = without_champion + excluded.without_champion;
END;
CREATE TABLE standing_sum (segment TEXT NOT NULL, band TEXT NOT NULL, accounts INTEGER NOT NULL, undated INTEGER NOT
    NULL, unpriced INTEGER NOT NULL, unowned INTEGER NOT NULL, without_champion INTEGER NOT NULL, PRIMARY KEY
    (segment, band)) STRICT, WITHOUT ROWID;
CREATE TRIGGER standing_sum_insert AFTER INSERT ON standing
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (new.segment, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND new.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.owner_id
        IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated, unpriced =
        unpriced + excluded.unpriced, unowned = unowned + excluded.unowned, without_champion = without_champion +
        excluded.without_champion;
END;
CREATE TRIGGER standing_sum_delete AFTER DELETE ON standing
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (old.segment, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND old.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.owner_id
        IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated, unpriced =
        unpriced + excluded.unpriced, unowned = unowned + excluded.unowned, without_champion = without_champion +
        excluded.without_champion;
END;
CREATE TRIGGER standing_sum_update AFTER UPDATE OF segment, band, renews_on, leaves_on, arr, owner_id, champion ON
    standing WHEN old.segment IS NOT new.segment OR old.band IS NOT new.band OR 1 IS NOT 1 OR CASE WHEN old.renews_on
    IS NULL AND old.leaves_on IS NULL AND old.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END IS NOT CASE WHEN new.renews_on
    IS NULL AND new.leaves_on IS NULL AND new.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END OR CASE WHEN old.arr IS NULL
    THEN 1 ELSE 0 END IS NOT CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END OR CASE WHEN old.owner_id IS NULL THEN 1 ELSE
    0 END IS NOT CASE WHEN new.owner_id IS NULL THEN 1 ELSE 0 END OR CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END
    IS NOT CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (old.segment, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND old.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.owner_id
        IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated, unpriced =
        unpriced + excluded.unpriced, unowned = unowned + excluded.unowned, without_champion = without_champion +
        excluded.without_champion;
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (new.segment, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND new.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.owner_id
        IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated, unpriced =
        unpriced + excluded.unpriced, unowned = unowned + excluded.unowned, without_champion = without_champion +
        excluded.without_champion;
END;
CREATE TABLE revenue_total (segment TEXT NOT NULL, owner_id INTEGER, band TEXT NOT NULL, currency TEXT NOT NULL,
    accounts INTEGER NOT NULL, arr_before INTEGER NOT NULL, expansion INTEGER NOT NULL, contraction INTEGER NOT NULL,
    churn INTEGER NOT NULL, new INTEGER NOT NULL, arr INTEGER NOT NULL, unknown INTEGER NOT NULL, unknown_before
    INTEGER NOT NULL, customers_before INTEGER NOT NULL, customers_lost INTEGER NOT NULL, customers_new INTEGER NOT
    NULL, customers INTEGER NOT NULL, customers_unknown INTEGER NOT NULL, running_before INTEGER NOT NULL,
    running_expansion INTEGER NOT NULL, running_contraction INTEGER NOT NULL, running_churn INTEGER NOT NULL,
    running_new INTEGER NOT NULL, running INTEGER NOT NULL, running_unknown INTEGER NOT NULL, running_unknown_before
    INTEGER NOT NULL, running_customers_before INTEGER NOT NULL, running_customers_lost INTEGER NOT NULL,
    running_customers_new INTEGER NOT NULL, running_customers INTEGER NOT NULL, running_customers_unknown INTEGER NOT
    NULL, past_due_accounts INTEGER NOT NULL, unknown_accounts INTEGER NOT NULL, unpriced_accounts INTEGER NOT NULL,
    running_unpriced_accounts INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX revenue_total_key ON revenue_total (segment, ifnull(owner_id, 0), band, currency);
CREATE INDEX revenue_total_of_owner ON revenue_total (owner_id);
CREATE TRIGGER revenue_total_insert AFTER INSERT ON revenue
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new,
        running, running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (new.segment, new.owner_id, new.band, new.currency,
        +(CASE WHEN new.arr > 0 THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE
        WHEN new.known = 1 AND new.arr_before > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr
        ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known
        = 1 AND new.arr_before <= 0 THEN new.arr ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE
        0 END), +(CASE WHEN new.known = 0 THEN new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known
        = 1 THEN new.customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.customer_before > new.customer
        THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND new.customer > new.customer_before THEN 1 ELSE 0 END),
        +(new.customer), +(CASE WHEN new.known = 0 THEN new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running >
        new.running_before THEN new.running - new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running > 0 AND new.running_before > new.running THEN new.running_before - new.running ELSE 0 END), +(CASE
        WHEN new.known = 1 AND new.running <= 0 THEN new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running_before <= 0 THEN new.running ELSE 0 END), +(new.running), +(CASE WHEN new.known = 0 THEN
        new.running ELSE 0 END), +(CASE WHEN new.known = 0 THEN new.unknown_before + new.running_before ELSE 0 END),
        +(CASE WHEN new.known = 1 THEN new.running_customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running_customer_before > new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running_customer > new.running_customer_before THEN 1 ELSE 0 END), +(new.running_customer), +(CASE WHEN
        new.known = 0 THEN new.running_customer ELSE 0 END), +(new.past_due_account), +(new.unknown_account),
        +(new.unpriced_account), +(new.running_unpriced_account)) ON CONFLICT (segment, ifnull(owner_id, 0), band,
        currency) DO UPDATE SET accounts = accounts + excluded.accounts, arr_before = arr_before +
        excluded.arr_before, expansion = expansion + excluded.expansion, contraction = contraction +
        excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new, arr = arr + excluded.arr,
        unknown = unknown + excluded.unknown, unknown_before = unknown_before + excluded.unknown_before,
        customers_before = customers_before + excluded.customers_before, customers_lost = customers_lost +
        excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers = customers +
        excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown, running_before =
        running_before + excluded.running_before, running_expansion = running_expansion + excluded.running_expansion,
        running_contraction = running_contraction + excluded.running_contraction, running_churn = running_churn +
        excluded.running_churn, running_new = running_new + excluded.running_new, running = running +
        excluded.running, running_unknown = running_unknown + excluded.running_unknown, running_unknown_before =
        running_unknown_before + excluded.running_unknown_before, running_customers_before = running_customers_before
        + excluded.running_customers_before, running_customers_lost = running_customers_lost +
        excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
END;
CREATE TRIGGER revenue_total_delete AFTER DELETE ON revenue
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new,
        running, running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (old.segment, old.owner_id, old.band, old.currency,
        -(CASE WHEN old.arr > 0 THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE
        WHEN old.known = 1 AND old.arr_before > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr
        ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known
        = 1 AND old.arr_before <= 0 THEN old.arr ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE
        0 END), -(CASE WHEN old.known = 0 THEN old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known
        = 1 THEN old.customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.customer_before > old.customer
        THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND old.customer > old.customer_before THEN 1 ELSE 0 END),
        -(old.customer), -(CASE WHEN old.known = 0 THEN old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running >
        old.running_before THEN old.running - old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running > 0 AND old.running_before > old.running THEN old.running_before - old.running ELSE 0 END), -(CASE
        WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running_before <= 0 THEN old.running ELSE 0 END), -(old.running), -(CASE WHEN old.known = 0 THEN
        old.running ELSE 0 END), -(CASE WHEN old.known = 0 THEN old.unknown_before + old.running_before ELSE 0 END),
        -(CASE WHEN old.known = 1 THEN old.running_customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running_customer_before > old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running_customer > old.running_customer_before THEN 1 ELSE 0 END), -(old.running_customer), -(CASE WHEN
        old.known = 0 THEN old.running_customer ELSE 0 END), -(old.past_due_account), -(old.unknown_account),
        -(old.unpriced_account), -(old.running_unpriced_account)) ON CONFLICT (segment, ifnull(owner_id, 0), band,
        currency) DO UPDATE SET accounts = accounts + excluded.accounts, arr_before = arr_before +
        excluded.arr_before, expansion = expansion + excluded.expansion, contraction = contraction +
        excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new, arr = arr + excluded.arr,
        unknown = unknown + excluded.unknown, unknown_before = unknown_before + excluded.unknown_before,
        customers_before = customers_before + excluded.customers_before, customers_lost = customers_lost +
        excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers = customers +
        excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown, running_before =
        running_before + excluded.running_before, running_expansion = running_expansion + excluded.running_expansion,
        running_contraction = running_contraction + excluded.running_contraction, running_churn = running_churn +
        excluded.running_churn, running_new = running_new + excluded.running_new, running = running +
        excluded.running, running_unknown = running_unknown + excluded.running_unknown, running_unknown_before =
        running_unknown_before + excluded.running_unknown_before, running_customers_before = running_customers_before
        + excluded.running_customers_before, running_customers_lost = running_customers_lost +
        excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
END;
CREATE TRIGGER revenue_total_update AFTER UPDATE OF segment, owner_id, band, currency, arr, known, arr_before,
    unknown_before, customer_before, customer, running_before, running, running_customer_before, running_customer,
    past_due_account, unknown_account, unpriced_account, running_unpriced_account ON revenue WHEN old.segment IS NOT
    new.segment OR old.owner_id IS NOT new.owner_id OR old.band IS NOT new.band OR old.currency IS NOT new.currency OR
    CASE WHEN old.arr > 0 THEN 1 ELSE 0 END IS NOT CASE WHEN new.arr > 0 THEN 1 ELSE 0 END OR CASE WHEN old.known = 1
    THEN old.arr_before ELSE 0 END IS NOT CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END OR CASE WHEN
    old.known = 1 AND old.arr_before > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END IS NOT
    CASE WHEN new.known = 1 AND new.arr_before > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0
    END OR CASE WHEN old.known = 1 AND old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0
    END IS NOT CASE WHEN new.known = 1 AND new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE
    0 END OR CASE WHEN old.known = 1 AND old.arr <= 0 THEN old.arr_before ELSE 0 END IS NOT CASE WHEN new.known = 1
    AND new.arr <= 0 THEN new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN old.arr
    ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.arr_before <= 0 THEN new.arr ELSE 0 END OR old.arr IS NOT
    new.arr OR CASE WHEN old.known = 0 THEN old.arr ELSE 0 END IS NOT CASE WHEN new.known = 0 THEN new.arr ELSE 0 END
    OR CASE WHEN old.known = 0 THEN old.unknown_before + old.arr_before ELSE 0 END IS NOT CASE WHEN new.known = 0 THEN
    new.unknown_before + new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 THEN old.customer_before ELSE 0 END IS
    NOT CASE WHEN new.known = 1 THEN new.customer_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.customer_before
    > old.customer THEN 1 ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE
    0 END OR CASE WHEN old.known = 1 AND old.customer > old.customer_before THEN 1 ELSE 0 END IS NOT CASE WHEN
    new.known = 1 AND new.customer > new.customer_before THEN 1 ELSE 0 END OR old.customer IS NOT new.customer OR CASE
    WHEN old.known = 0 THEN old.customer ELSE 0 END IS NOT CASE WHEN new.known = 0 THEN new.customer ELSE 0 END OR
    CASE WHEN old.known = 1 THEN old.running_before ELSE 0 END IS NOT CASE WHEN new.known = 1 THEN new.running_before
    ELSE 0 END OR CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN
    old.running - old.running_before ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.running_before > 0 AND
    new.running > new.running_before THEN new.running - new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.running > 0 AND old.running_before > old.running THEN old.running_before - old.running ELSE 0 END IS NOT CASE
    WHEN new.known = 1 AND new.running > 0 AND new.running_before > new.running THEN new.running_before - new.running
    ELSE 0 END OR CASE WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END IS NOT CASE WHEN
    new.known = 1 AND new.running <= 0 THEN new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.running_before <= 0 THEN old.running ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.running_before <= 0
    THEN new.running ELSE 0 END OR old.running IS NOT new.running OR CASE WHEN old.known = 0 THEN old.running ELSE 0
    END IS NOT CASE WHEN new.known = 0 THEN new.running ELSE 0 END OR CASE WHEN old.known = 0 THEN old.unknown_before
    + old.running_before ELSE 0 END IS NOT CASE WHEN new.known = 0 THEN new.unknown_before + new.running_before ELSE 0
    END OR CASE WHEN old.known = 1 THEN old.running_customer_before ELSE 0 END IS NOT CASE WHEN new.known = 1 THEN
    new.running_customer_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.running_customer_before >
    old.running_customer THEN 1 ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.running_customer_before >
    new.running_customer THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 AND old.running_customer >
    old.running_customer_before THEN 1 ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.running_customer >
    new.running_customer_before THEN 1 ELSE 0 END OR old.running_customer IS NOT new.running_customer OR CASE WHEN
    old.known = 0 THEN old.running_customer ELSE 0 END IS NOT CASE WHEN new.known = 0 THEN new.running_customer ELSE 0
    END OR old.past_due_account IS NOT new.past_due_account OR old.unknown_account IS NOT new.unknown_account OR
    old.unpriced_account IS NOT new.unpriced_account OR old.running_unpriced_account IS NOT
    new.running_unpriced_account
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new,
        running, running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (old.segment, old.owner_id, old.band, old.currency,
        -(CASE WHEN old.arr > 0 THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE
        WHEN old.known = 1 AND old.arr_before > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr
        ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known
        = 1 AND old.arr_before <= 0 THEN old.arr ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE
        0 END), -(CASE WHEN old.known = 0 THEN old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known
        = 1 THEN old.customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.customer_before > old.customer
        THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND old.customer > old.customer_before THEN 1 ELSE 0 END),
        -(old.customer), -(CASE WHEN old.known = 0 THEN old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running >
        old.running_before THEN old.running - old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running > 0 AND old.running_before > old.running THEN old.running_before - old.running ELSE 0 END), -(CASE
        WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running_before <= 0 THEN old.running ELSE 0 END), -(old.running), -(CASE WHEN old.known = 0 THEN
        old.running ELSE 0 END), -(CASE WHEN old.known = 0 THEN old.unknown_before + old.running_before ELSE 0 END),
        -(CASE WHEN old.known = 1 THEN old.running_customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running_customer_before > old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.running_customer > old.running_customer_before THEN 1 ELSE 0 END), -(old.running_customer), -(CASE WHEN
        old.known = 0 THEN old.running_customer ELSE 0 END), -(old.past_due_account), -(old.unknown_account),
        -(old.unpriced_account), -(old.running_unpriced_account)) ON CONFLICT (segment, ifnull(owner_id, 0), band,
        currency) DO UPDATE SET accounts = accounts + excluded.accounts, arr_before = arr_before +
        excluded.arr_before, expansion = expansion + excluded.expansion, contraction = contraction +
        excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new, arr = arr + excluded.arr,
        unknown = unknown + excluded.unknown, unknown_before = unknown_before + excluded.unknown_before,
        customers_before = customers_before + excluded.customers_before, customers_lost = customers_lost +
        excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers = customers +
        excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown, running_before =
        running_before + excluded.running_before, running_expansion = running_expansion + excluded.running_expansion,
        running_contraction = running_contraction + excluded.running_contraction, running_churn = running_churn +
        excluded.running_churn, running_new = running_new + excluded.running_new, running = running +
        excluded.running, running_unknown = running_unknown + excluded.running_unknown, running_unknown_before =
        running_unknown_before + excluded.running_unknown_before, running_customers_before = running_customers_before
        + excluded.running_customers_before, running_customers_lost = running_customers_lost +
        excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new,
        running, running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (new.segment, new.owner_id, new.band, new.currency,
        +(CASE WHEN new.arr > 0 THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE
        WHEN new.known = 1 AND new.arr_before > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr
        ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known
        = 1 AND new.arr_before <= 0 THEN new.arr ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE
        0 END), +(CASE WHEN new.known = 0 THEN new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known
        = 1 THEN new.customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.customer_before > new.customer
        THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND new.customer > new.customer_before THEN 1 ELSE 0 END),
        +(new.customer), +(CASE WHEN new.known = 0 THEN new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running >
        new.running_before THEN new.running - new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running > 0 AND new.running_before > new.running THEN new.running_before - new.running ELSE 0 END), +(CASE
        WHEN new.known = 1 AND new.running <= 0 THEN new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running_before <= 0 THEN new.running ELSE 0 END), +(new.running), +(CASE WHEN new.known = 0 THEN
        new.running ELSE 0 END), +(CASE WHEN new.known = 0 THEN new.unknown_before + new.running_before ELSE 0 END),
        +(CASE WHEN new.known = 1 THEN new.running_customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running_customer_before > new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.running_customer > new.running_customer_before THEN 1 ELSE 0 END), +(new.running_customer), +(CASE WHEN
        new.known = 0 THEN new.running_customer ELSE 0 END), +(new.past_due_account), +(new.unknown_account),
        +(new.unpriced_account), +(new.running_unpriced_account)) ON CONFLICT (segment, ifnull(owner_id, 0), band,
        currency) DO UPDATE SET accounts = accounts + excluded.accounts, arr_before = arr_before +
        excluded.arr_before, expansion = expansion + excluded.expansion, contraction = contraction +
        excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new, arr = arr + excluded.arr,
        unknown = unknown + excluded.unknown, unknown_before = unknown_before + excluded.unknown_before,
        customers_before = customers_before + excluded.customers_before, customers_lost = customers_lost +
        excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers = customers +
        excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown, running_before =
        running_before + excluded.running_before, running_expansion = running_expansion + excluded.running_expansion,
        running_contraction = running_contraction + excluded.running_contraction, running_churn = running_churn +
        excluded.running_churn, running_new = running_new + excluded.running_new, running = running +
        excluded.running, running_unknown = running_unknown + excluded.running_unknown, running_unknown_before =
        running_unknown_before + excluded.running_unknown_before, running_customers_before = running_customers_before
        + excluded.running_customers_before, running_customers_lost = running_customers_lost +
        excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
END;
CREATE TABLE revenue_sum (segment TEXT NOT NULL, band TEXT NOT NULL, currency TEXT NOT NULL, accounts INTEGER NOT
    NULL, arr_before INTEGER NOT NULL, expansion INTEGER NOT NULL, contraction INTEGER NOT NULL, churn INTEGER NOT
    NULL, new INTEGER NOT NULL, arr INTEGER NOT NULL, unknown INTEGER NOT NULL, unknown_before INTEGER NOT NULL,
    customers_before INTEGER NOT NULL, customers_lost INTEGER NOT NULL, customers_new INTEGER NOT NULL, customers
    INTEGER NOT NULL, customers_unknown INTEGER NOT NULL, running_before INTEGER NOT NULL, running_expansion INTEGER
    NOT NULL, running_contraction INTEGER NOT NULL, running_churn INTEGER NOT NULL, running_new INTEGER NOT NULL,
    running INTEGER NOT NULL, running_unknown INTEGER NOT NULL, running_unknown_before INTEGER NOT NULL,
    running_customers_before INTEGER NOT NULL, running_customers_lost INTEGER NOT NULL, running_customers_new INTEGER
    NOT NULL, running_customers INTEGER NOT NULL, running_customers_unknown INTEGER NOT NULL, past_due_accounts
    INTEGER NOT NULL, unknown_accounts INTEGER NOT NULL, unpriced_accounts INTEGER NOT NULL, running_unpriced_accounts
    INTEGER NOT NULL, PRIMARY KEY (segment, band, currency)) STRICT, WITHOUT ROWID;
CREATE TRIGGER revenue_sum_insert AFTER INSERT ON revenue
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (new.segment, new.band, new.currency, +(CASE WHEN new.arr > 0 THEN 1 ELSE 0
        END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before
        > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0 END), +(CASE WHEN new.known = 1
        AND new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before <= 0 THEN
        new.arr ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE 0 END), +(CASE WHEN new.known = 0
        THEN new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.customer_before ELSE
        0 END), +(CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE 0 END), +(CASE WHEN
        new.known = 1 AND new.customer > new.customer_before THEN 1 ELSE 0 END), +(new.customer), +(CASE WHEN
        new.known = 0 THEN new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running > new.running_before THEN new.running -
        new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running > 0 AND new.running_before >
        new.running THEN new.running_before - new.running ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running <= 0
        THEN new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_before <= 0 THEN new.running
        ELSE 0 END), +(new.running), +(CASE WHEN new.known = 0 THEN new.running ELSE 0 END), +(CASE WHEN new.known = 0
        THEN new.unknown_before + new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.running_customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer_before >
        new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer >
        new.running_customer_before THEN 1 ELSE 0 END), +(new.running_customer), +(CASE WHEN new.known = 0 THEN
        new.running_customer ELSE 0 END), +(new.past_due_account), +(new.unknown_account), +(new.unpriced_account),
        +(new.running_unpriced_account)) ON CONFLICT (segment, band, currency) DO UPDATE SET accounts = accounts +
        excluded.accounts, arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
        contraction = contraction + excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new,
        arr = arr + excluded.arr, unknown = unknown + excluded.unknown, unknown_before = unknown_before +
        excluded.unknown_before, customers_before = customers_before + excluded.customers_before, customers_lost =
        customers_lost + excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers =
        customers + excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown,
        running_before = running_before + excluded.running_before, running_expansion = running_expansion +
        excluded.running_expansion, running_contraction = running_contraction + excluded.running_contraction,
        running_churn = running_churn + excluded.running_churn, running_new = running_new + excluded.running_new,
        running = running + excluded.running, running_unknown = running_unknown + excluded.running_unknown,
        running_unknown_before = running_unknown_before + excluded.running_unknown_before, running_customers_before =
        running_customers_before + excluded.running_customers_before, running_customers_lost = running_customers_lost
        + excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
END;
CREATE TRIGGER revenue_sum_delete AFTER DELETE ON revenue
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (old.segment, old.band, old.currency, -(CASE WHEN old.arr > 0 THEN 1 ELSE 0
        END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before
        > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0 END), -(CASE WHEN old.known = 1
        AND old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN
        old.arr ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE 0 END), -(CASE WHEN old.known = 0
        THEN old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.customer_before ELSE
        0 END), -(CASE WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0 END), -(CASE WHEN
        old.known = 1 AND old.customer > old.customer_before THEN 1 ELSE 0 END), -(old.customer), -(CASE WHEN
        old.known = 0 THEN old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN old.running -
        old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running > 0 AND old.running_before >
        old.running THEN old.running_before - old.running ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running <= 0
        THEN old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_before <= 0 THEN old.running
        ELSE 0 END), -(old.running), -(CASE WHEN old.known = 0 THEN old.running ELSE 0 END), -(CASE WHEN old.known = 0
        THEN old.unknown_before + old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.running_customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer_before >
        old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer >
        old.running_customer_before THEN 1 ELSE 0 END), -(old.running_customer), -(CASE WHEN old.known = 0 THEN
        old.running_customer ELSE 0 END), -(old.past_due_account), -(old.unknown_account), -(old.unpriced_account),
        -(old.running_unpriced_account)) ON CONFLICT (segment, band, currency) DO UPDATE SET accounts = accounts +
        excluded.accounts, arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
        contraction = contraction + excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new,
        arr = arr + excluded.arr, unknown = unknown + excluded.unknown, unknown_before = unknown_before +
        excluded.unknown_before, customers_before = customers_before + excluded.customers_before, customers_lost =
        customers_lost + excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers =
        customers + excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown,
        running_before = running_before + excluded.running_before, running_expansion = running_expansion +
        excluded.running_expansion, running_contraction = running_contraction + excluded.running_contraction,
        running_churn = running_churn + excluded.running_churn, running_new = running_new + excluded.running_new,
        running = running + excluded.running, running_unknown = running_unknown + excluded.running_unknown,
        running_unknown_before = running_unknown_before + excluded.running_unknown_before, running_customers_before =
        running_customers_before + excluded.running_customers_before, running_customers_lost = running_customers_lost
        + excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
END;
CREATE TRIGGER revenue_sum_update AFTER UPDATE OF segment, band, currency, arr, known, arr_before, unknown_before,
    customer_before, customer, running_before, running, running_customer_before, running_customer, past_due_account,
    unknown_account, unpriced_account, running_unpriced_account ON revenue WHEN old.segment IS NOT new.segment OR
    old.band IS NOT new.band OR old.currency IS NOT new.currency OR CASE WHEN old.arr > 0 THEN 1 ELSE 0 END IS NOT
    CASE WHEN new.arr > 0 THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END IS NOT CASE WHEN
    new.known = 1 THEN new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr_before > 0 AND old.arr >
    old.arr_before THEN old.arr - old.arr_before ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.arr_before > 0 AND
    new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr > 0 AND
    old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.arr > 0
    AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr <= 0
    THEN old.arr_before ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.arr <= 0 THEN new.arr_before ELSE 0 END OR
    CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN old.arr ELSE 0 END IS NOT CASE WHEN new.known = 1 AND
    new.arr_before <= 0 THEN new.arr ELSE 0 END OR old.arr IS NOT new.arr OR CASE WHEN old.known = 0 THEN old.arr ELSE
    0 END IS NOT CASE WHEN new.known = 0 THEN new.arr ELSE 0 END OR CASE WHEN old.known = 0 THEN old.unknown_before +
    old.arr_before ELSE 0 END IS NOT CASE WHEN new.known = 0 THEN new.unknown_before + new.arr_before ELSE 0 END OR
    CASE WHEN old.known = 1 THEN old.customer_before ELSE 0 END IS NOT CASE WHEN new.known = 1 THEN
    new.customer_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0 END
    IS NOT CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE 0 END OR CASE WHEN old.known = 1
    AND old.customer > old.customer_before THEN 1 ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.customer >
    new.customer_before THEN 1 ELSE 0 END OR old.customer IS NOT new.customer OR CASE WHEN old.known = 0 THEN
    old.customer ELSE 0 END IS NOT CASE WHEN new.known = 0 THEN new.customer ELSE 0 END OR CASE WHEN old.known = 1
    THEN old.running_before ELSE 0 END IS NOT CASE WHEN new.known = 1 THEN new.running_before ELSE 0 END OR CASE WHEN
    old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN old.running -
    old.running_before ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running >
    new.running_before THEN new.running - new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.running > 0
    AND old.running_before > old.running THEN old.running_before - old.running ELSE 0 END IS NOT CASE WHEN new.known =
    1 AND new.running > 0 AND new.running_before > new.running THEN new.running_before - new.running ELSE 0 END OR
    CASE WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END IS NOT CASE WHEN new.known = 1 AND
    new.running <= 0 THEN new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.running_before <= 0 THEN
    old.running ELSE 0 END IS NOT CASE WHEN new.known = 1 AND new.running_before <= 0 THEN new.running ELSE 0 END OR
    old.running IS NOT new.running OR CASE WHEN old.known = 0 THEN old.running ELSE 0 END IS NOT CASE WHEN new.known =
    0 THEN new.running ELSE 0 END OR CASE WHEN old.known = 0 THEN old.unknown_before + old.running_before ELSE 0 END
    IS NOT CASE WHEN new.known = 0 THEN new.unknown_before + new.running_before ELSE 0 END OR CASE WHEN old.known = 1
    THEN old.running_customer_before ELSE 0 END IS NOT CASE WHEN new.known = 1 THEN new.running_customer_before ELSE 0
    END OR CASE WHEN old.known = 1 AND old.running_customer_before > old.running_customer THEN 1 ELSE 0 END IS NOT
    CASE WHEN new.known = 1 AND new.running_customer_before > new.running_customer THEN 1 ELSE 0 END OR CASE WHEN
    old.known = 1 AND old.running_customer > old.running_customer_before THEN 1 ELSE 0 END IS NOT CASE WHEN new.known
    = 1 AND new.running_customer > new.running_customer_before THEN 1 ELSE 0 END OR old.running_customer IS NOT
    new.running_customer OR CASE WHEN old.known = 0 THEN old.running_customer ELSE 0 END IS NOT CASE WHEN new.known =
    0 THEN new.running_customer ELSE 0 END OR old.past_due_account IS NOT new.past_due_account OR old.unknown_account
    IS NOT new.unknown_account OR old.unpriced_account IS NOT new.unpriced_account OR old.running_unpriced_account IS
    NOT new.running_unpriced_account
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (old.segment, old.band, old.currency, -(CASE WHEN old.arr > 0 THEN 1 ELSE 0
        END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before
        > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0 END), -(CASE WHEN old.known = 1
        AND old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN
        old.arr ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE 0 END), -(CASE WHEN old.known = 0
        THEN old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.customer_before ELSE
        0 END), -(CASE WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0 END), -(CASE WHEN
        old.known = 1 AND old.customer > old.customer_before THEN 1 ELSE 0 END), -(old.customer), -(CASE WHEN
        old.known = 0 THEN old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN old.running -
        old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running > 0 AND old.running_before >
        old.running THEN old.running_before - old.running ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running <= 0
        THEN old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_before <= 0 THEN old.running
        ELSE 0 END), -(old.running), -(CASE WHEN old.known = 0 THEN old.running ELSE 0 END), -(CASE WHEN old.known = 0
        THEN old.unknown_before + old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.running_customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer_before >
        old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer >
        old.running_customer_before THEN 1 ELSE 0 END), -(old.running_customer), -(CASE WHEN old.known = 0 THEN
        old.running_customer ELSE 0 END), -(old.past_due_account), -(old.unknown_account), -(old.unpriced_account),
        -(old.running_unpriced_account)) ON CONFLICT (segment, band, currency) DO UPDATE SET accounts = accounts +
        excluded.accounts, arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
        contraction = contraction + excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new,
        arr = arr + excluded.arr, unknown = unknown + excluded.unknown, unknown_before = unknown_before +
        excluded.unknown_before, customers_before = customers_before + excluded.customers_before, customers_lost =
        customers_lost + excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers =
        customers + excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown,
        running_before = running_before + excluded.running_before, running_expansion = running_expansion +
        excluded.running_expansion, running_contraction = running_contraction + excluded.running_contraction,
        running_churn = running_churn + excluded.running_churn, running_new = running_new + excluded.running_new,
        running = running + excluded.running, running_unknown = running_unknown + excluded.running_unknown,
        running_unknown_before = running_unknown_before + excluded.running_unknown_before, running_customers_before =
        running_customers_before + excluded.running_customers_before, running_customers_lost = running_customers_lost
        + excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (new.segment, new.band, new.currency, +(CASE WHEN new.arr > 0 THEN 1 ELSE 0
        END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before
        > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0 END), +(CASE WHEN new.known = 1
        AND new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before <= 0 THEN
        new.arr ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE 0 END), +(CASE WHEN new.known = 0
        THEN new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.customer_before ELSE
        0 END), +(CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE 0 END), +(CASE WHEN
        new.known = 1 AND new.customer > new.customer_before THEN 1 ELSE 0 END), +(new.customer), +(CASE WHEN
        new.known = 0 THEN new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running > new.running_before THEN new.running -
        new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running > 0 AND new.running_before >
        new.running THEN new.running_before - new.running ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running <= 0
        THEN new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_before <= 0 THEN new.running
        ELSE 0 END), +(new.running), +(CASE WHEN new.known = 0 THEN new.running ELSE 0 END), +(CASE WHEN new.known = 0
        THEN new.unknown_before + new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.running_customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer_before >
        new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer >
        new.running_customer_before THEN 1 ELSE 0 END), +(new.running_customer), +(CASE WHEN new.known = 0 THEN
        new.running_customer ELSE 0 END), +(new.past_due_account), +(new.unknown_account), +(new.unpriced_account),
        +(new.running_unpriced_account)) ON CONFLICT (segment, band, currency) DO UPDATE SET accounts = accounts +
        excluded.accounts, arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
        contraction = contraction + excluded.contraction, churn = churn + excluded.churn, new = new + excluded.new,
        arr = arr + excluded.arr, unknown = unknown + excluded.unknown, unknown_before = unknown_before +
        excluded.unknown_before, customers_before = customers_before + excluded.customers_before, customers_lost =
        customers_lost + excluded.customers_lost, customers_new = customers_new + excluded.customers_new, customers =
        customers + excluded.customers, customers_unknown = customers_unknown + excluded.customers_unknown,
        running_before = running_before + excluded.running_before, running_expansion = running_expansion +
        excluded.running_expansion, running_contraction = running_contraction + excluded.running_contraction,
        running_churn = running_churn + excluded.running_churn, running_new = running_new + excluded.running_new,
        running = running + excluded.running, running_unknown = running_unknown + excluded.running_unknown,
        running_unknown_before = running_unknown_before + excluded.running_unknown_before, running_customers_before =
        running_customers_before + excluded.running_customers_before, running_customers_lost = running_customers_lost
        + excluded.running_customers_lost, running_customers_new = running_customers_new +
        excluded.running_customers_new, running_customers = running_customers + excluded.running_customers,
        running_customers_unknown = running_customers_unknown + excluded.running_customers_unknown, past_due_accounts
        = past_due_accounts + excluded.past_due_accounts, unknown_accounts = unknown_accounts +
        excluded.unknown_accounts, unpriced_accounts = unpriced_accounts + excluded.unpriced_accounts,
        running_unpriced_accounts = running_unpriced_accounts + excluded.running_unpriced_accounts;
END;
INSERT INTO standing_total SELECT segment, owner_id, band, sum(1), sum(CASE WHEN standing.renews_on IS NULL AND
    standing.leaves_on IS NULL AND standing.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), sum(CASE WHEN standing.arr IS
    NULL THEN 1 ELSE 0 END), sum(CASE WHEN standing.owner_id IS NULL THEN 1 ELSE 0 END), sum(CASE WHEN
    standing.champion IS NULL THEN 1 ELSE 0 END) FROM standing GROUP BY segment, owner_id, band;
INSERT INTO standing_sum SELECT segment, band, sum(accounts), sum(undated), sum(unpriced), sum(unowned),
    sum(without_champion) FROM standing_total GROUP BY segment, band;
INSERT INTO revenue_total SELECT segment, owner_id, band, currency, sum(CASE WHEN revenue.arr > 0 THEN 1 ELSE 0 END),
    sum(CASE WHEN revenue.known = 1 THEN revenue.arr_before ELSE 0 END), sum(CASE WHEN revenue.known = 1 AND
    revenue.arr_before > 0 AND revenue.arr > revenue.arr_before THEN revenue.arr - revenue.arr_before ELSE 0 END),
    sum(CASE WHEN revenue.known = 1 AND revenue.arr > 0 AND revenue.arr_before > revenue.arr THEN revenue.arr_before -
    revenue.arr ELSE 0 END), sum(CASE WHEN revenue.known = 1 AND revenue.arr <= 0 THEN revenue.arr_before ELSE 0 END),
    sum(CASE WHEN revenue.known = 1 AND revenue.arr_before <= 0 THEN revenue.arr ELSE 0 END), sum(revenue.arr),
    sum(CASE WHEN revenue.known = 0 THEN revenue.arr ELSE 0 END), sum(CASE WHEN revenue.known = 0 THEN
    revenue.unknown_before + revenue.arr_before ELSE 0 END), sum(CASE WHEN revenue.known = 1 THEN
    revenue.customer_before ELSE 0 END), sum(CASE WHEN revenue.known = 1 AND revenue.customer_before >
    revenue.customer THEN 1 ELSE 0 END), sum(CASE WHEN revenue.known = 1 AND revenue.customer >
    revenue.customer_before THEN 1 ELSE 0 END), sum(revenue.customer), sum(CASE WHEN revenue.known = 0 THEN
    revenue.customer ELSE 0 END), sum(CASE WHEN revenue.known = 1 THEN revenue.running_before ELSE 0 END), sum(CASE
    WHEN revenue.known = 1 AND revenue.running_before > 0 AND revenue.running > revenue.running_before THEN
    revenue.running - revenue.running_before ELSE 0 END), sum(CASE WHEN revenue.known = 1 AND revenue.running > 0 AND
    revenue.running_before > revenue.running THEN revenue.running_before - revenue.running ELSE 0 END), sum(CASE WHEN
    revenue.known = 1 AND revenue.running <= 0 THEN revenue.running_before ELSE 0 END), sum(CASE WHEN revenue.known =
    1 AND revenue.running_before <= 0 THEN revenue.running ELSE 0 END), sum(revenue.running), sum(CASE WHEN
    revenue.known = 0 THEN revenue.running ELSE 0 END), sum(CASE WHEN revenue.known = 0 THEN revenue.unknown_before +
    revenue.running_before ELSE 0 END), sum(CASE WHEN revenue.known = 1 THEN revenue.running_customer_before ELSE 0
    END), sum(CASE WHEN revenue.known = 1 AND revenue.running_customer_before > revenue.running_customer THEN 1 ELSE 0
    END), sum(CASE WHEN revenue.known = 1 AND revenue.running_customer > revenue.running_customer_before THEN 1 ELSE 0
    END), sum(revenue.running_customer), sum(CASE WHEN revenue.known = 0 THEN revenue.running_customer ELSE 0 END),
    sum(revenue.past_due_account), sum(revenue.unknown_account), sum(revenue.unpriced_account),
    sum(revenue.running_unpriced_account) FROM revenue GROUP BY segment, owner_id, band, currency;
INSERT INTO revenue_sum SELECT segment, band, currency, sum(accounts), sum(arr_before), sum(expansion),
    sum(contraction), sum(churn), sum(new), sum(arr), sum(unknown), sum(unknown_before), sum(customers_before),
    sum(customers_lost), sum(customers_new), sum(customers), sum(customers_unknown), sum(running_before),
    sum(running_expansion), sum(running_contraction), sum(running_churn), sum(running_new), sum(running),
    sum(running_unknown), sum(running_unknown_before), sum(running_customers_before), sum(running_customers_lost),
    sum(running_customers_new), sum(running_customers), sum(running_customers_unknown), sum(past_due_accounts),
    sum(unknown_accounts), sum(unpriced_accounts), sum(running_unpriced_accounts) FROM revenue_total GROUP BY segment,
    band, currency;
