"""What tables of invoice lines and of payments have in common, whatever file they came in."""
