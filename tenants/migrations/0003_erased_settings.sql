-- What was set for tenants until they were erased names people, and went only out of their settings.
UPDATE tenant_log SET detail = '' WHERE event IN ('set', 'unset') AND id < (
    SELECT max(later.id) FROM tenant_log later WHERE later.tenant = tenant_log.tenant AND later.event = 'erased');
