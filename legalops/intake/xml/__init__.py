"""What the LEDES formats written in XML have in common."""
