"""What people type on the way from a match to delivered work."""
