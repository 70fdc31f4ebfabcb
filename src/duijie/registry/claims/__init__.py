"""Claiming a page that reading or the secretariat made of a person: “This is me”."""
