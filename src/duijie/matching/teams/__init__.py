"""Teams: a few items that together cover a need that none of them covers alone.

>>> from duijie.matching.teams import Candidate, propose
>>> resin = Candidate("project:resin", "project", strengths=(1.0, 0.0))
>>> press = Candidate("project:press", "project", strengths=(0.0, 1.0))
>>> [team] = propose([resin, press], musts=(True, True)).teams
>>> team.ids, team.uncovered
(('project:press', 'project:resin'), ())
"""

from __future__ import annotations

from duijie.matching.teams.proposing import covering_more, propose
from duijie.matching.teams.types import MOST_CANDIDATES, Candidate, Constraints, Member, Proposal, Share, Team, Worth

__all__ = [
    "MOST_CANDIDATES",
    "Candidate",
    "Constraints",
    "Member",
    "Proposal",
    "Share",
    "Team",
    "Worth",
    "covering_more",
    "propose",
]
