"""What somebody should know before a meeting with a customer, beside what stands on the card."""
