"""The only code that opens a database session; one module a concept."""
