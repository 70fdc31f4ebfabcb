"""The opened proposals: reading, scoring, feedback, assessors, shortlist, award."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.downloads import kept_apart
from duijie.core.errors import Conflict, NotAllowed
from duijie.core.models import User
from duijie.core.paging import page_of
from duijie.docking.challenges import present, queries
from duijie.docking.challenges.forms import AssessorForm, AwardForm, ExcuseForm, FeedbackForm, ScoreForm
from duijie.docking.challenges.rules import assess, own_proposal, run_challenge
from duijie.docking.challenges.services import awarding, files, judging
from duijie.docking.challenges.views.running import allowed, asked, attempt, submitted
from duijie.docking.models import Assessor, Challenge, OpenedProposal, Score
from duijie.registry.standing import Standing, standing

_LONG = 6
"""Digits that no number of a proposal has."""
_LONGEST_LIST = 500
_MOST_CHOSEN = 100
_AT_ONCE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The opened proposals with their scores, for who runs the challenge and its assessors; naming an assessor."""
    actor = standing(request.user)
    challenge = _judged(actor, pk)
    runs = run_challenge.allows(actor, challenge)
    form = AssessorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not runs:
        raise NotAllowed(_("This is not possible for you in the present state of the challenge."))
    if submitted(
        request, form, lambda user: judging.name_assessor(actor=user, challenge=challenge, **form.cleaned_data)
    ):
        messages.success(request, _("They may score the proposals now."))
        return redirect("docking:challenge-proposals", pk)
    assessors = queries.acting(challenge)
    me = queries.assessor_of(actor, challenge)
    page = page_of(request, queries.protocol(challenge), _AT_ONCE)
    lines = list(page.object_list)
    rows = [
        {"judged": row, "line": row.proposal, "name": queries.name_of(row.proposal),
         "mine": row.given.get(me.pk) if me else None,
         "given": [row.given.get(one.pk) for one in assessors]}
        for row in queries.visible_scores(actor, challenge, lines)
    ]  # fmt: skip
    chosen = _numbers(request.GET.getlist("numbers"))
    context = {
        "challenge": challenge,
        "chosen": chosen,
        "elsewhere": ", ".join(str(number) for number in chosen if number not in {row.number for row in lines}),
        "page": page,
        "rows": rows,
        "failed": queries.shown_names([row for row in lines if row.failure]),
        "assessors": assessors,
        "runs": runs,
        "me": me,
        "actions": present.actions(actor, challenge),
        "form": form,
    }
    return render(request, "docking/challenges/proposals.html", context, status=422 if form.errors else 200)


def _judged(actor: Standing, pk: UUID) -> Challenge:
    challenge = queries.access_challenge(actor, pk)
    if not (run_challenge.allows(actor, challenge) or assess.allows(actor, challenge)):
        raise NotAllowed(_("The proposals are read by who runs the challenge and by its assessors."))
    return challenge


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """One opened proposal: what it says, its files; scoring it, writing feedback to it."""
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    line = queries.access_proposal(actor, challenge, number)
    actions = present.actions(actor, challenge)
    rules = present.shown(queries.in_force(challenge))
    me = queries.assessor_of(actor, challenge)
    posted = request.POST if request.method == "POST" else None
    which = posted.get("do", "") if posted is not None else ""
    scoring = _scoring(rules, me, line, posted if which == "score" else None) if "score" in actions else None
    feedback = None
    if "feed-back" in actions and not line.failure:
        feedback = FeedbackForm(posted if which == "feedback" else None, initial={"feedback": line.feedback})
    if scoring is not None and which == "score" and submitted(
        request, scoring,
        lambda user: judging.score(actor=user, proposal=line, points=scoring.points, notes=scoring.notes),
    ):  # fmt: skip
        messages.success(request, _("Your points are kept; you may change them until the shortlist."))
        return redirect("docking:challenge-proposals", pk)
    if feedback is not None and which == "feedback" and submitted(
        request, feedback,
        lambda user: judging.feed_back(actor=user, proposal=line, text=feedback.cleaned_data["feedback"]),
    ):  # fmt: skip
        messages.success(request, _("The feedback is kept; the solver reads it once the shortlist is published."))
        return redirect("docking:challenge-proposals", pk)
    if posted is not None and not any(form is not None and form.errors for form in (scoring, feedback)):
        raise NotAllowed(_("This is not possible for you in the present state of the challenge."))
    mine = own_proposal.allows(actor, line)
    judges = run_challenge.allows(actor, challenge) or me is not None
    context = {
        "challenge": challenge,
        "line": line,
        "name": queries.name_of(line),
        "files": list(line.files.all()),
        "judges": judges,
        "mine": mine,
        "judged": next(iter(queries.visible_scores(actor, challenge, [line])), None),
        "told": judges or challenge.shortlisted_at is not None,
        "scoring": scoring,
        "feedback": feedback,
    }
    wrong = any(form is not None and form.errors for form in (scoring, feedback))
    return render(request, "docking/challenges/proposal.html", context, status=422 if wrong else 200)


def _scoring(rules: present.ShownRules, me: Assessor | None, line: OpenedProposal, posted: Any) -> ScoreForm | None:
    if me is None or line.failure:
        return None
    initial: dict[str, Any] = {}
    for row in Score.objects.filter(assessor=me, proposal=line):
        initial |= {f"points_{row.criterion}": row.points, f"note_{row.criterion}": row.note}
    labels = [(criterion.text, weight) for criterion, weight in rules.criteria]
    return ScoreForm(posted, labels=labels, initial=initial)


@login_required
@require_safe
def file(request: SignedInRequest, pk: UUID, number: int, file: UUID) -> HttpResponse | FileResponse:
    """A file of an opened proposal, always as a download."""
    actor = standing(request.user)
    line = queries.access_proposal(actor, queries.access_challenge(actor, pk), number)
    found = queries.access_file(actor, line, file)
    try:
        stream = files.fetch(actor=request.user, file=found)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("docking:challenge-proposal", pk, number)
    return kept_apart(FileResponse(stream, as_attachment=True, filename=found.name, content_type=found.media_type))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request: SignedInRequest, pk: UUID, assessor: int) -> HttpResponse:
    """Let an assessor go."""
    challenge = allowed(request, pk, "excuse-assessor")
    row = get_object_or_404(challenge.assessors.filter(excused_at=None), pk=assessor)
    form = ExcuseForm(request.POST if request.method == "POST" else None)
    if submitted(
        request, form, lambda user: judging.excuse(actor=user, challenge=challenge, assessor=row, **form.cleaned_data)
    ):
        messages.success(request, _("Their points do not count any more."))
        return redirect("docking:challenge-proposals", pk)
    return asked(request, challenge, form, _("Excuse %(name)s") % {"name": row.user}, danger=True)


@login_required
@require_POST
def shortlist(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Publish the shortlist."""
    challenge = allowed(request, pk, "shortlist")
    written = re.findall(r"\d+", request.POST.get("others", "")[:_LONGEST_LIST])
    numbers = _numbers([*request.POST.getlist("numbers"), *written])

    def do(user: User) -> Any:
        return judging.shortlist(actor=user, challenge=challenge, numbers=numbers)

    response = attempt(request, challenge, do, _("The shortlist is published; every solver can read the feedback."))
    challenge.refresh_from_db(fields=["state"])
    if challenge.state == Challenge.State.OPENED:  # it was refused; what was chosen stays so
        chosen = urlencode({"numbers": numbers}, doseq=True)
        return redirect(f"{reverse('docking:challenge-proposals', args=[pk])}?{chosen}")
    return response


def _numbers(values: Iterable[str]) -> list[int]:
    """Numbers of proposals, each once and in order; what is none is left out."""
    found = {int(value) for value in values if value.isdecimal() and len(value) < _LONG}
    return sorted(found)[:_MOST_CHOSEN]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def award(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Decide the award."""
    challenge = allowed(request, pk, "award")
    rows = queries.protocol(challenge).filter(shortlisted=True)
    choices = [(row.number, name) for row, name in queries.shown_names(rows)]
    form = AwardForm(request.POST if request.method == "POST" else None, choices=choices)
    if submitted(request, form, lambda user: awarding.award(actor=user, challenge=challenge, **form.cleaned_data)):
        messages.success(request, _("The award is decided; the deal with the winner has begun."))
        return redirect(challenge)
    said = _("A deal begins between the problem's owner and the winner, with the winning proposal in it.")
    return asked(request, challenge, form, _("Decide the award"), said=said)
