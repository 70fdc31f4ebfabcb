"""What the command line does in this room."""
