"""What the page that finds anything shows."""
