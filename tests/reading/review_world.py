"""Pages about an academy, and the facts that a reader finds in them, made by hand."""

from __future__ import annotations

from typing import Any

from duijie.reading import read_bytes
from duijie.reading.facts.types import Fact as Found
from duijie.reading.models import Article, Proposal, SourceTrust
from duijie.reading.services import keep_facts, save_articles
from duijie.reading.services.facts import Kept
from duijie.registry.models import Community, Organisation
from duijie.registry.services import create_organisation

BODY = (
    "江城科学院院长张平在会上致辞。江城科学院与湖滨大学签署《共建淡水研究中心协议》，"
    "院长张平和校长李文代表双方签字。目前江城科学院有近4000位科研人员，"
    "其中博士生导师三百余名，分布在二十多个研究所。江城科学院加入了长江科学联盟，"
    "并于2020年1月17日召开年度工作会议，部署了来年的任务。"
)
FACTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("role", {"person": "张平", "role": "院长", "organisation": "江城科学院"}, "江城科学院院长张平"),
    ("role", {"person": "李文", "role": "校长", "organisation": "湖滨大学"}, "校长李文"),
    (
        "agreement",
        {
            "title": "共建淡水研究中心协议", "parties": ["江城科学院", "湖滨大学"], "signatories": ["张平", "李文"],
            "date": None,
        },
        "签署《共建淡水研究中心协议》",
    ),
    (
        "indicator",
        {
            "subject": "江城科学院", "measure": "科研人员数", "value": 4000, "unit": "位", "as_of": "2020",
            "modifier": "近",
        },
        "近4000位科研人员",
    ),
    ("membership", {"organisation": "江城科学院", "member_of": "长江科学联盟", "date": None}, "加入了长江科学联盟"),
    (
        "event",
        {"name": "年度工作会议", "date": "2020-01-17", "place": None, "organisations": ["江城科学院"], "people": []},
        "2020年1月17日召开年度工作会议",
    ),
)  # fmt: skip


def page(
    community: Community,
    body: str = BODY,
    *,
    publisher: str = "江城日报",
    title: str = "江城科学院年度会议",
    **values: Any,
) -> Article:
    """A page kept in a community; each call with another publisher or body is another page."""
    text = f"{title}\n\n{body}\n\n{publisher}\n2020年1月18日"
    article = save_articles(articles=read_bytes(text.encode(), "page.txt"), community=community, **values).articles[0]
    assert article.publisher == publisher
    return article


def found(
    article: Article, facts: tuple[tuple[str, dict[str, Any], str], ...] = FACTS, confidence: float = 0.97
) -> list[Found]:
    """The facts as the extractor gives them, with the offsets of their quotes."""
    made = []
    for type_, fields, quote in facts:
        start = article.text.index(quote)
        made.append(Found(type_, fields, quote, start, start + len(quote), "by-hand", confidence))  # type: ignore[arg-type]
    return made


def read(article: Article, *args: Any, again: bool = False, **values: Any) -> Kept:
    """Keep the facts of an article as if they had just been read."""
    article.refresh_from_db()
    return keep_facts(article=article, facts=found(article, *args, **values), again=again)


def organisation(community: Community, name: str, **values: Any) -> Organisation:
    return create_organisation(actor=None, community=community, name=name, **values)


def trust(community: Community, publisher: Organisation) -> None:
    SourceTrust.objects.create(
        community=community, source=f"organisation:{publisher.pk}", label=publisher.name, verdict="trusted"
    )


def proposal(kind: str, **values: Any) -> Proposal:
    """The one proposal of a kind, or that with such a value."""
    return Proposal.objects.get(kind=kind, **{f"values__{name}": value for name, value in values.items()})
