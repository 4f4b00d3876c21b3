"""What the LEDES formats written with pipes have in common."""
