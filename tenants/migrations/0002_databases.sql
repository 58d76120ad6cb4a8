-- On PostgreSQL, the password of the role of each tenant, which has rights on the tenant's schema alone.
CREATE TABLE tenant_database (
    tenant TEXT PRIMARY KEY REFERENCES tenant(id),
    password TEXT NOT NULL
) STRICT;
