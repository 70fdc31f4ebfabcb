"""The pages of the docking room."""
