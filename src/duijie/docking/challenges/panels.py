"""What challenges add to the page of a problem."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.docking.challenges.lifecycle import LIVE
from duijie.docking.challenges.queries import of_problem
from duijie.docking.challenges.rules import open_challenge
from duijie.library.lifecycle import LISTED
from duijie.registry.hooks import Panel
from duijie.registry.standing import standing


def of_item(request: HttpRequest, item: Any) -> Panel | None:
    """The challenge on a problem, and the way to open one for who may."""
    if item.kind != "problem":
        return None
    actor = standing(request.user)
    challenge = of_problem(actor, item)
    live = challenge is not None and challenge.state in LIVE
    opens = not live and item.state in LISTED and open_challenge.allows(actor, item)
    if challenge is None and not opens:
        return None
    context = {"challenge": challenge, "opens": opens, "problem": item}
    return Panel(_("Challenge"), "docking/challenges/_panel.html", context, order=5)
