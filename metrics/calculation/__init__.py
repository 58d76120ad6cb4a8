"""From a text to an answer: forms, argument orders, what-if."""
