"""`/cs watch`: which accounts are watched where, and the messages that tell what changed of them."""
