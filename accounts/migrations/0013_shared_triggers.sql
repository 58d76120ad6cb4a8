-- Triggers and keys in the words that SQLite and PostgreSQL both know; what they do stays as it was.
DROP TRIGGER standing_total_insert;
DROP TRIGGER standing_total_delete;
DROP TRIGGER standing_total_update;
DROP TRIGGER standing_sum_insert;
DROP TRIGGER standing_sum_delete;
DROP TRIGGER standing_sum_update;
DROP TRIGGER revenue_total_insert;
DROP TRIGGER revenue_total_delete;
DROP TRIGGER revenue_total_update;
DROP TRIGGER revenue_sum_insert;
DROP TRIGGER revenue_sum_delete;
DROP TRIGGER revenue_sum_update;
DROP TRIGGER renewal_total_insert;
DROP TRIGGER renewal_total_delete;
DROP TRIGGER renewal_total_update;
DROP TRIGGER renewal_sum_insert;
DROP TRIGGER renewal_sum_delete;
DROP TRIGGER renewal_sum_update;
DROP TRIGGER standing_carry_band;
DROP TRIGGER standing_carry_whose;
DROP TRIGGER account_renamed;
DROP TRIGGER account_gone;
DROP INDEX standing_total_key;
CREATE UNIQUE INDEX standing_total_key ON standing_total (segment, coalesce(owner_id, 0), band);
DROP INDEX revenue_total_key;
CREATE UNIQUE INDEX revenue_total_key ON revenue_total (segment, coalesce(owner_id, 0), band, currency);

CREATE TRIGGER standing_total_insert AFTER INSERT ON standing
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (new.segment, new.owner_id, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND
        new.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN
        new.owner_id IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, coalesce(owner_id, 0), band) DO UPDATE SET accounts = standing_total.accounts + excluded.accounts,
        undated = standing_total.undated + excluded.undated, unpriced = standing_total.unpriced + excluded.unpriced,
        unowned = standing_total.unowned + excluded.unowned, without_champion = standing_total.without_champion +
        excluded.without_champion;
END;

CREATE TRIGGER standing_total_delete AFTER DELETE ON standing
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (old.segment, old.owner_id, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND
        old.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN
        old.owner_id IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, coalesce(owner_id, 0), band) DO UPDATE SET accounts = standing_total.accounts + excluded.accounts,
        undated = standing_total.undated + excluded.undated, unpriced = standing_total.unpriced + excluded.unpriced,
        unowned = standing_total.unowned + excluded.unowned, without_champion = standing_total.without_champion +
        excluded.without_champion;
END;

CREATE TRIGGER standing_total_update AFTER UPDATE OF segment, owner_id, band, renews_on, leaves_on, arr, champion ON
    standing WHEN old.segment IS DISTINCT FROM new.segment OR old.owner_id IS DISTINCT FROM new.owner_id OR old.band IS
    DISTINCT FROM new.band OR CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND old.arr IS DISTINCT FROM 0
    THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND new.arr IS DISTINCT
    FROM 0 THEN 1 ELSE 0 END OR CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.arr IS NULL
    THEN 1 ELSE 0 END OR CASE WHEN old.owner_id IS NULL THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.owner_id IS
    NULL THEN 1 ELSE 0 END OR CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.champion
    IS NULL THEN 1 ELSE 0 END
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (old.segment, old.owner_id, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND
        old.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN
        old.owner_id IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, coalesce(owner_id, 0), band) DO UPDATE SET accounts = standing_total.accounts + excluded.accounts,
        undated = standing_total.undated + excluded.undated, unpriced = standing_total.unpriced + excluded.unpriced,
        unowned = standing_total.unowned + excluded.unowned, without_champion = standing_total.without_champion +
        excluded.without_champion;
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (new.segment, new.owner_id, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND
        new.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN
        new.owner_id IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (segment, coalesce(owner_id, 0), band) DO UPDATE SET accounts = standing_total.accounts + excluded.accounts,
        undated = standing_total.undated + excluded.undated, unpriced = standing_total.unpriced + excluded.unpriced,
        unowned = standing_total.unowned + excluded.unowned, without_champion = standing_total.without_champion +
        excluded.without_champion;
END;

CREATE TRIGGER standing_sum_insert AFTER INSERT ON standing
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (new.segment, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND new.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.owner_id IS
        NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band) DO
        UPDATE SET accounts = standing_sum.accounts + excluded.accounts, undated = standing_sum.undated +
        excluded.undated, unpriced = standing_sum.unpriced + excluded.unpriced, unowned = standing_sum.unowned +
        excluded.unowned, without_champion = standing_sum.without_champion + excluded.without_champion;
END;

CREATE TRIGGER standing_sum_delete AFTER DELETE ON standing
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (old.segment, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND old.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.owner_id IS
        NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band) DO
        UPDATE SET accounts = standing_sum.accounts + excluded.accounts, undated = standing_sum.undated +
        excluded.undated, unpriced = standing_sum.unpriced + excluded.unpriced, unowned = standing_sum.unowned +
        excluded.unowned, without_champion = standing_sum.without_champion + excluded.without_champion;
END;

CREATE TRIGGER standing_sum_update AFTER UPDATE OF segment, band, renews_on, leaves_on, arr, owner_id, champion ON
    standing WHEN old.segment IS DISTINCT FROM new.segment OR old.band IS DISTINCT FROM new.band OR CASE WHEN
    old.renews_on IS NULL AND old.leaves_on IS NULL AND old.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END IS DISTINCT FROM
    CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND new.arr IS DISTINCT FROM 0 THEN 1 ELSE 0 END OR CASE
    WHEN old.arr IS NULL THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END OR CASE WHEN
    old.owner_id IS NULL THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.owner_id IS NULL THEN 1 ELSE 0 END OR CASE
    WHEN old.champion IS NULL THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (old.segment, old.band, -(1), -(CASE WHEN old.renews_on IS NULL AND old.leaves_on IS NULL AND old.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END), -(CASE WHEN old.owner_id IS
        NULL THEN 1 ELSE 0 END), -(CASE WHEN old.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band) DO
        UPDATE SET accounts = standing_sum.accounts + excluded.accounts, undated = standing_sum.undated +
        excluded.undated, unpriced = standing_sum.unpriced + excluded.unpriced, unowned = standing_sum.unowned +
        excluded.unowned, without_champion = standing_sum.without_champion + excluded.without_champion;
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion) VALUES
        (new.segment, new.band, +(1), +(CASE WHEN new.renews_on IS NULL AND new.leaves_on IS NULL AND new.arr IS
        DISTINCT FROM 0 THEN 1 ELSE 0 END), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END), +(CASE WHEN new.owner_id IS
        NULL THEN 1 ELSE 0 END), +(CASE WHEN new.champion IS NULL THEN 1 ELSE 0 END)) ON CONFLICT (segment, band) DO
        UPDATE SET accounts = standing_sum.accounts + excluded.accounts, undated = standing_sum.undated +
        excluded.undated, unpriced = standing_sum.unpriced + excluded.unpriced, unowned = standing_sum.unowned +
        excluded.unowned, without_champion = standing_sum.without_champion + excluded.without_champion;
END;

CREATE TRIGGER revenue_total_insert AFTER INSERT ON revenue
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new, running,
        running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (new.segment, new.owner_id, new.band, new.currency, +(CASE
        WHEN new.arr > 0 THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE WHEN
        new.known = 1 AND new.arr_before > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.arr_before <= 0 THEN new.arr ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE 0 END),
        +(CASE WHEN new.known = 0 THEN new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.customer > new.customer_before THEN 1 ELSE 0 END), +(new.customer),
        +(CASE WHEN new.known = 0 THEN new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_before ELSE
        0 END), +(CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running > new.running_before THEN
        new.running - new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running > 0 AND
        new.running_before > new.running THEN new.running_before - new.running ELSE 0 END), +(CASE WHEN new.known = 1
        AND new.running <= 0 THEN new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_before <= 0
        THEN new.running ELSE 0 END), +(new.running), +(CASE WHEN new.known = 0 THEN new.running ELSE 0 END), +(CASE
        WHEN new.known = 0 THEN new.unknown_before + new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.running_customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer_before >
        new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer >
        new.running_customer_before THEN 1 ELSE 0 END), +(new.running_customer), +(CASE WHEN new.known = 0 THEN
        new.running_customer ELSE 0 END), +(new.past_due_account), +(new.unknown_account), +(new.unpriced_account),
        +(new.running_unpriced_account)) ON CONFLICT (segment, coalesce(owner_id, 0), band, currency) DO UPDATE SET
        accounts = revenue_total.accounts + excluded.accounts, arr_before = revenue_total.arr_before +
        excluded.arr_before, expansion = revenue_total.expansion + excluded.expansion, contraction =
        revenue_total.contraction + excluded.contraction, churn = revenue_total.churn + excluded.churn, new =
        revenue_total.new + excluded.new, arr = revenue_total.arr + excluded.arr, unknown = revenue_total.unknown +
        excluded.unknown, unknown_before = revenue_total.unknown_before + excluded.unknown_before, customers_before =
        revenue_total.customers_before + excluded.customers_before, customers_lost = revenue_total.customers_lost +
        excluded.customers_lost, customers_new = revenue_total.customers_new + excluded.customers_new, customers =
        revenue_total.customers + excluded.customers, customers_unknown = revenue_total.customers_unknown +
        excluded.customers_unknown, running_before = revenue_total.running_before + excluded.running_before,
        running_expansion = revenue_total.running_expansion + excluded.running_expansion, running_contraction =
        revenue_total.running_contraction + excluded.running_contraction, running_churn = revenue_total.running_churn +
        excluded.running_churn, running_new = revenue_total.running_new + excluded.running_new, running =
        revenue_total.running + excluded.running, running_unknown = revenue_total.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_total.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_total.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_total.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_total.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_total.running_customers +
        excluded.running_customers, running_customers_unknown = revenue_total.running_customers_unknown +
        excluded.running_customers_unknown, past_due_accounts = revenue_total.past_due_accounts +
        excluded.past_due_accounts, unknown_accounts = revenue_total.unknown_accounts + excluded.unknown_accounts,
        unpriced_accounts = revenue_total.unpriced_accounts + excluded.unpriced_accounts, running_unpriced_accounts =
        revenue_total.running_unpriced_accounts + excluded.running_unpriced_accounts;
END;

CREATE TRIGGER revenue_total_delete AFTER DELETE ON revenue
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new, running,
        running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (old.segment, old.owner_id, old.band, old.currency, -(CASE
        WHEN old.arr > 0 THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE WHEN
        old.known = 1 AND old.arr_before > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.arr_before <= 0 THEN old.arr ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE 0 END),
        -(CASE WHEN old.known = 0 THEN old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.customer > old.customer_before THEN 1 ELSE 0 END), -(old.customer),
        -(CASE WHEN old.known = 0 THEN old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_before ELSE
        0 END), -(CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN
        old.running - old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running > 0 AND
        old.running_before > old.running THEN old.running_before - old.running ELSE 0 END), -(CASE WHEN old.known = 1
        AND old.running <= 0 THEN old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_before <= 0
        THEN old.running ELSE 0 END), -(old.running), -(CASE WHEN old.known = 0 THEN old.running ELSE 0 END), -(CASE
        WHEN old.known = 0 THEN old.unknown_before + old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.running_customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer_before >
        old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer >
        old.running_customer_before THEN 1 ELSE 0 END), -(old.running_customer), -(CASE WHEN old.known = 0 THEN
        old.running_customer ELSE 0 END), -(old.past_due_account), -(old.unknown_account), -(old.unpriced_account),
        -(old.running_unpriced_account)) ON CONFLICT (segment, coalesce(owner_id, 0), band, currency) DO UPDATE SET
        accounts = revenue_total.accounts + excluded.accounts, arr_before = revenue_total.arr_before +
        excluded.arr_before, expansion = revenue_total.expansion + excluded.expansion, contraction =
        revenue_total.contraction + excluded.contraction, churn = revenue_total.churn + excluded.churn, new =
        revenue_total.new + excluded.new, arr = revenue_total.arr + excluded.arr, unknown = revenue_total.unknown +
        excluded.unknown, unknown_before = revenue_total.unknown_before + excluded.unknown_before, customers_before =
        revenue_total.customers_before + excluded.customers_before, customers_lost = revenue_total.customers_lost +
        excluded.customers_lost, customers_new = revenue_total.customers_new + excluded.customers_new, customers =
        revenue_total.customers + excluded.customers, customers_unknown = revenue_total.customers_unknown +
        excluded.customers_unknown, running_before = revenue_total.running_before + excluded.running_before,
        running_expansion = revenue_total.running_expansion + excluded.running_expansion, running_contraction =
        revenue_total.running_contraction + excluded.running_contraction, running_churn = revenue_total.running_churn +
        excluded.running_churn, running_new = revenue_total.running_new + excluded.running_new, running =
        revenue_total.running + excluded.running, running_unknown = revenue_total.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_total.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_total.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_total.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_total.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_total.running_customers +
        excluded.running_customers, running_customers_unknown = revenue_total.running_customers_unknown +
        excluded.running_customers_unknown, past_due_accounts = revenue_total.past_due_accounts +
        excluded.past_due_accounts, unknown_accounts = revenue_total.unknown_accounts + excluded.unknown_accounts,
        unpriced_accounts = revenue_total.unpriced_accounts + excluded.unpriced_accounts, running_unpriced_accounts =
        revenue_total.running_unpriced_accounts + excluded.running_unpriced_accounts;
END;

CREATE TRIGGER revenue_total_update AFTER UPDATE OF segment, owner_id, band, currency, arr, known, arr_before,
    unknown_before, customer_before, customer, running_before, running, running_customer_before, running_customer,
    past_due_account, unknown_account, unpriced_account, running_unpriced_account ON revenue WHEN old.segment IS
    DISTINCT FROM new.segment OR old.owner_id IS DISTINCT FROM new.owner_id OR old.band IS DISTINCT FROM new.band OR
    old.currency IS DISTINCT FROM new.currency OR CASE WHEN old.arr > 0 THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.arr > 0 THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 1 THEN new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr_before > 0 AND old.arr >
    old.arr_before THEN old.arr - old.arr_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.arr_before
    > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr > 0
    AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND
    new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.arr <= 0 THEN old.arr_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.arr <= 0 THEN
    new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN old.arr ELSE 0 END IS DISTINCT
    FROM CASE WHEN new.known = 1 AND new.arr_before <= 0 THEN new.arr ELSE 0 END OR old.arr IS DISTINCT FROM new.arr OR
    CASE WHEN old.known = 0 THEN old.arr ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0 THEN new.arr ELSE 0 END OR
    CASE WHEN old.known = 0 THEN old.unknown_before + old.arr_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0
    THEN new.unknown_before + new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 THEN old.customer_before ELSE 0 END
    IS DISTINCT FROM CASE WHEN new.known = 1 THEN new.customer_before ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.customer_before > old.customer THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND
    new.customer_before > new.customer THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 AND old.customer >
    old.customer_before THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.customer >
    new.customer_before THEN 1 ELSE 0 END OR old.customer IS DISTINCT FROM new.customer OR CASE WHEN old.known = 0 THEN
    old.customer ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0 THEN new.customer ELSE 0 END OR CASE WHEN old.known
    = 1 THEN old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 THEN new.running_before ELSE 0 END
    OR CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN old.running -
    old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running >
    new.running_before THEN new.running - new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.running > 0
    AND old.running_before > old.running THEN old.running_before - old.running ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 1 AND new.running > 0 AND new.running_before > new.running THEN new.running_before - new.running ELSE 0
    END OR CASE WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 1 AND new.running <= 0 THEN new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.running_before <= 0 THEN old.running ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.running_before
    <= 0 THEN new.running ELSE 0 END OR old.running IS DISTINCT FROM new.running OR CASE WHEN old.known = 0 THEN
    old.running ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0 THEN new.running ELSE 0 END OR CASE WHEN old.known =
    0 THEN old.unknown_before + old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0 THEN
    new.unknown_before + new.running_before ELSE 0 END OR CASE WHEN old.known = 1 THEN old.running_customer_before ELSE
    0 END IS DISTINCT FROM CASE WHEN new.known = 1 THEN new.running_customer_before ELSE 0 END OR CASE WHEN old.known =
    1 AND old.running_customer_before > old.running_customer THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1
    AND new.running_customer_before > new.running_customer THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.running_customer > old.running_customer_before THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND
    new.running_customer > new.running_customer_before THEN 1 ELSE 0 END OR old.running_customer IS DISTINCT FROM
    new.running_customer OR CASE WHEN old.known = 0 THEN old.running_customer ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 0 THEN new.running_customer ELSE 0 END OR old.past_due_account IS DISTINCT FROM new.past_due_account OR
    old.unknown_account IS DISTINCT FROM new.unknown_account OR old.unpriced_account IS DISTINCT FROM
    new.unpriced_account OR old.running_unpriced_account IS DISTINCT FROM new.running_unpriced_account
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new, running,
        running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (old.segment, old.owner_id, old.band, old.currency, -(CASE
        WHEN old.arr > 0 THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE WHEN
        old.known = 1 AND old.arr_before > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.arr_before <= 0 THEN old.arr ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE 0 END),
        -(CASE WHEN old.known = 0 THEN old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.customer > old.customer_before THEN 1 ELSE 0 END), -(old.customer),
        -(CASE WHEN old.known = 0 THEN old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_before ELSE
        0 END), -(CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN
        old.running - old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running > 0 AND
        old.running_before > old.running THEN old.running_before - old.running ELSE 0 END), -(CASE WHEN old.known = 1
        AND old.running <= 0 THEN old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_before <= 0
        THEN old.running ELSE 0 END), -(old.running), -(CASE WHEN old.known = 0 THEN old.running ELSE 0 END), -(CASE
        WHEN old.known = 0 THEN old.unknown_before + old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN
        old.running_customer_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer_before >
        old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running_customer >
        old.running_customer_before THEN 1 ELSE 0 END), -(old.running_customer), -(CASE WHEN old.known = 0 THEN
        old.running_customer ELSE 0 END), -(old.past_due_account), -(old.unknown_account), -(old.unpriced_account),
        -(old.running_unpriced_account)) ON CONFLICT (segment, coalesce(owner_id, 0), band, currency) DO UPDATE SET
        accounts = revenue_total.accounts + excluded.accounts, arr_before = revenue_total.arr_before +
        excluded.arr_before, expansion = revenue_total.expansion + excluded.expansion, contraction =
        revenue_total.contraction + excluded.contraction, churn = revenue_total.churn + excluded.churn, new =
        revenue_total.new + excluded.new, arr = revenue_total.arr + excluded.arr, unknown = revenue_total.unknown +
        excluded.unknown, unknown_before = revenue_total.unknown_before + excluded.unknown_before, customers_before =
        revenue_total.customers_before + excluded.customers_before, customers_lost = revenue_total.customers_lost +
        excluded.customers_lost, customers_new = revenue_total.customers_new + excluded.customers_new, customers =
        revenue_total.customers + excluded.customers, customers_unknown = revenue_total.customers_unknown +
        excluded.customers_unknown, running_before = revenue_total.running_before + excluded.running_before,
        running_expansion = revenue_total.running_expansion + excluded.running_expansion, running_contraction =
        revenue_total.running_contraction + excluded.running_contraction, running_churn = revenue_total.running_churn +
        excluded.running_churn, running_new = revenue_total.running_new + excluded.running_new, running =
        revenue_total.running + excluded.running, running_unknown = revenue_total.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_total.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_total.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_total.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_total.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_total.running_customers +
        excluded.running_customers, running_customers_unknown = revenue_total.running_customers_unknown +
        excluded.running_customers_unknown, past_due_accounts = revenue_total.past_due_accounts +
        excluded.past_due_accounts, unknown_accounts = revenue_total.unknown_accounts + excluded.unknown_accounts,
        unpriced_accounts = revenue_total.unpriced_accounts + excluded.unpriced_accounts, running_unpriced_accounts =
        revenue_total.running_unpriced_accounts + excluded.running_unpriced_accounts;
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr_before, expansion, contraction, churn,
        new, arr, unknown, unknown_before, customers_before, customers_lost, customers_new, customers,
        customers_unknown, running_before, running_expansion, running_contraction, running_churn, running_new, running,
        running_unknown, running_unknown_before, running_customers_before, running_customers_lost,
        running_customers_new, running_customers, running_customers_unknown, past_due_accounts, unknown_accounts,
        unpriced_accounts, running_unpriced_accounts) VALUES (new.segment, new.owner_id, new.band, new.currency, +(CASE
        WHEN new.arr > 0 THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE WHEN
        new.known = 1 AND new.arr_before > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.arr_before <= 0 THEN new.arr ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE 0 END),
        +(CASE WHEN new.known = 0 THEN new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.customer > new.customer_before THEN 1 ELSE 0 END), +(new.customer),
        +(CASE WHEN new.known = 0 THEN new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_before ELSE
        0 END), +(CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running > new.running_before THEN
        new.running - new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running > 0 AND
        new.running_before > new.running THEN new.running_before - new.running ELSE 0 END), +(CASE WHEN new.known = 1
        AND new.running <= 0 THEN new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_before <= 0
        THEN new.running ELSE 0 END), +(new.running), +(CASE WHEN new.known = 0 THEN new.running ELSE 0 END), +(CASE
        WHEN new.known = 0 THEN new.unknown_before + new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN
        new.running_customer_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer_before >
        new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running_customer >
        new.running_customer_before THEN 1 ELSE 0 END), +(new.running_customer), +(CASE WHEN new.known = 0 THEN
        new.running_customer ELSE 0 END), +(new.past_due_account), +(new.unknown_account), +(new.unpriced_account),
        +(new.running_unpriced_account)) ON CONFLICT (segment, coalesce(owner_id, 0), band, currency) DO UPDATE SET
        accounts = revenue_total.accounts + excluded.accounts, arr_before = revenue_total.arr_before +
        excluded.arr_before, expansion = revenue_total.expansion + excluded.expansion, contraction =
        revenue_total.contraction + excluded.contraction, churn = revenue_total.churn + excluded.churn, new =
        revenue_total.new + excluded.new, arr = revenue_total.arr + excluded.arr, unknown = revenue_total.unknown +
        excluded.unknown, unknown_before = revenue_total.unknown_before + excluded.unknown_before, customers_before =
        revenue_total.customers_before + excluded.customers_before, customers_lost = revenue_total.customers_lost +
        excluded.customers_lost, customers_new = revenue_total.customers_new + excluded.customers_new, customers =
        revenue_total.customers + excluded.customers, customers_unknown = revenue_total.customers_unknown +
        excluded.customers_unknown, running_before = revenue_total.running_before + excluded.running_before,
        running_expansion = revenue_total.running_expansion + excluded.running_expansion, running_contraction =
        revenue_total.running_contraction + excluded.running_contraction, running_churn = revenue_total.running_churn +
        excluded.running_churn, running_new = revenue_total.running_new + excluded.running_new, running =
        revenue_total.running + excluded.running, running_unknown = revenue_total.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_total.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_total.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_total.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_total.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_total.running_customers +
        excluded.running_customers, running_customers_unknown = revenue_total.running_customers_unknown +
        excluded.running_customers_unknown, past_due_accounts = revenue_total.past_due_accounts +
        excluded.past_due_accounts, unknown_accounts = revenue_total.unknown_accounts + excluded.unknown_accounts,
        unpriced_accounts = revenue_total.unpriced_accounts + excluded.unpriced_accounts, running_unpriced_accounts =
        revenue_total.running_unpriced_accounts + excluded.running_unpriced_accounts;
END;

CREATE TRIGGER revenue_sum_insert AFTER INSERT ON revenue
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (new.segment, new.band, new.currency, +(CASE WHEN new.arr > 0 THEN 1 ELSE 0
        END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before >
        0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr
        > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before <= 0 THEN new.arr
        ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE 0 END), +(CASE WHEN new.known = 0 THEN
        new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.customer_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1
        AND new.customer > new.customer_before THEN 1 ELSE 0 END), +(new.customer), +(CASE WHEN new.known = 0 THEN
        new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_before ELSE 0 END), +(CASE WHEN new.known =
        1 AND new.running_before > 0 AND new.running > new.running_before THEN new.running - new.running_before ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.running > 0 AND new.running_before > new.running THEN new.running_before
        - new.running ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running <= 0 THEN new.running_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.running_before <= 0 THEN new.running ELSE 0 END), +(new.running), +(CASE WHEN
        new.known = 0 THEN new.running ELSE 0 END), +(CASE WHEN new.known = 0 THEN new.unknown_before +
        new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_customer_before ELSE 0 END), +(CASE
        WHEN new.known = 1 AND new.running_customer_before > new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN
        new.known = 1 AND new.running_customer > new.running_customer_before THEN 1 ELSE 0 END),
        +(new.running_customer), +(CASE WHEN new.known = 0 THEN new.running_customer ELSE 0 END),
        +(new.past_due_account), +(new.unknown_account), +(new.unpriced_account), +(new.running_unpriced_account)) ON
        CONFLICT (segment, band, currency) DO UPDATE SET accounts = revenue_sum.accounts + excluded.accounts, arr_before
        = revenue_sum.arr_before + excluded.arr_before, expansion = revenue_sum.expansion + excluded.expansion,
        contraction = revenue_sum.contraction + excluded.contraction, churn = revenue_sum.churn + excluded.churn, new =
        revenue_sum.new + excluded.new, arr = revenue_sum.arr + excluded.arr, unknown = revenue_sum.unknown +
        excluded.unknown, unknown_before = revenue_sum.unknown_before + excluded.unknown_before, customers_before =
        revenue_sum.customers_before + excluded.customers_before, customers_lost = revenue_sum.customers_lost +
        excluded.customers_lost, customers_new = revenue_sum.customers_new + excluded.customers_new, customers =
        revenue_sum.customers + excluded.customers, customers_unknown = revenue_sum.customers_unknown +
        excluded.customers_unknown, running_before = revenue_sum.running_before + excluded.running_before,
        running_expansion = revenue_sum.running_expansion + excluded.running_expansion, running_contraction =
        revenue_sum.running_contraction + excluded.running_contraction, running_churn = revenue_sum.running_churn +
        excluded.running_churn, running_new = revenue_sum.running_new + excluded.running_new, running =
        revenue_sum.running + excluded.running, running_unknown = revenue_sum.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_sum.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_sum.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_sum.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_sum.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_sum.running_customers + excluded.running_customers,
        running_customers_unknown = revenue_sum.running_customers_unknown + excluded.running_customers_unknown,
        past_due_accounts = revenue_sum.past_due_accounts + excluded.past_due_accounts, unknown_accounts =
        revenue_sum.unknown_accounts + excluded.unknown_accounts, unpriced_accounts = revenue_sum.unpriced_accounts +
        excluded.unpriced_accounts, running_unpriced_accounts = revenue_sum.running_unpriced_accounts +
        excluded.running_unpriced_accounts;
END;

CREATE TRIGGER revenue_sum_delete AFTER DELETE ON revenue
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (old.segment, old.band, old.currency, -(CASE WHEN old.arr > 0 THEN 1 ELSE 0
        END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before >
        0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr
        > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN old.arr
        ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE 0 END), -(CASE WHEN old.known = 0 THEN
        old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.customer_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1
        AND old.customer > old.customer_before THEN 1 ELSE 0 END), -(old.customer), -(CASE WHEN old.known = 0 THEN
        old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_before ELSE 0 END), -(CASE WHEN old.known =
        1 AND old.running_before > 0 AND old.running > old.running_before THEN old.running - old.running_before ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.running > 0 AND old.running_before > old.running THEN old.running_before
        - old.running ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.running_before <= 0 THEN old.running ELSE 0 END), -(old.running), -(CASE WHEN
        old.known = 0 THEN old.running ELSE 0 END), -(CASE WHEN old.known = 0 THEN old.unknown_before +
        old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_customer_before ELSE 0 END), -(CASE
        WHEN old.known = 1 AND old.running_customer_before > old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN
        old.known = 1 AND old.running_customer > old.running_customer_before THEN 1 ELSE 0 END),
        -(old.running_customer), -(CASE WHEN old.known = 0 THEN old.running_customer ELSE 0 END),
        -(old.past_due_account), -(old.unknown_account), -(old.unpriced_account), -(old.running_unpriced_account)) ON
        CONFLICT (segment, band, currency) DO UPDATE SET accounts = revenue_sum.accounts + excluded.accounts, arr_before
        = revenue_sum.arr_before + excluded.arr_before, expansion = revenue_sum.expansion + excluded.expansion,
        contraction = revenue_sum.contraction + excluded.contraction, churn = revenue_sum.churn + excluded.churn, new =
        revenue_sum.new + excluded.new, arr = revenue_sum.arr + excluded.arr, unknown = revenue_sum.unknown +
        excluded.unknown, unknown_before = revenue_sum.unknown_before + excluded.unknown_before, customers_before =
        revenue_sum.customers_before + excluded.customers_before, customers_lost = revenue_sum.customers_lost +
        excluded.customers_lost, customers_new = revenue_sum.customers_new + excluded.customers_new, customers =
        revenue_sum.customers + excluded.customers, customers_unknown = revenue_sum.customers_unknown +
        excluded.customers_unknown, running_before = revenue_sum.running_before + excluded.running_before,
        running_expansion = revenue_sum.running_expansion + excluded.running_expansion, running_contraction =
        revenue_sum.running_contraction + excluded.running_contraction, running_churn = revenue_sum.running_churn +
        excluded.running_churn, running_new = revenue_sum.running_new + excluded.running_new, running =
        revenue_sum.running + excluded.running, running_unknown = revenue_sum.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_sum.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_sum.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_sum.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_sum.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_sum.running_customers + excluded.running_customers,
        running_customers_unknown = revenue_sum.running_customers_unknown + excluded.running_customers_unknown,
        past_due_accounts = revenue_sum.past_due_accounts + excluded.past_due_accounts, unknown_accounts =
        revenue_sum.unknown_accounts + excluded.unknown_accounts, unpriced_accounts = revenue_sum.unpriced_accounts +
        excluded.unpriced_accounts, running_unpriced_accounts = revenue_sum.running_unpriced_accounts +
        excluded.running_unpriced_accounts;
END;

CREATE TRIGGER revenue_sum_update AFTER UPDATE OF segment, band, currency, arr, known, arr_before, unknown_before,
    customer_before, customer, running_before, running, running_customer_before, running_customer, past_due_account,
    unknown_account, unpriced_account, running_unpriced_account ON revenue WHEN old.segment IS DISTINCT FROM new.segment
    OR old.band IS DISTINCT FROM new.band OR old.currency IS DISTINCT FROM new.currency OR CASE WHEN old.arr > 0 THEN 1
    ELSE 0 END IS DISTINCT FROM CASE WHEN new.arr > 0 THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 THEN old.arr_before
    ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.arr_before > 0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 1 AND new.arr_before > 0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END OR CASE
    WHEN old.known = 1 AND old.arr > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0 END IS DISTINCT
    FROM CASE WHEN new.known = 1 AND new.arr > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0 END
    OR CASE WHEN old.known = 1 AND old.arr <= 0 THEN old.arr_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1
    AND new.arr <= 0 THEN new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN old.arr ELSE
    0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.arr_before <= 0 THEN new.arr ELSE 0 END OR old.arr IS
    DISTINCT FROM new.arr OR CASE WHEN old.known = 0 THEN old.arr ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0
    THEN new.arr ELSE 0 END OR CASE WHEN old.known = 0 THEN old.unknown_before + old.arr_before ELSE 0 END IS DISTINCT
    FROM CASE WHEN new.known = 0 THEN new.unknown_before + new.arr_before ELSE 0 END OR CASE WHEN old.known = 1 THEN
    old.customer_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 THEN new.customer_before ELSE 0 END OR CASE
    WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1
    AND new.customer_before > new.customer THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 AND old.customer >
    old.customer_before THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.customer >
    new.customer_before THEN 1 ELSE 0 END OR old.customer IS DISTINCT FROM new.customer OR CASE WHEN old.known = 0 THEN
    old.customer ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0 THEN new.customer ELSE 0 END OR CASE WHEN old.known
    = 1 THEN old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 THEN new.running_before ELSE 0 END
    OR CASE WHEN old.known = 1 AND old.running_before > 0 AND old.running > old.running_before THEN old.running -
    old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.running_before > 0 AND new.running >
    new.running_before THEN new.running - new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND old.running > 0
    AND old.running_before > old.running THEN old.running_before - old.running ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 1 AND new.running > 0 AND new.running_before > new.running THEN new.running_before - new.running ELSE 0
    END OR CASE WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 1 AND new.running <= 0 THEN new.running_before ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.running_before <= 0 THEN old.running ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND new.running_before
    <= 0 THEN new.running ELSE 0 END OR old.running IS DISTINCT FROM new.running OR CASE WHEN old.known = 0 THEN
    old.running ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0 THEN new.running ELSE 0 END OR CASE WHEN old.known =
    0 THEN old.unknown_before + old.running_before ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 0 THEN
    new.unknown_before + new.running_before ELSE 0 END OR CASE WHEN old.known = 1 THEN old.running_customer_before ELSE
    0 END IS DISTINCT FROM CASE WHEN new.known = 1 THEN new.running_customer_before ELSE 0 END OR CASE WHEN old.known =
    1 AND old.running_customer_before > old.running_customer THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1
    AND new.running_customer_before > new.running_customer THEN 1 ELSE 0 END OR CASE WHEN old.known = 1 AND
    old.running_customer > old.running_customer_before THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.known = 1 AND
    new.running_customer > new.running_customer_before THEN 1 ELSE 0 END OR old.running_customer IS DISTINCT FROM
    new.running_customer OR CASE WHEN old.known = 0 THEN old.running_customer ELSE 0 END IS DISTINCT FROM CASE WHEN
    new.known = 0 THEN new.running_customer ELSE 0 END OR old.past_due_account IS DISTINCT FROM new.past_due_account OR
    old.unknown_account IS DISTINCT FROM new.unknown_account OR old.unpriced_account IS DISTINCT FROM
    new.unpriced_account OR old.running_unpriced_account IS DISTINCT FROM new.running_unpriced_account
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (old.segment, old.band, old.currency, -(CASE WHEN old.arr > 0 THEN 1 ELSE 0
        END), -(CASE WHEN old.known = 1 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before >
        0 AND old.arr > old.arr_before THEN old.arr - old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr
        > 0 AND old.arr_before > old.arr THEN old.arr_before - old.arr ELSE 0 END), -(CASE WHEN old.known = 1 AND
        old.arr <= 0 THEN old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 AND old.arr_before <= 0 THEN old.arr
        ELSE 0 END), -(old.arr), -(CASE WHEN old.known = 0 THEN old.arr ELSE 0 END), -(CASE WHEN old.known = 0 THEN
        old.unknown_before + old.arr_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.customer_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.customer_before > old.customer THEN 1 ELSE 0 END), -(CASE WHEN old.known = 1
        AND old.customer > old.customer_before THEN 1 ELSE 0 END), -(old.customer), -(CASE WHEN old.known = 0 THEN
        old.customer ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_before ELSE 0 END), -(CASE WHEN old.known =
        1 AND old.running_before > 0 AND old.running > old.running_before THEN old.running - old.running_before ELSE 0
        END), -(CASE WHEN old.known = 1 AND old.running > 0 AND old.running_before > old.running THEN old.running_before
        - old.running ELSE 0 END), -(CASE WHEN old.known = 1 AND old.running <= 0 THEN old.running_before ELSE 0 END),
        -(CASE WHEN old.known = 1 AND old.running_before <= 0 THEN old.running ELSE 0 END), -(old.running), -(CASE WHEN
        old.known = 0 THEN old.running ELSE 0 END), -(CASE WHEN old.known = 0 THEN old.unknown_before +
        old.running_before ELSE 0 END), -(CASE WHEN old.known = 1 THEN old.running_customer_before ELSE 0 END), -(CASE
        WHEN old.known = 1 AND old.running_customer_before > old.running_customer THEN 1 ELSE 0 END), -(CASE WHEN
        old.known = 1 AND old.running_customer > old.running_customer_before THEN 1 ELSE 0 END),
        -(old.running_customer), -(CASE WHEN old.known = 0 THEN old.running_customer ELSE 0 END),
        -(old.past_due_account), -(old.unknown_account), -(old.unpriced_account), -(old.running_unpriced_account)) ON
        CONFLICT (segment, band, currency) DO UPDATE SET accounts = revenue_sum.accounts + excluded.accounts, arr_before
        = revenue_sum.arr_before + excluded.arr_before, expansion = revenue_sum.expansion + excluded.expansion,
        contraction = revenue_sum.contraction + excluded.contraction, churn = revenue_sum.churn + excluded.churn, new =
        revenue_sum.new + excluded.new, arr = revenue_sum.arr + excluded.arr, unknown = revenue_sum.unknown +
        excluded.unknown, unknown_before = revenue_sum.unknown_before + excluded.unknown_before, customers_before =
        revenue_sum.customers_before + excluded.customers_before, customers_lost = revenue_sum.customers_lost +
        excluded.customers_lost, customers_new = revenue_sum.customers_new + excluded.customers_new, customers =
        revenue_sum.customers + excluded.customers, customers_unknown = revenue_sum.customers_unknown +
        excluded.customers_unknown, running_before = revenue_sum.running_before + excluded.running_before,
        running_expansion = revenue_sum.running_expansion + excluded.running_expansion, running_contraction =
        revenue_sum.running_contraction + excluded.running_contraction, running_churn = revenue_sum.running_churn +
        excluded.running_churn, running_new = revenue_sum.running_new + excluded.running_new, running =
        revenue_sum.running + excluded.running, running_unknown = revenue_sum.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_sum.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_sum.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_sum.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_sum.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_sum.running_customers + excluded.running_customers,
        running_customers_unknown = revenue_sum.running_customers_unknown + excluded.running_customers_unknown,
        past_due_accounts = revenue_sum.past_due_accounts + excluded.past_due_accounts, unknown_accounts =
        revenue_sum.unknown_accounts + excluded.unknown_accounts, unpriced_accounts = revenue_sum.unpriced_accounts +
        excluded.unpriced_accounts, running_unpriced_accounts = revenue_sum.running_unpriced_accounts +
        excluded.running_unpriced_accounts;
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr_before, expansion, contraction, churn, new, arr,
        unknown, unknown_before, customers_before, customers_lost, customers_new, customers, customers_unknown,
        running_before, running_expansion, running_contraction, running_churn, running_new, running, running_unknown,
        running_unknown_before, running_customers_before, running_customers_lost, running_customers_new,
        running_customers, running_customers_unknown, past_due_accounts, unknown_accounts, unpriced_accounts,
        running_unpriced_accounts) VALUES (new.segment, new.band, new.currency, +(CASE WHEN new.arr > 0 THEN 1 ELSE 0
        END), +(CASE WHEN new.known = 1 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before >
        0 AND new.arr > new.arr_before THEN new.arr - new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr
        > 0 AND new.arr_before > new.arr THEN new.arr_before - new.arr ELSE 0 END), +(CASE WHEN new.known = 1 AND
        new.arr <= 0 THEN new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 AND new.arr_before <= 0 THEN new.arr
        ELSE 0 END), +(new.arr), +(CASE WHEN new.known = 0 THEN new.arr ELSE 0 END), +(CASE WHEN new.known = 0 THEN
        new.unknown_before + new.arr_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.customer_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.customer_before > new.customer THEN 1 ELSE 0 END), +(CASE WHEN new.known = 1
        AND new.customer > new.customer_before THEN 1 ELSE 0 END), +(new.customer), +(CASE WHEN new.known = 0 THEN
        new.customer ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_before ELSE 0 END), +(CASE WHEN new.known =
        1 AND new.running_before > 0 AND new.running > new.running_before THEN new.running - new.running_before ELSE 0
        END), +(CASE WHEN new.known = 1 AND new.running > 0 AND new.running_before > new.running THEN new.running_before
        - new.running ELSE 0 END), +(CASE WHEN new.known = 1 AND new.running <= 0 THEN new.running_before ELSE 0 END),
        +(CASE WHEN new.known = 1 AND new.running_before <= 0 THEN new.running ELSE 0 END), +(new.running), +(CASE WHEN
        new.known = 0 THEN new.running ELSE 0 END), +(CASE WHEN new.known = 0 THEN new.unknown_before +
        new.running_before ELSE 0 END), +(CASE WHEN new.known = 1 THEN new.running_customer_before ELSE 0 END), +(CASE
        WHEN new.known = 1 AND new.running_customer_before > new.running_customer THEN 1 ELSE 0 END), +(CASE WHEN
        new.known = 1 AND new.running_customer > new.running_customer_before THEN 1 ELSE 0 END),
        +(new.running_customer), +(CASE WHEN new.known = 0 THEN new.running_customer ELSE 0 END),
        +(new.past_due_account), +(new.unknown_account), +(new.unpriced_account), +(new.running_unpriced_account)) ON
        CONFLICT (segment, band, currency) DO UPDATE SET accounts = revenue_sum.accounts + excluded.accounts, arr_before
        = revenue_sum.arr_before + excluded.arr_before, expansion = revenue_sum.expansion + excluded.expansion,
        contraction = revenue_sum.contraction + excluded.contraction, churn = revenue_sum.churn + excluded.churn, new =
        revenue_sum.new + excluded.new, arr = revenue_sum.arr + excluded.arr, unknown = revenue_sum.unknown +
        excluded.unknown, unknown_before = revenue_sum.unknown_before + excluded.unknown_before, customers_before =
        revenue_sum.customers_before + excluded.customers_before, customers_lost = revenue_sum.customers_lost +
        excluded.customers_lost, customers_new = revenue_sum.customers_new + excluded.customers_new, customers =
        revenue_sum.customers + excluded.customers, customers_unknown = revenue_sum.customers_unknown +
        excluded.customers_unknown, running_before = revenue_sum.running_before + excluded.running_before,
        running_expansion = revenue_sum.running_expansion + excluded.running_expansion, running_contraction =
        revenue_sum.running_contraction + excluded.running_contraction, running_churn = revenue_sum.running_churn +
        excluded.running_churn, running_new = revenue_sum.running_new + excluded.running_new, running =
        revenue_sum.running + excluded.running, running_unknown = revenue_sum.running_unknown +
        excluded.running_unknown, running_unknown_before = revenue_sum.running_unknown_before +
        excluded.running_unknown_before, running_customers_before = revenue_sum.running_customers_before +
        excluded.running_customers_before, running_customers_lost = revenue_sum.running_customers_lost +
        excluded.running_customers_lost, running_customers_new = revenue_sum.running_customers_new +
        excluded.running_customers_new, running_customers = revenue_sum.running_customers + excluded.running_customers,
        running_customers_unknown = revenue_sum.running_customers_unknown + excluded.running_customers_unknown,
        past_due_accounts = revenue_sum.past_due_accounts + excluded.past_due_accounts, unknown_accounts =
        revenue_sum.unknown_accounts + excluded.unknown_accounts, unpriced_accounts = revenue_sum.unpriced_accounts +
        excluded.unpriced_accounts, running_unpriced_accounts = revenue_sum.running_unpriced_accounts +
        excluded.running_unpriced_accounts;
END;

CREATE TRIGGER renewal_total_insert AFTER INSERT ON renewal
BEGIN
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced) VALUES (new.renews_on,
        new.segment, new.band, new.currency, +(1), +(coalesce(new.arr, 0)), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0
        END)) ON CONFLICT (renews_on, segment, band, currency) DO UPDATE SET renewals = renewal_total.renewals +
        excluded.renewals, arr = renewal_total.arr + excluded.arr, unpriced = renewal_total.unpriced + excluded.unpriced;
END;

CREATE TRIGGER renewal_total_delete AFTER DELETE ON renewal
BEGIN
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced) VALUES (old.renews_on,
        old.segment, old.band, old.currency, -(1), -(coalesce(old.arr, 0)), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0
        END)) ON CONFLICT (renews_on, segment, band, currency) DO UPDATE SET renewals = renewal_total.renewals +
        excluded.renewals, arr = renewal_total.arr + excluded.arr, unpriced = renewal_total.unpriced + excluded.unpriced;
END;

CREATE TRIGGER renewal_total_update AFTER UPDATE OF renews_on, segment, band, currency, arr ON renewal WHEN
    old.renews_on IS DISTINCT FROM new.renews_on OR old.segment IS DISTINCT FROM new.segment OR old.band IS DISTINCT
    FROM new.band OR old.currency IS DISTINCT FROM new.currency OR coalesce(old.arr, 0) IS DISTINCT FROM
    coalesce(new.arr, 0) OR CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END IS DISTINCT FROM CASE WHEN new.arr IS NULL THEN
    1 ELSE 0 END
BEGIN
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced) VALUES (old.renews_on,
        old.segment, old.band, old.currency, -(1), -(coalesce(old.arr, 0)), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0
        END)) ON CONFLICT (renews_on, segment, band, currency) DO UPDATE SET renewals = renewal_total.renewals +
        excluded.renewals, arr = renewal_total.arr + excluded.arr, unpriced = renewal_total.unpriced + excluded.unpriced;
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced) VALUES (new.renews_on,
        new.segment, new.band, new.currency, +(1), +(coalesce(new.arr, 0)), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0
        END)) ON CONFLICT (renews_on, segment, band, currency) DO UPDATE SET renewals = renewal_total.renewals +
        excluded.renewals, arr = renewal_total.arr + excluded.arr, unpriced = renewal_total.unpriced + excluded.unpriced;
END;

CREATE TRIGGER renewal_sum_insert AFTER INSERT ON renewal
BEGIN
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced) VALUES (new.renews_on, new.band,
        new.currency, +(1), +(coalesce(new.arr, 0)), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (renews_on, band, currency) DO UPDATE SET renewals = renewal_sum.renewals + excluded.renewals, arr =
        renewal_sum.arr + excluded.arr, unpriced = renewal_sum.unpriced + excluded.unpriced;
END;

CREATE TRIGGER renewal_sum_delete AFTER DELETE ON renewal
BEGIN
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced) VALUES (old.renews_on, old.band,
        old.currency, -(1), -(coalesce(old.arr, 0)), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (renews_on, band, currency) DO UPDATE SET renewals = renewal_sum.renewals + excluded.renewals, arr =
        renewal_sum.arr + excluded.arr, unpriced = renewal_sum.unpriced + excluded.unpriced;
END;

CREATE TRIGGER renewal_sum_update AFTER UPDATE OF renews_on, band, currency, arr ON renewal WHEN old.renews_on IS
    DISTINCT FROM new.renews_on OR old.band IS DISTINCT FROM new.band OR old.currency IS DISTINCT FROM new.currency OR
    coalesce(old.arr, 0) IS DISTINCT FROM coalesce(new.arr, 0) OR CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END IS
    DISTINCT FROM CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END
BEGIN
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced) VALUES (old.renews_on, old.band,
        old.currency, -(1), -(coalesce(old.arr, 0)), -(CASE WHEN old.arr IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (renews_on, band, currency) DO UPDATE SET renewals = renewal_sum.renewals + excluded.renewals, arr =
        renewal_sum.arr + excluded.arr, unpriced = renewal_sum.unpriced + excluded.unpriced;
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced) VALUES (new.renews_on, new.band,
        new.currency, +(1), +(coalesce(new.arr, 0)), +(CASE WHEN new.arr IS NULL THEN 1 ELSE 0 END)) ON CONFLICT
        (renews_on, band, currency) DO UPDATE SET renewals = renewal_sum.renewals + excluded.renewals, arr =
        renewal_sum.arr + excluded.arr, unpriced = renewal_sum.unpriced + excluded.unpriced;
END;

CREATE TRIGGER standing_carry_band AFTER UPDATE OF band ON standing WHEN old.band IS DISTINCT FROM new.band
BEGIN
    UPDATE renewal SET band = new.band WHERE account_id = new.account_id;
    UPDATE revenue SET band = new.band WHERE account_id = new.account_id;
END;

CREATE TRIGGER standing_carry_whose AFTER UPDATE OF owner_id, segment ON standing WHEN old.owner_id IS DISTINCT FROM
    new.owner_id OR old.segment IS DISTINCT FROM new.segment
BEGIN
    UPDATE renewal SET owner_id = new.owner_id, segment = new.segment WHERE account_id = new.account_id;
    UPDATE revenue SET owner_id = new.owner_id, segment = new.segment WHERE account_id = new.account_id;
END;

CREATE TRIGGER account_renamed AFTER UPDATE OF name, domain ON account
    WHEN old.name IS DISTINCT FROM new.name OR old.domain IS DISTINCT FROM new.domain
BEGIN
    INSERT INTO renamed VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER account_gone AFTER DELETE ON account
BEGIN
    INSERT INTO renamed VALUES (old.id) ON CONFLICT DO NOTHING;
END;
