"""Who: organisations, people, posts, identifiers, fields, places, communities and their roles."""
