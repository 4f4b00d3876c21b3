"""The tables of the store and the inputs that create their rows, by subject."""
