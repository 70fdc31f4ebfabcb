"""Reading a need: the requirements in a text, their quantities and what they deny. Pure."""
