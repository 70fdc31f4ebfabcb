"""A problem of the eastern firm and what a university of the west offers for it, and how far the two have come."""

from __future__ import annotations

from dataclasses import dataclass

from duijie.core.models import User
from duijie.docking.models import Contract, Deal, Introduction
from duijie.docking.services import introductions
from duijie.library.models import Problem, Project, Talent
from duijie.registry.models import Organisation, Person, Role
from duijie.registry.services import grant_role
from tests.factories.world import World, make, world
from tests.layers import held

__all__ = ["world"]

MESSAGE = "我们想用螯合树脂处理电镀废水，希望了解中试的条件。"


@dataclass
class Match:
    """``asker`` has the problem, ``solver`` the project; ``professor`` is who a talent profile is about."""

    world: World
    problem: Problem
    project: Project
    talent: Talent
    asker: User
    solver: User
    solver_colleague: User
    professor: User
    school: Organisation

    def invite(self, actor: User | None = None) -> Introduction:
        return introductions.invite(actor=actor or self.asker, problem=self.problem, item=self.project, message=MESSAGE)

    def deal(self) -> Deal:
        introductions.accept(actor=self.solver, introduction=self.invite())
        return Deal.objects.get()


@held
def match(world: World) -> Match:
    school = Organisation.objects.create(name="西山大学", community=world.west)

    def person(name: str, organisation: Organisation | None) -> User:
        user = User.objects.create_user(f"{name}@west.example.org", "correct horse battery", name=name)
        kind = Role.Kind.ORGANISATION_ADMIN if name == "solver" else Role.Kind.MEMBER
        grant_role(actor=None, user=user, community=world.west, kind=kind, organisation=organisation)
        return user

    solver, colleague, professor = person("solver", school), person("colleague", school), person("professor", None)
    problem = make(world, "problem", title="电镀废水深度除镍", state="published")
    project = make(
        world,
        "project",
        title="螯合树脂深度除镍",
        state="published",
        community=world.west,
        organisation=school,
        owner=None,
    )
    about = Person.objects.create(name="林教授", community=world.west, user=professor)
    talent = make(
        world,
        "talent",
        title="林教授",
        state="published",
        community=world.west,
        organisation=None,
        owner=None,
        person=about,
    )
    assert isinstance(problem, Problem) and isinstance(project, Project) and isinstance(talent, Talent)
    return Match(world, problem, project, talent, world.owner, solver, colleague, professor, school)


@held
def deal(match: Match) -> Deal:
    """The two talk to each other."""
    return match.deal()


@held
def brokered_deal(match: Match) -> Deal:
    """A broker brought them together; each has a colleague there."""
    from tests.docking.rooms import brokered

    return brokered(match)


@held
def agreed_deal(deal: Deal, match: Match) -> Deal:
    """They have agreed on terms with two milestones."""
    from tests.docking.agreed import agreed

    return agreed(match, deal=deal)


@held
def draft(agreed_deal: Deal, match: Match) -> Contract:
    """The contract is written and nobody has signed."""
    from tests.docking.agreed import VALUES, contracts

    return contracts.draft(actor=match.solver, deal=agreed_deal, values=VALUES)


@held
def contract(draft: Contract, match: Match) -> Contract:
    """Both have signed."""
    from tests.docking.agreed import both_sign

    return both_sign(match, draft)


@held
def brokered_contract(match: Match) -> Contract:
    """The same in a deal that a broker made."""
    from tests.docking.agreed import signed

    return signed(match, brokered=True)
