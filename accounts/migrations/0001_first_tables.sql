-- The tables of the first release. Released migrations never change; what comes later is another file.

-- What was imported. Ids are the store's own; keys are those of the system a file came from. Money is in minor units.
-- Accounts are checked with OR: SQLite makes a table of each list of an IN anew for every row that is inserted alone.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT 'written' CHECK (outcome IN ('written', 'refused')),
    undone_at TEXT
) STRICT;
CREATE TABLE before_import (
    import_id INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    was_in TEXT NOT NULL,
    was TEXT NOT NULL,
    PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE mapping (
    kind TEXT NOT NULL,
    header TEXT NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (kind, header)
) STRICT, WITHOUT ROWID;

CREATE TABLE owner (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT,
    slack_user TEXT UNIQUE,
    import_id INTEGER REFERENCES import(id)
) STRICT;
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    domain TEXT,
    segment TEXT,
    industry TEXT,
    country TEXT,
    plan TEXT,
    owner_id INTEGER REFERENCES owner(id),
    status TEXT NOT NULL DEFAULT 'active'
        CHECK (status = 'prospect' OR status = 'trial' OR status = 'active' OR status = 'churned'),
    customer_since TEXT,
    churned_on TEXT,
    churn_reason TEXT,
    arr INTEGER,
    currency TEXT,
    seats INTEGER,
    renews_on TEXT,
    notice_days INTEGER,
    auto_renews INTEGER,
    payment TEXT CHECK (payment = 'paid' OR payment = 'overdue'),
    import_id INTEGER NOT NULL REFERENCES import(id)
) STRICT;
CREATE INDEX account_of_owner ON account (owner_id);
CREATE TABLE subscription (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    product TEXT,
    plan TEXT,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('trial', 'active', 'cancelled')),
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    cancelled_on TEXT,
    arr INTEGER NOT NULL,
    currency TEXT NOT NULL,
    seats INTEGER,
    notice_days INTEGER,
    auto_renews INTEGER,
    payment TEXT CHECK (payment IN ('paid', 'overdue')),
    counts_until TEXT,
    import_id INTEGER NOT NULL REFERENCES import(id)
) STRICT;
CREATE INDEX subscription_of_account ON subscription (account_id, starts_on);
CREATE INDEX subscription_by_end ON subscription (counts_until) WHERE counts_until IS NOT NULL;
CREATE INDEX subscription_by_term ON subscription (ends_on) WHERE ends_on IS NOT NULL;
CREATE TABLE churn (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    churned_on TEXT NOT NULL,
    reason TEXT,
    note TEXT,
    import_id INTEGER NOT NULL REFERENCES import(id)
) STRICT;
CREATE INDEX churn_of_account ON churn (account_id, churned_on);
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    email TEXT,
    title TEXT,
    role TEXT CHECK (role IN ('champion', 'ambassador', 'sponsor', 'buyer', 'user', 'detractor')),
    left_on TEXT,
    import_id INTEGER NOT NULL REFERENCES import(id)
) STRICT;
CREATE INDEX contact_of_account ON contact (account_id, role);
CREATE TABLE usage (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    used_on TEXT NOT NULL,
    feature TEXT NOT NULL DEFAULT '',
    subscription TEXT NOT NULL DEFAULT '',
    events INTEGER,
    active_users INTEGER,
    import_id INTEGER NOT NULL REFERENCES import(id),
    PRIMARY KEY (account_id, used_on, feature, subscription)
) STRICT, WITHOUT ROWID;
CREATE TABLE survey (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    survey TEXT NOT NULL CHECK (survey IN ('nps', 'csat', 'ces')),
    score INTEGER NOT NULL,
    scale INTEGER NOT NULL,
    answered_on TEXT NOT NULL,
    contact TEXT,
    comment TEXT,
    import_id INTEGER NOT NULL REFERENCES import(id)
) STRICT;
CREATE INDEX survey_of_account ON survey (account_id, answered_on);
CREATE TABLE touchpoint (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    touched_on TEXT NOT NULL,
    type TEXT,
    who TEXT,
    note TEXT,
    import_id INTEGER NOT NULL REFERENCES import(id)
) STRICT;
CREATE INDEX touchpoint_of_account ON touchpoint (account_id, touched_on);
CREATE TABLE ticket (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    priority TEXT CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    escalated INTEGER,
    satisfaction INTEGER,
    subject TEXT,
    import_id INTEGER NOT NULL REFERENCES import(id)
) STRICT;
CREATE INDEX ticket_of_account ON ticket (account_id, opened_on);

-- What people say in Slack and what the store works out from all of it.
CREATE TABLE pulse (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
    note TEXT,
    said_by TEXT NOT NULL,
    said_at TEXT NOT NULL,
    said_on TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX pulse_of_account ON pulse (account_id, said_on);
CREATE TABLE freshness (
    kind TEXT PRIMARY KEY,
    until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE score (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    scored_on TEXT NOT NULL,
    score INTEGER,
    known INTEGER NOT NULL,
    band TEXT NOT NULL,
    usage INTEGER,
    interactions INTEGER,
    satisfaction INTEGER,
    pulse INTEGER,
    contract INTEGER,
    PRIMARY KEY (account_id, scored_on)
) STRICT, WITHOUT ROWID;
CREATE TABLE scoring (
    scored_on TEXT PRIMARY KEY,
    scored_at TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;
CREATE TABLE standing (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    owner_id INTEGER,
    segment TEXT NOT NULL DEFAULT '',
    arr INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    currencies INTEGER NOT NULL DEFAULT 1,
    renews_on TEXT,
    act_by TEXT,
    auto_renews INTEGER,
    champion TEXT,
    score INTEGER,
    known INTEGER NOT NULL DEFAULT 0,
    band TEXT NOT NULL DEFAULT 'unknown',
    score_before INTEGER,
    band_before TEXT NOT NULL DEFAULT 'unknown',
    as_of TEXT NOT NULL
) STRICT;
CREATE INDEX standing_of_owner ON standing (owner_id, band, currency, arr);
CREATE INDEX standing_by_band ON standing (band, currency, arr);
CREATE INDEX standing_by_segment ON standing (segment, band, currency, arr);
CREATE TABLE tenure (
    account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    since TEXT,
    left_on TEXT
) STRICT;
CREATE INDEX tenure_by_leaving ON tenure (left_on) WHERE left_on IS NOT NULL;
CREATE TABLE revenue (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    currency TEXT NOT NULL,
    arr INTEGER NOT NULL,
    arr_before INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    customer_before INTEGER NOT NULL,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    band TEXT NOT NULL,
    PRIMARY KEY (account_id, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX revenue_of_owner ON revenue (owner_id);
CREATE TABLE step (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    currency TEXT NOT NULL,
    changed_on TEXT NOT NULL,
    changed_before TEXT NOT NULL,
    arr_before INTEGER NOT NULL,
    arr INTEGER NOT NULL,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    PRIMARY KEY (account_id, currency, changed_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_by_day ON step (changed_on, changed_before, currency, arr_before, arr, segment);
CREATE TABLE renewal (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    renews_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    arr INTEGER,
    act_by TEXT NOT NULL,
    notice_days INTEGER,
    auto_renews INTEGER,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    band TEXT NOT NULL,
    PRIMARY KEY (account_id, renews_on, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX renewal_by_day ON renewal (renews_on, account_id, currency, segment);
CREATE INDEX renewal_by_act ON renewal (act_by, renews_on, account_id, currency, segment);
CREATE INDEX renewal_of_owner ON renewal (owner_id, renews_on, account_id, currency, act_by, segment);
CREATE TABLE noting (turn INTEGER NOT NULL) STRICT;
INSERT INTO noting VALUES (0);
CREATE TABLE outcome (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    contract INTEGER NOT NULL,
    settled_on TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('renewed', 'cancelled', 'lapsed', 'left')),
    arr INTEGER,
    currency TEXT NOT NULL,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    noted INTEGER NOT NULL,
    noted_of_owner INTEGER NOT NULL,
    noted_in_segment INTEGER NOT NULL,
    PRIMARY KEY (account_id, contract, settled_on, how)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcome_by_day ON outcome (settled_on, how, arr, segment, noted, noted_in_segment);
CREATE INDEX outcome_of_owner ON outcome (owner_id, settled_on, how, arr, segment, noted_of_owner, noted_in_segment);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    place TEXT NOT NULL,
    verb TEXT NOT NULL,
    outcome TEXT NOT NULL
) STRICT;

-- Who gets which digest, and the record that makes each arrive once.
CREATE TABLE digest (
    id INTEGER PRIMARY KEY,
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (digest IN ('health', 'renewals', 'portfolio', 'term')),
    scope TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    at TEXT NOT NULL,
    weekdays TEXT NOT NULL,
    zone TEXT NOT NULL,
    holidays TEXT NOT NULL,
    only_changes INTEGER NOT NULL,
    skip_empty INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
    why TEXT NOT NULL,
    next_on TEXT NOT NULL,
    next_due TEXT,
    unmatched TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX digest_of_channel ON digest (team, channel, digest, scope);
CREATE INDEX digest_due ON digest (next_due) WHERE next_due IS NOT NULL;
CREATE TABLE delivery (
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    occasion TEXT NOT NULL,
    team TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'skipped', 'failed', 'unknown')),
    due_at TEXT NOT NULL,
    open_from TEXT,
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT,
    messages TEXT,
    posted TEXT NOT NULL DEFAULT '[]',
    reason TEXT NOT NULL DEFAULT '',
    finished_at TEXT,
    bands TEXT,
    turn INTEGER,
    told_on TEXT,
    PRIMARY KEY (digest_id, occasion)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_open ON delivery (team, open_from) WHERE open_from IS NOT NULL;
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    digest_id INTEGER NOT NULL,
    occasion TEXT NOT NULL,
    fence INTEGER NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    FOREIGN KEY (digest_id, occasion) REFERENCES delivery (digest_id, occasion)
) STRICT;
CREATE INDEX attempt_of_delivery ON attempt (digest_id, occasion);
CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    about TEXT NOT NULL CHECK (about IN ('undelivered', 'uncertain', 'unmatched')),
    why TEXT NOT NULL,
    owed_at TEXT NOT NULL,
    place TEXT NOT NULL,
    open_from TEXT,
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    ts TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notice_open ON notice (open_from) WHERE open_from IS NOT NULL;
CREATE TABLE mover (
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    moved_on TEXT NOT NULL,
    moved_before TEXT NOT NULL,
    score_before INTEGER NOT NULL,
    band_before TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('worse', 'recovered', '')),
    arr INTEGER,
    currency TEXT NOT NULL,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    PRIMARY KEY (account_id, moved_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX mover_by_day ON mover (moved_on, way, currency, arr DESC, account_id, moved_before, segment);
CREATE INDEX mover_of_owner ON mover (owner_id, moved_on, way, currency, arr DESC, account_id, moved_before, segment);
CREATE INDEX standing_moved
    ON standing (account_id, band, score, band_before, score_before, arr, currency, owner_id, segment)
    WHERE band <> 'unknown' AND band_before <> 'unknown' AND (band <> band_before OR abs(score - score_before) >= 10);
CREATE TABLE band_count (
    counted_on TEXT NOT NULL,
    owner_id INTEGER,
    segment TEXT NOT NULL,
    band TEXT NOT NULL,
    accounts INTEGER NOT NULL
) STRICT;
CREATE INDEX band_count_by_day ON band_count (counted_on, owner_id);
CREATE TABLE band_sum (
    counted_on TEXT NOT NULL,
    segment TEXT NOT NULL,
    band TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    PRIMARY KEY (counted_on, segment, band)
) STRICT, WITHOUT ROWID;
CREATE TABLE told (
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    occasion TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    score INTEGER,
    band TEXT NOT NULL,
    PRIMARY KEY (digest_id, occasion, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_of_account ON told (account_id);
CREATE TABLE lookup (
    day TEXT NOT NULL,
    term TEXT NOT NULL,
    found INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    PRIMARY KEY (day, term)
) STRICT, WITHOUT ROWID;
CREATE TABLE shown_term (
    digest_id INTEGER NOT NULL REFERENCES digest(id),
    term TEXT NOT NULL,
    shown_on TEXT NOT NULL,
    PRIMARY KEY (digest_id, term)
) STRICT, WITHOUT ROWID;
CREATE TABLE pace (
    team TEXT PRIMARY KEY,
    next_at TEXT NOT NULL,
    stopped TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Sums over account states, revenue and renewals, kept in step by triggers.
CREATE TABLE totalling (as_of TEXT) STRICT;
INSERT INTO totalling VALUES (NULL);
CREATE TABLE standing_total (
    segment TEXT NOT NULL,
    owner_id INTEGER,
    band TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    undated INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    unowned INTEGER NOT NULL,
    without_champion INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX standing_total_key ON standing_total (segment, ifnull(owner_id, 0), band);
CREATE INDEX standing_total_of_owner ON standing_total (owner_id);
CREATE TRIGGER standing_total_insert AFTER INSERT ON standing
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (new.segment, new.owner_id, new.band, +(1), +((new.renews_on IS NULL AND new.arr IS NOT 0)),
            +((new.arr IS NULL)), +((new.owner_id IS NULL)), +((new.champion IS NULL)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
END;
CREATE TRIGGER standing_total_delete AFTER DELETE ON standing
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (old.segment, old.owner_id, old.band, -(1), -((old.renews_on IS NULL AND old.arr IS NOT 0)),
            -((old.arr IS NULL)), -((old.owner_id IS NULL)), -((old.champion IS NULL)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
END;
CREATE TRIGGER standing_total_update AFTER UPDATE OF segment, owner_id, band, renews_on, arr, champion ON standing
WHEN old.segment IS NOT new.segment OR old.owner_id IS NOT new.owner_id OR old.band IS NOT new.band OR 1 IS NOT 1
    OR (old.renews_on IS NULL AND old.arr IS NOT 0) IS NOT (new.renews_on IS NULL AND new.arr IS NOT 0)
    OR (old.arr IS NULL) IS NOT (new.arr IS NULL) OR (old.owner_id IS NULL) IS NOT (new.owner_id IS NULL)
    OR (old.champion IS NULL) IS NOT (new.champion IS NULL)
BEGIN
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (old.segment, old.owner_id, old.band, -(1), -((old.renews_on IS NULL AND old.arr IS NOT 0)),
            -((old.arr IS NULL)), -((old.owner_id IS NULL)), -((old.champion IS NULL)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
    INSERT INTO standing_total (segment, owner_id, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (new.segment, new.owner_id, new.band, +(1), +((new.renews_on IS NULL AND new.arr IS NOT 0)),
            +((new.arr IS NULL)), +((new.owner_id IS NULL)), +((new.champion IS NULL)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
END;
CREATE TABLE standing_sum (
    segment TEXT NOT NULL,
    band TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    undated INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    unowned INTEGER NOT NULL,
    without_champion INTEGER NOT NULL,
    PRIMARY KEY (segment, band)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER standing_sum_insert AFTER INSERT ON standing
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (new.segment, new.band, +(1), +((new.renews_on IS NULL AND new.arr IS NOT 0)), +((new.arr IS NULL)),
            +((new.owner_id IS NULL)), +((new.champion IS NULL)))
        ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
END;
CREATE TRIGGER standing_sum_delete AFTER DELETE ON standing
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (old.segment, old.band, -(1), -((old.renews_on IS NULL AND old.arr IS NOT 0)), -((old.arr IS NULL)),
            -((old.owner_id IS NULL)), -((old.champion IS NULL)))
        ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
END;
CREATE TRIGGER standing_sum_update AFTER UPDATE OF segment, band, renews_on, arr, owner_id, champion ON standing
WHEN old.segment IS NOT new.segment OR old.band IS NOT new.band OR 1 IS NOT 1
    OR (old.renews_on IS NULL AND old.arr IS NOT 0) IS NOT (new.renews_on IS NULL AND new.arr IS NOT 0)
    OR (old.arr IS NULL) IS NOT (new.arr IS NULL) OR (old.owner_id IS NULL) IS NOT (new.owner_id IS NULL)
    OR (old.champion IS NULL) IS NOT (new.champion IS NULL)
BEGIN
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (old.segment, old.band, -(1), -((old.renews_on IS NULL AND old.arr IS NOT 0)), -((old.arr IS NULL)),
            -((old.owner_id IS NULL)), -((old.champion IS NULL)))
        ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
    INSERT INTO standing_sum (segment, band, accounts, undated, unpriced, unowned, without_champion)
        VALUES (new.segment, new.band, +(1), +((new.renews_on IS NULL AND new.arr IS NOT 0)), +((new.arr IS NULL)),
            +((new.owner_id IS NULL)), +((new.champion IS NULL)))
        ON CONFLICT (segment, band)
        DO UPDATE SET accounts = accounts + excluded.accounts, undated = undated + excluded.undated,
            unpriced = unpriced + excluded.unpriced, unowned = unowned + excluded.unowned,
            without_champion = without_champion + excluded.without_champion;
END;
CREATE TABLE revenue_total (
    segment TEXT NOT NULL,
    owner_id INTEGER,
    band TEXT NOT NULL,
    currency TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    arr INTEGER NOT NULL,
    arr_before INTEGER NOT NULL,
    expansion INTEGER NOT NULL,
    contraction INTEGER NOT NULL,
    churn INTEGER NOT NULL,
    new INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    customers_before INTEGER NOT NULL,
    customers_lost INTEGER NOT NULL,
    customers_new INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX revenue_total_key ON revenue_total (segment, ifnull(owner_id, 0), band, currency);
CREATE INDEX revenue_total_of_owner ON revenue_total (owner_id);
CREATE TRIGGER revenue_total_insert AFTER INSERT ON revenue
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr, arr_before, expansion, contraction,
        churn, new, customers, customers_before, customers_lost, customers_new)
        VALUES (new.segment, new.owner_id, new.band, new.currency, +((new.arr > 0)), +(new.arr), +(new.arr_before),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr - new.arr_before, 0))),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr_before - new.arr, 0))),
            +(((new.arr <= 0) * new.arr_before)), +(((new.arr_before <= 0) * new.arr)), +(new.customer),
            +(new.customer_before), +((new.customer_before > new.customer)), +((new.customer > new.customer_before)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
END;
CREATE TRIGGER revenue_total_delete AFTER DELETE ON revenue
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr, arr_before, expansion, contraction,
        churn, new, customers, customers_before, customers_lost, customers_new)
        VALUES (old.segment, old.owner_id, old.band, old.currency, -((old.arr > 0)), -(old.arr), -(old.arr_before),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr - old.arr_before, 0))),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr_before - old.arr, 0))),
            -(((old.arr <= 0) * old.arr_before)), -(((old.arr_before <= 0) * old.arr)), -(old.customer),
            -(old.customer_before), -((old.customer_before > old.customer)), -((old.customer > old.customer_before)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
END;
CREATE TRIGGER revenue_total_update AFTER UPDATE OF segment, owner_id, band, currency, arr, arr_before, customer,
    customer_before ON revenue
WHEN old.segment IS NOT new.segment OR old.owner_id IS NOT new.owner_id OR old.band IS NOT new.band
    OR old.currency IS NOT new.currency OR (old.arr > 0) IS NOT (new.arr > 0) OR old.arr IS NOT new.arr
    OR old.arr_before IS NOT new.arr_before OR ((old.arr > 0 AND old.arr_before > 0) * max(old.arr - old.arr_before,
    0)) IS NOT ((new.arr > 0 AND new.arr_before > 0) * max(new.arr - new.arr_before, 0))
    OR ((old.arr > 0 AND old.arr_before > 0) * max(old.arr_before - old.arr,
    0)) IS NOT ((new.arr > 0 AND new.arr_before > 0) * max(new.arr_before - new.arr, 0))
    OR ((old.arr <= 0) * old.arr_before) IS NOT ((new.arr <= 0) * new.arr_before)
    OR ((old.arr_before <= 0) * old.arr) IS NOT ((new.arr_before <= 0) * new.arr)
    OR old.customer IS NOT new.customer OR old.customer_before IS NOT new.customer_before
    OR (old.customer_before > old.customer) IS NOT (new.customer_before > new.customer)
    OR (old.customer > old.customer_before) IS NOT (new.customer > new.customer_before)
BEGIN
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr, arr_before, expansion, contraction,
        churn, new, customers, customers_before, customers_lost, customers_new)
        VALUES (old.segment, old.owner_id, old.band, old.currency, -((old.arr > 0)), -(old.arr), -(old.arr_before),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr - old.arr_before, 0))),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr_before - old.arr, 0))),
            -(((old.arr <= 0) * old.arr_before)), -(((old.arr_before <= 0) * old.arr)), -(old.customer),
            -(old.customer_before), -((old.customer_before > old.customer)), -((old.customer > old.customer_before)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
    INSERT INTO revenue_total (segment, owner_id, band, currency, accounts, arr, arr_before, expansion, contraction,
        churn, new, customers, customers_before, customers_lost, customers_new)
        VALUES (new.segment, new.owner_id, new.band, new.currency, +((new.arr > 0)), +(new.arr), +(new.arr_before),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr - new.arr_before, 0))),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr_before - new.arr, 0))),
            +(((new.arr <= 0) * new.arr_before)), +(((new.arr_before <= 0) * new.arr)), +(new.customer),
            +(new.customer_before), +((new.customer_before > new.customer)), +((new.customer > new.customer_before)))
        ON CONFLICT (segment, ifnull(owner_id, 0), band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
END;
CREATE TABLE revenue_sum (
    segment TEXT NOT NULL,
    band TEXT NOT NULL,
    currency TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    arr INTEGER NOT NULL,
    arr_before INTEGER NOT NULL,
    expansion INTEGER NOT NULL,
    contraction INTEGER NOT NULL,
    churn INTEGER NOT NULL,
    new INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    customers_before INTEGER NOT NULL,
    customers_lost INTEGER NOT NULL,
    customers_new INTEGER NOT NULL,
    PRIMARY KEY (segment, band, currency)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER revenue_sum_insert AFTER INSERT ON revenue
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr, arr_before, expansion, contraction, churn, new,
        customers, customers_before, customers_lost, customers_new)
        VALUES (new.segment, new.band, new.currency, +((new.arr > 0)), +(new.arr), +(new.arr_before),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr - new.arr_before, 0))),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr_before - new.arr, 0))),
            +(((new.arr <= 0) * new.arr_before)), +(((new.arr_before <= 0) * new.arr)), +(new.customer),
            +(new.customer_before), +((new.customer_before > new.customer)), +((new.customer > new.customer_before)))
        ON CONFLICT (segment, band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
END;
CREATE TRIGGER revenue_sum_delete AFTER DELETE ON revenue
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr, arr_before, expansion, contraction, churn, new,
        customers, customers_before, customers_lost, customers_new)
        VALUES (old.segment, old.band, old.currency, -((old.arr > 0)), -(old.arr), -(old.arr_before),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr - old.arr_before, 0))),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr_before - old.arr, 0))),
            -(((old.arr <= 0) * old.arr_before)), -(((old.arr_before <= 0) * old.arr)), -(old.customer),
            -(old.customer_before), -((old.customer_before > old.customer)), -((old.customer > old.customer_before)))
        ON CONFLICT (segment, band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
END;
CREATE TRIGGER revenue_sum_update AFTER UPDATE OF segment, band, currency, arr, arr_before, customer,
    customer_before ON revenue
WHEN old.segment IS NOT new.segment OR old.band IS NOT new.band OR old.currency IS NOT new.currency
    OR (old.arr > 0) IS NOT (new.arr > 0) OR old.arr IS NOT new.arr OR old.arr_before IS NOT new.arr_before
    OR ((old.arr > 0 AND old.arr_before > 0) * max(old.arr - old.arr_before,
    0)) IS NOT ((new.arr > 0 AND new.arr_before > 0) * max(new.arr - new.arr_before, 0))
    OR ((old.arr > 0 AND old.arr_before > 0) * max(old.arr_before - old.arr,
    0)) IS NOT ((new.arr > 0 AND new.arr_before > 0) * max(new.arr_before - new.arr, 0))
    OR ((old.arr <= 0) * old.arr_before) IS NOT ((new.arr <= 0) * new.arr_before)
    OR ((old.arr_before <= 0) * old.arr) IS NOT ((new.arr_before <= 0) * new.arr)
    OR old.customer IS NOT new.customer OR old.customer_before IS NOT new.customer_before
    OR (old.customer_before > old.customer) IS NOT (new.customer_before > new.customer)
    OR (old.customer > old.customer_before) IS NOT (new.customer > new.customer_before)
BEGIN
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr, arr_before, expansion, contraction, churn, new,
        customers, customers_before, customers_lost, customers_new)
        VALUES (old.segment, old.band, old.currency, -((old.arr > 0)), -(old.arr), -(old.arr_before),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr - old.arr_before, 0))),
            -(((old.arr > 0 AND old.arr_before > 0) * max(old.arr_before - old.arr, 0))),
            -(((old.arr <= 0) * old.arr_before)), -(((old.arr_before <= 0) * old.arr)), -(old.customer),
            -(old.customer_before), -((old.customer_before > old.customer)), -((old.customer > old.customer_before)))
        ON CONFLICT (segment, band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
    INSERT INTO revenue_sum (segment, band, currency, accounts, arr, arr_before, expansion, contraction, churn, new,
        customers, customers_before, customers_lost, customers_new)
        VALUES (new.segment, new.band, new.currency, +((new.arr > 0)), +(new.arr), +(new.arr_before),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr - new.arr_before, 0))),
            +(((new.arr > 0 AND new.arr_before > 0) * max(new.arr_before - new.arr, 0))),
            +(((new.arr <= 0) * new.arr_before)), +(((new.arr_before <= 0) * new.arr)), +(new.customer),
            +(new.customer_before), +((new.customer_before > new.customer)), +((new.customer > new.customer_before)))
        ON CONFLICT (segment, band, currency)
        DO UPDATE SET accounts = accounts + excluded.accounts, arr = arr + excluded.arr,
            arr_before = arr_before + excluded.arr_before, expansion = expansion + excluded.expansion,
            contraction = contraction + excluded.contraction, churn = churn + excluded.churn,
            new = new + excluded.new, customers = customers + excluded.customers,
            customers_before = customers_before + excluded.customers_before,
            customers_lost = customers_lost + excluded.customers_lost,
            customers_new = customers_new + excluded.customers_new;
END;
CREATE TABLE renewal_total (
    renews_on TEXT NOT NULL,
    segment TEXT NOT NULL,
    band TEXT NOT NULL,
    currency TEXT NOT NULL,
    renewals INTEGER NOT NULL,
    arr INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (renews_on, segment, band, currency)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER renewal_total_insert AFTER INSERT ON renewal
BEGIN
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced)
        VALUES (new.renews_on, new.segment, new.band, new.currency, +(1), +(ifnull(new.arr, 0)), +((new.arr IS NULL)))
        ON CONFLICT (renews_on, segment, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
END;
CREATE TRIGGER renewal_total_delete AFTER DELETE ON renewal
BEGIN
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced)
        VALUES (old.renews_on, old.segment, old.band, old.currency, -(1), -(ifnull(old.arr, 0)), -((old.arr IS NULL)))
        ON CONFLICT (renews_on, segment, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
END;
CREATE TRIGGER renewal_total_update AFTER UPDATE OF renews_on, segment, band, currency, arr ON renewal
WHEN old.renews_on IS NOT new.renews_on OR old.segment IS NOT new.segment OR old.band IS NOT new.band
    OR old.currency IS NOT new.currency OR 1 IS NOT 1 OR ifnull(old.arr, 0) IS NOT ifnull(new.arr, 0)
    OR (old.arr IS NULL) IS NOT (new.arr IS NULL)
BEGIN
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced)
        VALUES (old.renews_on, old.segment, old.band, old.currency, -(1), -(ifnull(old.arr, 0)), -((old.arr IS NULL)))
        ON CONFLICT (renews_on, segment, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
    INSERT INTO renewal_total (renews_on, segment, band, currency, renewals, arr, unpriced)
        VALUES (new.renews_on, new.segment, new.band, new.currency, +(1), +(ifnull(new.arr, 0)), +((new.arr IS NULL)))
        ON CONFLICT (renews_on, segment, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
END;
CREATE TABLE renewal_sum (
    renews_on TEXT NOT NULL,
    band TEXT NOT NULL,
    currency TEXT NOT NULL,
    renewals INTEGER NOT NULL,
    arr INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (renews_on, band, currency)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER renewal_sum_insert AFTER INSERT ON renewal
BEGIN
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced)
        VALUES (new.renews_on, new.band, new.currency, +(1), +(ifnull(new.arr, 0)), +((new.arr IS NULL)))
        ON CONFLICT (renews_on, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
END;
CREATE TRIGGER renewal_sum_delete AFTER DELETE ON renewal
BEGIN
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced)
        VALUES (old.renews_on, old.band, old.currency, -(1), -(ifnull(old.arr, 0)), -((old.arr IS NULL)))
        ON CONFLICT (renews_on, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
END;
CREATE TRIGGER renewal_sum_update AFTER UPDATE OF renews_on, band, currency, arr ON renewal
WHEN old.renews_on IS NOT new.renews_on OR old.band IS NOT new.band OR old.currency IS NOT new.currency
    OR 1 IS NOT 1 OR ifnull(old.arr, 0) IS NOT ifnull(new.arr, 0) OR (old.arr IS NULL) IS NOT (new.arr IS NULL)
BEGIN
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced)
        VALUES (old.renews_on, old.band, old.currency, -(1), -(ifnull(old.arr, 0)), -((old.arr IS NULL)))
        ON CONFLICT (renews_on, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
    INSERT INTO renewal_sum (renews_on, band, currency, renewals, arr, unpriced)
        VALUES (new.renews_on, new.band, new.currency, +(1), +(ifnull(new.arr, 0)), +((new.arr IS NULL)))
        ON CONFLICT (renews_on, band, currency)
        DO UPDATE SET renewals = renewals + excluded.renewals, arr = arr + excluded.arr,
            unpriced = unpriced + excluded.unpriced;
END;
CREATE TRIGGER standing_carry_band AFTER UPDATE OF band ON standing
WHEN old.band IS NOT new.band
BEGIN
    UPDATE renewal SET band = new.band WHERE account_id = new.account_id;
    UPDATE revenue SET band = new.band WHERE account_id = new.account_id;
END;
CREATE TRIGGER standing_carry_whose AFTER UPDATE OF owner_id, segment ON standing
WHEN old.owner_id IS NOT new.owner_id OR old.segment IS NOT new.segment
BEGIN
    UPDATE renewal SET owner_id = new.owner_id, segment = new.segment WHERE account_id = new.account_id;
    UPDATE revenue SET owner_id = new.owner_id, segment = new.segment WHERE account_id = new.account_id;
END;

-- The index of names by their trigrams.
CREATE TABLE name_gram (id INTEGER PRIMARY KEY, accounts BLOB NOT NULL) STRICT;
CREATE TABLE name_segment (id INTEGER PRIMARY KEY, lengths BLOB NOT NULL) STRICT;
CREATE TABLE name_indexed (until INTEGER NOT NULL) STRICT;
INSERT INTO name_indexed VALUES (0);
CREATE TABLE renamed (account_id INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER account_renamed AFTER UPDATE OF name, domain ON account
    WHEN old.name IS NOT new.name OR old.domain IS NOT new.domain
    BEGIN INSERT OR IGNORE INTO renamed VALUES (new.id); END;
CREATE TRIGGER account_gone AFTER DELETE ON account BEGIN INSERT OR IGNORE INTO renamed VALUES (old.id); END;
