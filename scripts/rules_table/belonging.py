"""Who belongs to an organisation, and whose page one of a person is."""

from __future__ import annotations

from typing import Any

from scripts.rules_table.items import ACTORS, HERE, OWNER, communities, registry, standings
from scripts.rules_table.tables import Cells, Table


def _ask(rule: Any, record: Any) -> Cells:
    actors = standings()
    return tuple(rule.allows(actors[english], record) for english, _chinese in ACTORS)


def tables() -> list[Table]:
    """Requests for membership, mail domains, and claims of people's pages."""
    from duijie.registry.claims.rules import claim_person, decide_claim, see_claim
    from duijie.registry.membership.rules import ask_to_join, confirm_domain, decide_request, see_request
    from duijie.registry.models import MailDomain, MembershipRequest, PersonClaim
    from duijie.registry.rules import edit_named, own_person, staff_organisation

    firm, person, _post = registry()
    firm.community = communities()[HERE]
    _firm, own, _other = registry()
    own.user_id = OWNER
    asked = MembershipRequest(organisation=firm, user_id=OWNER)
    claim = PersonClaim(person=person, user_id=OWNER)
    rows = [
        ("ask to belong to the organisation", "申请加入该机构", _ask(ask_to_join, firm)),
        ("see the owner's request to belong to it", "查看所有者的加入申请", _ask(see_request, asked)),
        ("answer those who ask to belong to it", "答复加入该机构的申请", _ask(decide_request, asked)),
        ("state and remove its mail domains", "登记和移除其邮箱域名", _ask(staff_organisation, firm)),
        (
            "confirm its mail domains, move one here from an organisation of the same community",
            "确认其邮箱域名、把同一共同体其他机构的域名移到这里",
            _ask(confirm_domain, MailDomain(organisation=firm)),
        ),
        ("say “This is me” of a person", "对某个人物页面说“这是我”", _ask(claim_person, person)),
        ("see the owner's claim of it", "查看所有者的认领", _ask(see_claim, claim)),
        ("confirm and decline claims of it, take it back", "确认或谢绝对它的认领、收回", _ask(decide_claim, claim)),
        (
            "change website and descriptions of a person's page that is the owner's",
            "修改归所有者所有的人物页面的网址和简介",
            _ask(edit_named | own_person, own),
        ),
    ]
    return [Table("Belonging, people's pages", "归属与人物页面", ACTORS, rows)]
