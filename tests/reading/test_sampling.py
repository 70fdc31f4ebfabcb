"""On the first start the sample organisation has a history to look at, and everything in it has a source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from duijie.config.prepare import _REVIEWED
from duijie.reading import read_bytes
from duijie.reading.models import WAITING, Decision, Proposal
from duijie.reading.services import save_articles, undo
from duijie.reading.services.sampling import accept_sample
from duijie.registry.models import Post
from duijie.registry.services import Name
from tests.factories.world import World
from tests.reading.review_world import organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_apart")]
FOLDER = Path(__file__).resolve().parents[2] / "src" / "duijie" / "library" / "sample" / "articles"


def test_the_reviewed_sample_articles_fill_an_organisations_page(world: World) -> None:
    names = [Name("Yunting Association for Science and Technology", kind="main"), Name("Yunting Association")]
    association = organisation(world.east, "云汀科技协会", names=names)
    organisation(world.east, "澄湖理工大学")
    organisation(world.east, "University of Wexcombe")
    for path in sorted(path for path in FOLDER.iterdir() if path.name.startswith(_REVIEWED)):
        saved = save_articles(articles=read_bytes(path.read_bytes(), path.name), community=world.east, sample=True)
        assert accept_sample(saved.articles)
    assert not Proposal.objects.filter(state__in=WAITING).exists()
    held = {post.person.name: post for post in Post.objects.filter(organisation=association)}
    assert set(held) == {"陆望溪", "顾南乔", "沈汀", "江砚平"}
    assert [name for name, post in held.items() if post.over] == ["江砚平"]
    assert str(held["陆望溪"].start) == "2026-03-20"
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    text = client.get(association.get_absolute_url()).content.decode()
    assert text.count("<svg") >= 4  # indicators of several years
    for said in ("共建水处理中试平台合作协议", "第二次会员代表大会", "陆望溪", "已卸任", "Shared Pilot Plants"):
        assert said in text
    assert len(re.findall(r'<details class="from"', text)) >= 10
    # Each of these decisions can be undone like any other.
    decision = Decision.objects.filter(proposals__kind="agreement").first()
    assert decision is not None and decision.automatic
    undo(actor=world.secretariat, decision=decision)
    assert Proposal.objects.filter(kind="agreement", state="undone").count() == 1
