"""What people can do, what their roles need, and how the gap is closed."""
