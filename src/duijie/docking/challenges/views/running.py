"""Preparing a challenge, publishing it, changing its rules, ending it; its officers' pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.docking.challenges import present, queries
from duijie.docking.challenges.forms import (
    ChangeForm,
    DraftForm,
    EndForm,
    KeyForm,
    OfficeForm,
    RulesForm,
    criteria_in,
    criteria_lines,
    initial_of,
    with_more_criteria,
)
from duijie.docking.challenges.lifecycle import LIVE
from duijie.docking.challenges.rules import open_challenge
from duijie.docking.challenges.services import opening, preparing, publishing
from duijie.docking.models import Challenge
from duijie.docking.views import acting
from duijie.library.models import Problem
from duijie.library.queries import access_item
from duijie.registry.standing import standing

_REFUSALS = (InvalidInput, Conflict)


def allowed(request: HttpRequest, pk: UUID, *names: str) -> Challenge:
    """The challenge in which the reader may take one of these actions now.

    Raises:
        NotFound: it is not open to the reader.
        NotAllowed: none of the actions is possible.
    """
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    if not present.actions(actor, challenge) & set(names):
        raise NotAllowed(_("This is not possible for you in the present state of the challenge."))
    return challenge


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Prepare a challenge on the problem that ``?problem=`` names."""
    actor = standing(request.user)
    problem = access_item(actor, "problem", _id(request.GET.get("problem", "")))
    assert isinstance(problem, Problem)  # noqa: S101 - asked for
    open_challenge.check(actor, problem, _("Challenges are opened by the problem's owner or the secretariat."))
    known = queries.of_problem(actor, problem)
    if known is not None and known.state in LIVE and request.method != "POST":
        return redirect("docking:challenge-edit", known.pk) if known.published_at is None else redirect(known)
    start = {"bounty": problem.bounty, "currency": problem.currency}

    def keep(user: User, form: DraftForm, criteria: Any) -> Challenge:
        return preparing.prepare(
            actor=user, problem=problem, rules=form.rules(criteria), officers=form.officers,
            form=form.cleaned_data["form"],
        )  # fmt: skip

    return _draft(request, problem, None, start, (), keep)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a draft."""
    challenge = allowed(request, pk, "edit")
    edition = queries.in_force(challenge)

    def keep(user: User, form: DraftForm, criteria: Any) -> Challenge:
        return preparing.edit(
            actor=user, challenge=challenge, rules=form.rules(criteria), officers=form.officers,
            version=form.cleaned_data["version"] or 0,
        )  # fmt: skip

    return _draft(request, challenge.problem, challenge, initial_of(edition, challenge), edition.criteria, keep)


def _id(text: str) -> UUID | str:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _draft(
    request: SignedInRequest,
    problem: Problem,
    challenge: Challenge | None,
    initial: dict[str, Any],
    criteria: Any,
    keep: Callable[[User, DraftForm, Any], Challenge],
) -> HttpResponse:
    people = queries.may_be_officers(problem)
    posted = request.POST if request.method == "POST" else None
    more = posted is not None and "more" in posted
    named = list(challenge.officers.select_related("user")) if challenge is not None else []
    form = DraftForm(posted, people=people, named=named, initial=initial)
    lines = criteria_lines(with_more_criteria(posted) if more and posted else posted, initial=criteria)
    status = 200
    if posted is not None and not more:
        found = _keep(request, form, lines, lambda user, given: keep(user, form, given))
        if found is not None:
            return redirect("docking:challenge", found.pk)
        status = 422
    context = {"problem": problem, "challenge": challenge, "form": form, "lines": lines, "zone": present.zone()}
    return render(request, "docking/challenges/draft.html", context, status=status)


def _keep(request: SignedInRequest, form: RulesForm, lines: Any, do: Callable[[User, Any], Any]) -> Any | None:
    """Do it when everything typed makes sense; what it made, or None with the form saying what is wrong."""
    if not (form.is_valid() & lines.is_valid()):
        return None
    try:
        found = do(request.user, criteria_in(lines))
    except (InvalidInput, Conflict, NotAllowed) as error:
        form.refuse(error)
        return None
    messages.success(request, _("Saved."))
    return found


@login_required
@require_POST
def publish(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open it for proposals."""
    challenge = queries.access_challenge(standing(request.user), pk)
    return attempt(
        request, challenge, lambda user: publishing.publish(actor=user, challenge=challenge), _("Published.")
    )


def attempt(request: SignedInRequest, challenge: Challenge, do: Callable[[User], Any], done: str) -> HttpResponse:
    """Do it and go back to the challenge with what came of it; who may not is told so on a page of its own."""
    return acting.attempt(request, partial(do, request.user), challenge.get_absolute_url(), done, refusals=_REFUSALS)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change the rules by a notice."""
    challenge = allowed(request, pk, "change-rules")
    edition = queries.in_force(challenge)
    posted = request.POST if request.method == "POST" else None
    more = posted is not None and "more" in posted
    form = ChangeForm(posted, initial=initial_of(edition, challenge))
    lines = criteria_lines(with_more_criteria(posted) if more and posted else posted, initial=edition.criteria)
    status = 200
    if posted is not None and not more:

        def do(user: User, criteria: Any) -> Any:
            return publishing.change_rules(
                actor=user, challenge=challenge, rules=form.rules(criteria), reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"] or 0, form=form.cleaned_data["form"],
            )  # fmt: skip

        if _keep(request, form, lines, do) is not None:
            return redirect(challenge)
        status = 422
    context = {"challenge": challenge, "form": form, "lines": lines, "zone": present.zone()}
    return render(request, "docking/challenges/change.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End it without an award."""
    challenge = allowed(request, pk, "end")
    form = EndForm(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda user: publishing.end(actor=user, challenge=challenge, **form.cleaned_data)):
        messages.success(request, _("The challenge has ended."))
        return redirect(challenge)
    return asked(request, challenge, form, _("End the challenge"), danger=True)


def submitted(request: SignedInRequest, form: Any, do: Callable[[User], Any]) -> bool:
    """Whether a posted form made sense and was done; else the form says what is wrong."""
    return request.method == "POST" and acting.submitted(form, partial(do, request.user), refusals=_REFUSALS)


def asked(
    request: HttpRequest, challenge: Challenge, form: Any, heading: str, *, said: str = "", danger: bool = False
) -> HttpResponse:
    """A page with one short form."""
    context = {"challenge": challenge, "form": form, "heading": heading, "said": said, "danger": danger}
    return render(request, "docking/challenges/asked.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take office before the publication, give the key at the opening."""
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    officer = present.me_as_officer(actor, challenge)
    if officer is None:
        raise NotAllowed(_("Only the officers of this challenge come here."))
    actions = present.actions(actor, challenge)
    posted = request.POST if request.method == "POST" else None
    form: Any = None
    if "take-office" in actions:
        form = OfficeForm(posted)
        do: Callable[[User, str, Challenge], Any] = _take
        done = _("You have taken office. Keep your passphrase safe until the opening.")
    elif "give-key" in actions:
        form = KeyForm(posted)
        do = _give
        done = _("Your key is given.")
    elif posted is not None:
        raise NotAllowed(_("This is not possible for you in the present state of the challenge."))
    if form is not None and submitted(request, form, lambda user: do(user, form.cleaned_data["passphrase"], challenge)):
        messages.success(request, done)
        return redirect(challenge)
    context = {
        "challenge": challenge,
        "officer": officer,
        "officers": list(challenge.officers.all()),
        "form": form,
        "taking": "take-office" in actions,
        "zone": present.zone(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "docking/challenges/office.html", context, status=status)


def _take(user: User, passphrase: str, challenge: Challenge) -> Any:
    return preparing.take_office(actor=user, challenge=challenge, passphrase=passphrase)


def _give(user: User, passphrase: str, challenge: Challenge) -> Any:
    return opening.give_key(actor=user, challenge=challenge, passphrase=passphrase)
