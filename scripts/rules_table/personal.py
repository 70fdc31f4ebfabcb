"""What somebody has to themselves, or declares, and who judges."""

from __future__ import annotations

from typing import Any

from scripts.rules_table.items import ACTORS, HERE, OWNER, communities, item, standings
from scripts.rules_table.tables import Cells, Table


def _ask(rule: Any, record: Any) -> Cells:
    actors = standings()
    return tuple(rule.allows(actors[english], record) for english, _chinese in ACTORS)


def tables() -> list[Table]:
    """Saved searches, webhooks, declared relations, the judging of matches and of records that may be the same."""
    from duijie.api.webhooks.models import Webhook
    from duijie.api.webhooks.rules import own_webhook
    from duijie.matching.conflicts.rules import govern_relations, read_relation
    from duijie.matching.models import Relation, SavedSearch
    from duijie.matching.rules import judge_matches, own_search
    from duijie.registry.models import Person, PersonPair
    from duijie.registry.sameness.rules import decide_pair

    places = communities()
    relation = Relation(community=places[HERE], declared_by_id=OWNER)
    pair = PersonPair(one=Person(community_id=HERE), other=Person(community_id=HERE))
    problem = item("problem", state="published")
    rows = [
        (
            "open, rename, pause and delete a search that the owner saved",
            "查看、改名、暂停、删除所有者保存的搜索",
            _ask(own_search, SavedSearch(owner_id=OWNER)),
        ),
        (
            "see, change, test, pause and delete a webhook of the owner's, and read its log",
            "查看、修改、测试、暂停、删除所有者的推送，查看其发送记录",
            _ask(own_webhook, Webhook(user_id=OWNER)),
        ),
        (
            "read and end a relation that the owner declared",
            "查看和结束所有者申报的关系",
            _ask(read_relation, relation),
        ),
        (
            "declare relations for others; see all of the community's",
            "为他人申报关系；查看本共同体的全部关系",
            _ask(govern_relations, places[HERE]),
        ),
        (
            "say of a published problem's matches that they do not suit",
            "将已发布问题的匹配标为“不合适”",
            _ask(judge_matches, problem),
        ),
        (
            "join two people of one name, or keep them apart (of both communities)",
            "合并或区分同名的人（须对双方的共同体都有此权）",
            _ask(decide_pair, pair),
        ),
    ]
    return [Table("One's own, and judging", "个人的内容与判断", ACTORS, rows)]
