"""From what is offered to what is needed: the pure parts of the other directions."""
