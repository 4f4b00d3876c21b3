"""What people do, one function an act, for the screen and the command line alike."""
