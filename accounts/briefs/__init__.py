"""Facts for a meeting with a customer that its card doesn't show."""
