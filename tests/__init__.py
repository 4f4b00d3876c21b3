"""What a user relies on, in sentences."""
