"""A problem of the eastern firm and what a university of the west offers for it."""

from __future__ import annotations

from dataclasses import dataclass

from duijie.core.models import User
from duijie.docking.models import Deal, Introduction
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
