"""Who may see and change items, the registry, articles and communities.

Every cell is an answer of a rule (``library.rules``, ``registry.rules``, ``reading.rules``, the
life cycle's ``may_act``, the import's own question) about records that are never saved and an
actor whose standing is written down here. Nothing reads a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scripts.rules_table.tables import Actor, Cells, Row, Table

if TYPE_CHECKING:
    from duijie.library.models import Item
    from duijie.registry.models import Community, Organisation, Person, Post
    from duijie.registry.standing import Standing

ROOT, HERE, BELOW, BESIDE = (UUID(int=number) for number in range(1, 5))
"""Communities: the root; the item's own below it; one below that; one beside that."""
FIRM = UUID(int=10)
OWNER, TEAMMATE, FIRM_ADMIN, MEMBER, BROKER, SECRETARIAT, ABOVE, OTHER, ADMIN = (UUID(int=n) for n in range(20, 29))

ACTORS: tuple[Actor, ...] = (
    ("visitor", "访客"),
    ("member", "成员"),
    ("teammate", "同机构的人"),
    ("organisation admin", "机构管理员"),
    ("owner", "所有者"),
    ("broker", "经纪人"),
    ("secretariat", "秘书处"),
    ("secretariat above", "上级秘书处"),
    ("secretariat elsewhere", "其他秘书处"),
    ("site admin", "站点管理员"),
)
STATES = {
    "draft": "草稿", "submitted": "已提交", "published": "已发布", "matched": "已对接", "closed": "已关闭",
    "archived": "已归档",
}  # fmt: skip
VISIBILITIES = {"public": "所有人", "community": "本共同体", "private": "仅本机构和秘书处"}
ACTIONS = {
    "submit": "提交审核", "withdraw": "撤回", "publish": "发布", "return": "退回", "take-down": "下架",
    "match": "标记为已对接", "reopen": "重新开放", "close": "关闭", "archive": "归档", "restore": "取消归档",
}  # fmt: skip


def standings() -> dict[str, Standing]:
    """Each actor of the table, holding that one role and no other."""
    from duijie.registry.standing import ANONYMOUS, Standing
    from duijie.registry.tree import Node, Tree

    tree = Tree.of(
        [
            Node(ROOT, (ROOT,), True),
            Node(HERE, (ROOT, HERE), True),
            Node(BELOW, (ROOT, HERE, BELOW), True),
            Node(BESIDE, (ROOT, BESIDE), True),
        ]
    )

    def holds(user: UUID, community: UUID, **roles: Any) -> Standing:
        held = frozenset({community})
        return Standing(user=user, sees=tree.seen_from(held), member=held, **roles)

    here, above, beside, firm = (frozenset({one}) for one in (HERE, ROOT, BESIDE, FIRM))
    return {
        "visitor": ANONYMOUS,
        "member": holds(MEMBER, HERE),
        "teammate": holds(TEAMMATE, HERE, organisations=firm),
        "organisation admin": holds(FIRM_ADMIN, HERE, organisations=firm, administers=firm),
        "owner": holds(OWNER, HERE),
        "broker": holds(BROKER, HERE, broker=here),
        "secretariat": holds(SECRETARIAT, HERE, secretariat=here),
        "secretariat above": holds(ABOVE, ROOT, secretariat=above),
        "secretariat elsewhere": holds(OTHER, BESIDE, secretariat=beside),
        "site admin": Standing(user=ADMIN, site_admin=True),
    }


def item(kind: str = "project", *, state: str, visibility: str = "public", **values: Any) -> Item:
    """An item of the organisation, in the community, of the owner; never saved."""
    from duijie.library.models import ITEM_MODELS

    return ITEM_MODELS[kind](
        community_id=HERE, organisation_id=FIRM, owner_id=OWNER, state=state, visibility=visibility, **values
    )


def communities() -> dict[UUID, Community]:
    """The communities of :func:`standings` as records; never saved."""
    from duijie.registry.models import Community

    paths = {ROOT: [ROOT], HERE: [ROOT, HERE], BELOW: [ROOT, HERE, BELOW], BESIDE: [ROOT, BESIDE]}
    return {
        pk: Community(pk=pk, slug=f"c{pk.int}", path="/".join(map(str, path)), parent_id=path[-2] if path[1:] else None)
        for pk, path in paths.items()
    }


def registry() -> tuple[Organisation, Person, Post]:
    """The organisation, a person of the community, and that person's post there; never saved."""
    from duijie.registry.models import Organisation, Person, Post

    firm = Organisation(pk=FIRM, community_id=HERE)
    person = Person(community_id=HERE)
    return firm, person, Post(organisation=firm, person=person)


def _ask(allows: Callable[[Standing], bool]) -> Cells:
    actors = standings()
    return tuple(allows(actors[english]) for english, _chinese in ACTORS)


def _ask_of(allows: Callable[[Standing, Any], bool], record: Any) -> Cells:
    return _ask(lambda who: allows(who, record))


def _grouped(answers: dict[str, Cells]) -> Iterator[tuple[list[str], Cells]]:
    """Values in order, those with the same answers together."""
    groups: dict[Cells, list[str]] = {}
    for value, cells in answers.items():
        groups.setdefault(cells, []).append(value)
    for cells, values in groups.items():
        yield values, cells


def _states(values: list[str]) -> tuple[str, str]:
    return ", ".join(values), "、".join(STATES[value] for value in values)


def seeing() -> list[Row]:
    """Who knows of an item, finds it in lists, and reads a title-only problem."""
    from duijie.library.lifecycle import LISTED
    from duijie.library.rules import may_read_body, view_item

    rows = []
    for visibility, chinese in VISIBILITIES.items():
        answers = {state: _ask_of(view_item.allows, item(state=state, visibility=visibility)) for state in STATES}
        for values, cells in _grouped(answers):
            english, states = _states(values)
            rows.append((f"open an item; {visibility}; {english}", f"打开条目；{chinese}；{states}", cells))
    for visibility, chinese in VISIBILITIES.items():
        found = {
            state: _ask_of(view_item.allows, item(state=state, visibility=visibility))
            for state in STATES
            if state in LISTED
        }
        for values, cells in _grouped(found):
            english, states = _states(values)
            rows.append(
                (
                    f"find it in lists, matches, CSV and exports; {visibility}; {english}",
                    f"在列表、匹配结果、CSV 和导出中找到它；{chinese}；{states}",
                    cells,
                )
            )
    for visibility, chinese in VISIBILITIES.items():
        answers = {}
        for state in STATES:
            secret = item("problem", state=state, visibility=visibility, confidentiality="title-only")
            answers[state] = _ask_of(may_read_body, secret)
        for values, cells in _grouped(answers):
            english, states = _states(values)
            rows.append(
                (
                    f"read the body and files of a title-only problem; {visibility}; {english}",
                    f"阅读仅公开标题的问题的正文和文件；{chinese}；{states}",
                    cells,
                )
            )
    return rows


def _alike(ask: Callable[[Standing, Any], bool], state: str) -> Cells:
    """The answers for one state, which must be the same for every kind and visibility."""
    answers = {
        _ask_of(ask, item(kind, state=state, visibility=visibility))
        for kind, visibility in product(("problem", "project", "talent"), VISIBILITIES)
    }
    if len(answers) != 1:
        raise AssertionError(f"this differs by kind or visibility and needs rows of its own: {state}")
    return answers.pop()


def doing() -> list[Row]:
    """Who changes an item and takes it through its life cycle."""
    from duijie.library.lifecycle import ACTIONS as STEPS
    from duijie.library.rules import edit_item
    from duijie.library.services.actions import may_act

    rows = []
    answers = {state: _alike(edit_item.allows, state) for state in STATES}
    for values, cells in _grouped(answers):
        english, states = _states(values)
        rows.append(
            (
                f"edit it, add and remove files, read its history; {english}",
                f"编辑、添加和删除文件、查看办理记录；{states}",
                cells,
            )
        )
    for name, step in STEPS.items():
        sources = [state for state in STATES if state in step.sources]
        steps = {state: _alike(partial(may_act, action=step), state) for state in sources}
        for values, cells in _grouped(steps):
            english, states = _states(values)
            rows.append(
                (f"{name}: {english} → {step.target}", f"{ACTIONS[name]}：{states} → {STATES[step.target]}", cells)
            )
    return rows


def keeping() -> list[Row]:
    """Who imports, keeps the registry, reads pages and governs communities."""
    from duijie.matching.rules import see_use
    from duijie.reading.models import Article, PageSource, Proposal, Statement
    from duijie.reading.rules import (
        keep_article,
        manage_source,
        review_community,
        review_proposal,
        view_article,
        view_statement,
    )
    from duijie.registry.rules import (
        create_named,
        edit_named,
        edit_post,
        govern_community,
        staff_organisation,
        view_named,
    )

    firm, person, post = registry()
    places = communities()
    firm.community = places[HERE]
    article = Article(community_id=HERE)
    return [
        ("import rows into the community", "向共同体导入数据", _ask(_may_import)),
        ("what is imported is published at once", "导入后直接发布", _ask(_publishes_imports)),
        (
            "open organisations, people and posts",
            "查看机构、人物和职务",
            _ask_of(view_named.allows, firm),
        ),
        (
            "add an organisation or a person; change identifiers; merge two (of both communities)",
            "添加机构或人物、修改标识、合并两条记录（须对双方的共同体都有此权）",
            _ask(lambda who: create_named.allows(who, firm) and create_named.allows(who, person)),
        ),
        ("edit the organisation", "编辑该机构", _ask_of(edit_named.allows, firm)),
        (
            "see, add and remove the members of the organisation",
            "查看、添加、移除该机构的成员",
            _ask_of(staff_organisation.allows, firm),
        ),
        (
            "add or end a post at the organisation",
            "添加或终止在该机构的职务",
            _ask_of(edit_post.allows, post),
        ),
        ("edit a person", "编辑人物", _ask_of(edit_named.allows, person)),
        ("read articles and their pages", "阅读文章及其网页", _ask_of(view_article.allows, article)),
        ("keep pages in the community", "把网页读入共同体", _ask_of(keep_article.allows, article)),
        (
            "see, add, change, pause and run the sources that pages come from",
            "查看、添加、修改、暂停、运行网页来源",
            _ask_of(manage_source.allows, PageSource(community_id=HERE)),
        ),
        (
            "read what was read and accepted, with its sources",
            "阅读已采纳的事实及其出处",
            _ask_of(view_statement.allows, Statement(community_id=HERE)),
        ),
        (
            "see and decide what facts propose, undo decisions, take back a reading",
            "查看并决定事实提出的建议、撤销决定、撤回一次读取",
            _ask_of(review_proposal.allows, Proposal(community_id=HERE)),
        ),
        (
            "say which sources are trusted or silenced",
            "设定信任或不再采用的来源",
            _ask_of(review_community.allows, places[HERE]),
        ),
        (
            "see how the community's matches are used, calibrate scores, switch exploration",
            "查看本共同体匹配的使用情况、校准评分、开关探索",
            _ask_of(see_use.allows, places[HERE]),
        ),
        (
            "change the community, see its members, give and take away roles in it, add a community below it",
            "修改共同体、查看成员、授予和收回其中的角色、在其下添加共同体",
            _ask_of(govern_community.allows, places[HERE]),
        ),
        (
            "the same in a community below it",
            "在下级共同体中做同样的事",
            _ask_of(govern_community.allows, places[BELOW]),
        ),
        (
            "the same in the community above it",
            "在上级共同体中做同样的事",
            _ask_of(govern_community.allows, places[ROOT]),
        ),
    ]


def _import(who: Standing) -> Any:
    """The import's context for an actor, without the table in the database that it keeps for ids."""
    from duijie.library.exchange.context import Context
    from duijie.library.exchange.report import Report

    class Asked(Context):
        def _make_seen(self) -> None:
            pass

    context = Asked("project", None, communities()[HERE], Report("project"), "")
    context.who = who
    return context


def _may_import(who: Standing) -> bool:
    from duijie.library.exchange.context import Parsed

    return bool(_import(who).in_community(Parsed(2, {}), ""))


def _publishes_imports(who: Standing) -> bool:
    return _may_import(who) and bool(_import(who).moderates(communities()[HERE]))


def tables() -> list[Table]:
    """The tables of this subject."""
    return [
        Table("See items", "查看条目", ACTORS, seeing()),
        Table("Change items", "修改条目", ACTORS, doing()),
        Table("Registry, articles, communities", "名录、文章、共同体", ACTORS, keeping()),
    ]
