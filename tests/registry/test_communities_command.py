"""``duijie manage grant_role``, as an operator uses it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from duijie.registry.models import Community
from duijie.registry.standing import standing
from tests.factories.world import World


def test_the_first_secretariat_is_made_without_a_shell(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("grant_role", "Outsider@example.org", "secretariat")
    assert capsys.readouterr().out == "outsider@example.org has the role secretariat in root.\n"
    assert standing(world.outsider).secretariat == {world.root.pk}
    call_command("grant_role", "outsider@example.org", "secretariat")
    assert "already had the role" in capsys.readouterr().out
    assert world.outsider.roles.count() == 1


def test_a_role_is_given_in_a_branch_and_for_an_organisation(world: World) -> None:
    call_command("grant_role", "outsider@example.org", "broker", community="east")
    call_command(
        "grant_role", "outsider@example.org", "organisation-admin", community="east", organisation=str(world.firm.pk)
    )
    actor = standing(world.outsider)
    assert (actor.broker, actor.administers) == ({world.east.pk}, {world.firm.pk})


@pytest.mark.parametrize(
    ("arguments", "options", "why"),
    [
        (("nobody@example.org", "broker"), {}, "There is no account in use with the address nobody@example.org"),
        (("outsider@example.org", "king"), {}, "There is no role “king”; choose one of member, organisation-admin"),
        (
            ("outsider@example.org", "broker"),
            {"community": "north"},
            "no community “north”; there are: root, east, west",
        ),
        (("outsider@example.org", "organisation-admin"), {}, "Name the organisation"),
        (("outsider@example.org", "member"), {"organisation": "无此单位"}, "There is no organisation “无此单位”"),
        (("outsider@example.org", "member"), {"organisation": "0" * 32}, "There is no organisation"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    world: World, arguments: tuple[str, ...], options: dict[str, str], why: str
) -> None:
    with pytest.raises(CommandError, match=why) as refused:
        call_command("grant_role", *arguments, **options)
    assert refused.value.returncode == 2 and "\n" not in str(refused.value)
    assert not world.outsider.roles.exists()


def test_before_there_is_a_community_it_says_how_to_make_one(db: None) -> None:
    assert not Community.objects.exists()
    with pytest.raises(CommandError, match="duijie up"):
        call_command("grant_role", "a@example.org", "broker")
