-- Where an account is in the CRM, whom an owner reports to as files state it, and whom a digest mentions.
ALTER TABLE account ADD COLUMN crm_url TEXT;
ALTER TABLE owner ADD COLUMN manager TEXT;
ALTER TABLE digest ADD COLUMN mentions TEXT NOT NULL DEFAULT '';
