"""The accounts as a whole, on any day and over any period."""
