"""The command line's face of matching: what is printed, for people and for programs."""
