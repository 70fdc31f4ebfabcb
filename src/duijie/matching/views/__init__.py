"""The pages of the matching room."""
