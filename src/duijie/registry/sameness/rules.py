"""Who may decide whether two records are of one person."""

from __future__ import annotations

from duijie.core.permissions import Rule
from duijie.registry.building_rules import OfSecretariat
from duijie.registry.standing import Standing

decide_pair: Rule[Standing] = OfSecretariat("one__community_id") & OfSecretariat("other__community_id")
"""May join two records of one name or keep them apart: who may merge both."""
