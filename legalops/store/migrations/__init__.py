"""The schema's history, forwards and back."""
