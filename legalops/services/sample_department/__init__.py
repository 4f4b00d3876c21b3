"""A believable legal department made from a seed: its words are data, its figures are code."""
