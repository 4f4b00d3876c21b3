"""Where people talk: series and channels, a meeting's agenda and notes, what came of it."""
