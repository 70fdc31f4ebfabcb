"""Who asks, by what they are to the deal of the stage; the words of the tables."""

from __future__ import annotations

People = frozenset[str]

DEMAND = frozenset({"demand lead", "demand colleague"})
SUPPLY = frozenset({"supply lead", "supply colleague"})
LEADS = frozenset({"demand lead", "supply lead"})
PARTIES = DEMAND | SUPPLY
BROKER = frozenset({"broker", "stand-in"})
"""The broker of the deal, and who stands in for them."""
ROOM = PARTIES | BROKER
KEEPERS = frozenset({"secretariat", "site admin"})
BROKERS = BROKER | {"refused stand-in", "other broker"}
STATION = BROKERS | KEEPERS
"""The brokers of the community and its secretariat."""
INTRODUCED = LEADS | BROKER | {"secretariat"}
"""Who reads the introduction that the deal came of: colleagues join in the room only."""
WAITING = INTRODUCED | {"refused stand-in"}
"""Who reads the introduction that waits: there nobody refused who stands in."""
ABOVE = frozenset({"secretariat above"})
SIGNED_IN = STATION | PARTIES | ABOVE | {"secretariat elsewhere", "outsider"}
EVERYBODY = SIGNED_IN | {"anonymous"}
CONFIDED = DEMAND | STATION
"""Who may read the body of a confidential problem of the demand side."""
