"""The pages of lessons, wins, retrospectives and maturity."""
