CREATE INDEX tenant_by_erasure ON tenant(erase_at)
CREATE INDEX tenant_log_by_tenant ON tenant_log(tenant, id)
CREATE TABLE bot_installation(tenant TEXT PRIMARY KEY REFERENCES tenant(id), app_id TEXT NOT NULL DEFAULT '', enterprise_id TEXT NOT NULL DEFAULT '', enterprise_name TEXT NOT NULL DEFAULT '', enterprise_url TEXT NOT NULL DEFAULT '', team_id TEXT NOT NULL DEFAULT '', team_name TEXT NOT NULL DEFAULT '', bot_token TEXT NOT NULL, bot_id TEXT NOT NULL DEFAULT '', bot_user_id TEXT NOT NULL DEFAULT '', bot_scopes TEXT NOT NULL DEFAULT '', refresh_token TEXT NOT NULL DEFAULT '', expires_at TEXT, installed_at TEXT NOT NULL, version INTEGER NOT NULL, rotating_until TEXT)STRICT
CREATE TABLE installer(tenant TEXT NOT NULL REFERENCES tenant(id), user_id TEXT NOT NULL, user_token TEXT NOT NULL DEFAULT '', user_scopes TEXT NOT NULL DEFAULT '', refresh_token TEXT NOT NULL DEFAULT '', expires_at TEXT, installed_at TEXT NOT NULL, PRIMARY KEY(tenant, user_id))STRICT
CREATE TABLE oauth_state(hash TEXT PRIMARY KEY, expires_at TEXT NOT NULL)STRICT
CREATE TABLE tenant(id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', enterprise_id TEXT NOT NULL DEFAULT '', installed_at TEXT NOT NULL, installed_by TEXT NOT NULL DEFAULT '', seen_at TEXT, ended_at TEXT, ended_reason TEXT NOT NULL DEFAULT '', erase_at TEXT, erased_at TEXT)STRICT
CREATE TABLE tenant_database(tenant TEXT PRIMARY KEY REFERENCES tenant(id), password TEXT NOT NULL)STRICT
CREATE TABLE tenant_log(id INTEGER PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenant(id), at TEXT NOT NULL, who TEXT NOT NULL DEFAULT '', event TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '')STRICT
CREATE TABLE tenant_setting(tenant TEXT NOT NULL REFERENCES tenant(id), name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(tenant, name))STRICT
CREATE TABLE token_check(tenant TEXT PRIMARY KEY REFERENCES tenant(id), asked_at TEXT NOT NULL, taken_at TEXT, gone_at TEXT)STRICT
CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name ON _sqlite_migrations(migration_set, name)
