"""Keeping the index true to the libraries: what goes in, when, and all of it anew."""
