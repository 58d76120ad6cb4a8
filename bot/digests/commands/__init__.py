"""`/cs digest …`: who gets which digest, when, and its deliveries."""
