"""Every measure once more, as a question in SQL over the lines of the sample department."""
