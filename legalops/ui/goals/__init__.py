"""What is promised for the organisation's objectives, and how far each goal is."""
