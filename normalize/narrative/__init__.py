"""What a report's text says: sentences, the numbers in them, what they count, and what the tables say of it."""
