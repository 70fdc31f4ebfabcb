"""A confidential problem: title and field for everybody, the rest for those who promised to keep it so."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.core.errors import Conflict, NotAllowed
from duijie.core.models import User
from duijie.docking.models import Deal, LogEntry
from duijie.docking.services import deals, secrecy
from duijie.docking.undertaking import EDITION, text
from duijie.library.models import Problem
from duijie.library.rules import may_read_body, read_problem_body, view_item
from duijie.registry.standing import standing
from tests.docking.conftest import Match


@pytest.fixture
def deal(match: Match) -> Deal:
    match.problem.confidentiality = "title-only"
    match.problem.save()
    return match.deal()


def _reads(user: User, problem: Problem) -> bool:
    fresh = User.objects.get(pk=user.pk)
    one = may_read_body(standing(fresh), problem)
    many = read_problem_body.filter(standing(fresh), Problem.objects.filter(pk=problem.pk)).exists()
    assert one == many
    return one


def test_the_problem_opens_to_who_promises_and_to_nobody_else(match: Match, deal: Deal) -> None:
    deals.bring(actor=match.solver, deal=deal, email=match.solver_colleague.email)
    assert not _reads(match.solver, match.problem)
    secrecy.promise(actor=match.solver, deal=deal, edition=EDITION)
    assert _reads(match.solver, match.problem)
    assert not _reads(match.solver_colleague, match.problem), "a promise is one's own"
    assert not _reads(match.professor, match.problem)


def test_a_private_problem_is_found_by_who_promised(match: Match, deal: Deal) -> None:
    match.problem.visibility = "private"
    match.problem.save()
    secrecy.promise(actor=match.solver, deal=deal, edition=EDITION)
    client = Client()
    client.force_login(User.objects.get(pk=match.solver.pk))
    assert match.problem.statement in client.get(match.problem.get_absolute_url()).content.decode()
    client.force_login(match.professor)
    assert client.get(match.problem.get_absolute_url()).status_code == 404


def test_leaving_or_ending_closes_it_again(match: Match, deal: Deal) -> None:
    deals.bring(actor=match.solver, deal=deal, email=match.solver_colleague.email)
    for user in (match.solver, match.solver_colleague):
        secrecy.promise(actor=user, deal=deal, edition=EDITION)
    deals.leave(actor=match.solver_colleague, deal=deal)
    assert not _reads(match.solver_colleague, match.problem) and _reads(match.solver, match.problem)
    deals.end(actor=match.asker, deal=deal, reason="不做了")
    assert not _reads(match.solver, match.problem)


def test_what_is_promised_is_what_was_read(match: Match, deal: Deal) -> None:
    with pytest.raises(Conflict):
        secrecy.promise(actor=match.solver, deal=deal, edition="2020-1")
    with pytest.raises(NotAllowed):
        secrecy.promise(actor=match.world.outsider, deal=deal, edition=EDITION)
    assert not LogEntry.objects.filter(action="promise").exists()


def test_a_second_click_changes_nothing(match: Match, deal: Deal) -> None:
    first = secrecy.promise(actor=match.solver, deal=deal, edition=EDITION)
    assert secrecy.promise(actor=match.solver, deal=deal, edition=EDITION).promised_at == first.promised_at
    assert LogEntry.objects.filter(action="promise").count() == 1


def test_a_draft_stays_its_owners(match: Match, deal: Deal) -> None:
    secrecy.promise(actor=match.solver, deal=deal, edition=EDITION)
    match.problem.state = "draft"
    match.problem.save()
    assert not view_item.allows(standing(User.objects.get(pk=match.solver.pk)), match.problem)


def test_the_page_shows_the_words_and_takes_the_promise(match: Match, deal: Deal) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(match.solver)
    page = f"{deal.get_absolute_url()}promise/"
    assert text("zh-hans")[:20] in client.get(page).content.decode()
    assert match.problem.statement not in client.get(deal.get_absolute_url()).content.decode()
    client.post(page, {"edition": EDITION})
    assert match.problem.statement in client.get(deal.get_absolute_url()).content.decode()
