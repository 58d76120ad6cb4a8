"""What the account store answers, laid out as replies: one module for each answer."""
