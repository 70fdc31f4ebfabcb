"""Who asks in the other rooms and in the API, by what they are to the things of the eastern firm."""

from __future__ import annotations

from tests.endpoints.driving import People

OWNER = frozenset({"owner"})
"""Whose problem, webhook, search … it is: a member of the firm."""
ADMIN = frozenset({"organisation admin"})
FIRM = OWNER | ADMIN | {"teammate"}
OTHER = frozenset({"other party"})
"""Who offers something for the problem: the admin of a university in the west."""
BROKERS = frozenset({"broker", "station lead"})
KEEPERS = frozenset({"secretariat", "site admin"})
GOVERN = KEEPERS | {"secretariat above"}
SECRETARIATS = GOVERN | {"secretariat elsewhere"}
OFFICER = frozenset({"officer"})
"""Of the challenge on the private problem."""
ASKER = frozenset({"outsider"})
"""An account without any role, who asked to belong to the firm and says of a person's page “This is me”."""
INVITED = frozenset({"member elsewhere"})
SIGNED_IN = FIRM | OTHER | BROKERS | SECRETARIATS | OFFICER | ASKER | INVITED | {"member"}
EVERYBODY: People = SIGNED_IN | {"anonymous"}
LEAST: People = frozenset({"outsider", "anonymous"})
"""Who may the least: a page for everybody is asked for as these."""
SOME: People = frozenset({"owner", "secretariat", "outsider", "anonymous"})
"""A page for whoever is signed in, where roles count for nothing, is asked for as these."""

EDITORS = OWNER | ADMIN | KEEPERS
"""Of an item of the owner's."""
INSIDE = FIRM | KEEPERS
"""Who sees a private item of the firm."""
CONFIDED = INSIDE | BROKERS
"""Who may read the body of a problem that shows its title only."""
STAFF = ADMIN | GOVERN
"""Who says who belongs to the firm."""
ROLES_EAST = FIRM | BROKERS | {"member", "secretariat"}
"""Who holds a role in the eastern branch."""
