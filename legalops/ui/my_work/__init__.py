"""What is due from the person who looks, and what changed since they last did."""
