"""Who may come in: passwords, sessions, the throttle, and the gate before the server."""
