"""Sample introductions, deals, contracts, stations and a challenge: what the pages of this room look like in use.

Made by the people of the sample community through the services that everybody uses, so that
the log, the notices and the funnel tell of them as of any others; the clock is set back for each
step, so that they tell of months (:mod:`duijie.core.clock`). Everything is between records marked as
sample, which is how the pages mark it too.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import override

from duijie.core.clock import days_ago
from duijie.docking.sample import challenges, deals, introductions, stations, visits
from duijie.docking.sample.people import People, exist, quietly
from duijie.library.models import Problem


def load() -> bool:
    """Make them, once: all or nothing.

    Returns:
        Whether they were made; not where the sample community is missing or has them already.
    """
    if not exist() or Problem.objects.filter(sample=True, introductions__isnull=False).exists():
        return False
    with transaction.atomic(), override("zh-hans"):
        people = People.come()
        with quietly(people):
            with days_ago(330):
                stations.make(people)
            visits.only_looked_at(people)
            introductions.declined(people)
            deals.delivered(people)
            deals.under_way(people)
            deals.negotiated(people)
            challenges.open_one(people)
            people.have_read()
            introductions.waiting(people)
    return True
