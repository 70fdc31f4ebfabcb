"""What was accepted about organisations and persons, as their pages show it: posts, agreements, charts, timelines."""
