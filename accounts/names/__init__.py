"""Names of companies: how they are compared, and the account that a text means."""
