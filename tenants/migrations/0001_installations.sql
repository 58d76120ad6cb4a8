-- Each workspace (T…), or organisation that the bot is installed for as a whole (E…), that has ever installed the bot.
-- One that ended has no token any more; at `erase_at` its data is erased, and `erased_at` says that it was.
CREATE TABLE tenant (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    enterprise_id TEXT NOT NULL DEFAULT '',
    installed_at TEXT NOT NULL,
    installed_by TEXT NOT NULL DEFAULT '',
    seen_at TEXT,
    ended_at TEXT,
    ended_reason TEXT NOT NULL DEFAULT '',
    erase_at TEXT,
    erased_at TEXT
) STRICT;
CREATE INDEX tenant_by_erasure ON tenant (erase_at);

-- The one bot token of each. `version` counts up with each change of the token, by whoever makes it; `rotating_until` is
-- the lease of the server that exchanges it.
CREATE TABLE bot_installation (
    tenant TEXT PRIMARY KEY REFERENCES tenant(id),
    app_id TEXT NOT NULL DEFAULT '',
    enterprise_id TEXT NOT NULL DEFAULT '',
    enterprise_name TEXT NOT NULL DEFAULT '',
    enterprise_url TEXT NOT NULL DEFAULT '',
    team_id TEXT NOT NULL DEFAULT '',
    team_name TEXT NOT NULL DEFAULT '',
    bot_token TEXT NOT NULL,
    bot_id TEXT NOT NULL DEFAULT '',
    bot_user_id TEXT NOT NULL DEFAULT '',
    bot_scopes TEXT NOT NULL DEFAULT '',
    refresh_token TEXT NOT NULL DEFAULT '',
    expires_at TEXT,
    installed_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    rotating_until TEXT
) STRICT;

-- Who installed it, each with the user token that they granted, if any.
CREATE TABLE installer (
    tenant TEXT NOT NULL REFERENCES tenant(id),
    user_id TEXT NOT NULL,
    user_token TEXT NOT NULL DEFAULT '',
    user_scopes TEXT NOT NULL DEFAULT '',
    refresh_token TEXT NOT NULL DEFAULT '',
    expires_at TEXT,
    installed_at TEXT NOT NULL,
    PRIMARY KEY (tenant, user_id)
) STRICT;

-- Installations under way: the hash of each state that was handed out and not used yet.
CREATE TABLE oauth_state (
    hash TEXT PRIMARY KEY,
    expires_at TEXT NOT NULL
) STRICT;

-- What the operator set for a tenant: settings such as CS_CURRENCY, and limits such as limit_accounts.
CREATE TABLE tenant_setting (
    tenant TEXT NOT NULL REFERENCES tenant(id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;

-- What became of each tenant, when and by whom; rows are only added.
CREATE TABLE tenant_log (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant(id),
    at TEXT NOT NULL,
    who TEXT NOT NULL DEFAULT '',
    event TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX tenant_log_by_tenant ON tenant_log (tenant, id);
