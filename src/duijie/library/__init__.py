"""What: problems, projects, talents and their life cycle."""
