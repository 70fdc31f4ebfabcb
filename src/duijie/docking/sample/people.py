"""Who acts in the sample: the demo accounts, and people without a sign-in on the other sides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from duijie.core import notices
from duijie.core.models import Mail, User
from duijie.library.models import Problem, Project
from duijie.library.sample import ACCOUNTS
from duijie.registry.models import Community, Organisation, Role
from duijie.registry.services import grant_role

ROOT, WATER = "yunting", "yunting-water"
_OTHERS = {
    "tarnbeck": ("Priya Hallam", "en", "sample-org-tarnbeck"),
    "songmo": ("柳青岑", "zh-hans", "sample-org-songmo"),
    "ellernfeld": ("Jonas Reuterbach", "en", "sample-org-ellernfeld"),
    "xunwan": ("陆闻汐", "zh-hans", "sample-org-xunwan"),
    "bamboo": ("翁竹君", "zh-hans", "sample-org-zhebei-bamboo"),
    "ferry": ("Nora Ferrier", "en", ""),
    "yunling": ("段云岭", "zh-hans", "sample-org-yunling"),
    "weiyang": ("纪未央", "zh-hans", "sample-org-weiyang"),
}


@dataclass(frozen=True, slots=True)
class People:
    """``enterprise``, ``researcher``, ``broker`` and ``secretariat`` have the demo sign-ins; the others,
    by the names of their organisations, have none. ``ferry`` is a second broker."""

    enterprise: User
    researcher: User
    broker: User
    secretariat: User
    tarnbeck: User
    songmo: User
    ellernfeld: User
    xunwan: User
    bamboo: User
    ferry: User
    yunling: User
    weiyang: User

    @classmethod
    def come(cls) -> People:
        """Find those with a sign-in, make the others, and give the brokers the water society too."""
        demo = {account.email.partition("@")[0]: account.email for account in ACCOUNTS}
        named = ("enterprise", "researcher", "broker", "secretariat")
        found = {name: User.objects.get(email=demo[name]) for name in named}
        root, water = Community.objects.get(slug=ROOT), Community.objects.get(slug=WATER)
        for name, (shown, language, organisation) in _OTHERS.items():
            user = User.objects.create_user(f"{name}.sample@example.org", None, name=shown, language=language)
            if organisation:
                administered = Organisation.objects.get(external_id=organisation)
                grant_role(
                    actor=None, user=user, community=administered.community or root,
                    kind=Role.Kind.ORGANISATION_ADMIN, organisation=administered,
                )  # fmt: skip
            found[name] = user
        for user in (found["broker"], found["ferry"]):
            for community in (root, water):
                grant_role(actor=None, user=user, community=community, kind=Role.Kind.BROKER)
        return cls(**found)

    @property
    def everybody(self) -> tuple[User, ...]:
        """All of them."""
        return (
            self.enterprise, self.researcher, self.broker, self.secretariat,
            self.tarnbeck, self.songmo, self.ellernfeld, self.xunwan, self.bamboo, self.ferry,
            self.yunling, self.weiyang,
        )  # fmt: skip

    def have_read(self) -> None:
        """What they were told so far is no news."""
        for user in self.everybody:
            notices.mark_read(user=user)


@contextmanager
def quietly(people: People) -> Iterator[None]:
    """Their notices stand in the site; the mails of them are taken back before the transaction ends,
    since nobody reads these addresses."""
    before = set(Mail.objects.filter(user__in=people.everybody).values_list("pk", flat=True))
    yield
    Mail.objects.filter(user__in=people.everybody).exclude(pk__in=before).delete()


def exist() -> bool:
    """Whether the sample community with its demo accounts is there."""
    emails = [account.email for account in ACCOUNTS]
    return Community.objects.filter(slug__in=(ROOT, WATER), sample=True).count() == 2 and User.objects.filter(
        email__in=emails
    ).count() == len(emails)


def pair(number: int, other: int) -> tuple[Problem, Project]:
    """A sample problem and a sample project by the numbers in their files."""
    return (
        Problem.objects.get(external_id=f"sample-problem-{number:02}", sample=True),
        Project.objects.get(external_id=f"sample-project-{other:02}", sample=True),
    )
