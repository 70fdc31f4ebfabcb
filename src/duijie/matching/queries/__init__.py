"""Every read of the matching room that needs a name."""
