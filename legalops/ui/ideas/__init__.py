"""The pages of ideas and experiments."""
