"""The operating dashboard of a legal department."""
