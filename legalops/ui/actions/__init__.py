"""What there is to do: noted in one line, ticked off where it stands, by person."""
