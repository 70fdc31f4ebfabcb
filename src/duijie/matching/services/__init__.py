"""The use cases of the matching room, a module each; ``finding`` loads the engine, so nothing is imported here."""
