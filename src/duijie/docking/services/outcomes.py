"""What came of a match, told to those who learn from it."""

from __future__ import annotations

from django.db import transaction

from duijie.core.errors import Conflict
from duijie.docking.models import Contract
from duijie.matching.services import use


def contracted(*, contract: Contract) -> None:
    """Write into the log of matches that a contract was signed. Call it in that transaction.

    A match that was judged so often that nothing more is written about it does not keep a
    contract from being signed.
    """
    introduction = contract.deal.introduction
    try:
        with transaction.atomic():
            use.record_contracted(
                actor=None,
                community=introduction.problem.community,
                asked=use.asked_of(problem=introduction.problem_id),
                item=introduction.item,
            )
    except Conflict:
        return
