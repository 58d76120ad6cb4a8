"""Services that account data is read from over the web: Stripe, HubSpot, Salesforce, Zendesk, Intercom."""
