"""Who gets past which door of the docking room. A new address needs a line here."""

from __future__ import annotations

from typing import Any

from tests.endpoints.driving import Door, a_file
from tests.endpoints.people import (
    BROKER,
    DEMAND,
    INTRODUCED,
    KEEPERS,
    LEADS,
    PARTIES,
    ROOM,
    SIGNED_IN,
    STATION,
    SUPPLY,
    WAITING,
)

_WHY: dict[str, Any] = {"reason": "不合适"}
_SAY: dict[str, Any] = {"text": "好的", "form": "01900000-0000-7000-8000-000000000001"}
_ONE = "pk=deal"
_MANY = {"reason": "field", "text": "有问题", "note": ""}
_BROKER_ALONE = frozenset({"broker"})
_LEAD_OF_DEMAND, _LEAD_OF_SUPPLY = frozenset({"demand lead"}), frozenset({"supply lead"})

STATIONS = (
    Door("docking:worklist", get=STATION, community="east"),
    Door("docking:worklist", get=STATION, query="?station={station}", community="east"),
    Door("docking:funnel", get=STATION, query="?station={station}", community="east"),
    Door("docking:targets", get=KEEPERS, post=KEEPERS, query="?station={station}", community="east"),
    Door("docking:worklist", query="?station=none", community="east"),
    Door("docking:funnel", query="?station=none", community="east"),
    Door("docking:targets", query="?station=none", community="east"),
    Door("docking:stations", get=STATION, community="east"),
    Door("docking:funnel", get=STATION, community="east"),
    Door("docking:funnel", get=STATION, query="?format=csv", community="east"),
    Door("docking:station-new", get=KEEPERS, post=KEEPERS, change=KEEPERS, data={"name_zh": "新组"}, community="east"),
    Door("docking:targets", get=KEEPERS, post=KEEPERS, change=KEEPERS, data={"asked": "4"}, community="east"),
    Door("docking:station-edit", "pk=station", get=KEEPERS, post=KEEPERS, change=KEEPERS, data={"name_zh": "改名"},
         community="east"),
    Door("docking:station-close", "pk=station", post=KEEPERS, change=KEEPERS, community="east"),
    Door("docking:delegations", get=SIGNED_IN),
    Door("docking:delegations", get=SIGNED_IN, query="?show=community"),
    Door("docking:delegation-new", get=STATION, post=STATION, community="east"),
    Door("docking:delegation-agree", "pk=arranged", post=_BROKER_ALONE, change=_BROKER_ALONE),
    Door("docking:delegation-end", "pk=delegation", post=BROKER | {"secretariat"}, change=BROKER | {"secretariat"}),
    Door("docking:stand-in-refuse", "pk=introduction user=second", post=ROOM | {"secretariat"}, change=LEADS),
    Door("docking:stand-in-refuse", "pk=waiting user=second", post=WAITING, change=LEADS),
    Door("docking:stand-in-admit", "pk=introduction user=fourth", post=ROOM | {"secretariat"},
         change=_LEAD_OF_DEMAND),
)  # fmt: skip

INTRODUCTIONS = (
    Door("docking:introductions", get=SIGNED_IN),
    Door("docking:introductions", get=SIGNED_IN, query="?show=community"),
    Door("docking:introduce", get=SIGNED_IN, query="?problem={problem}"),
    Door("docking:introduction", "pk=introduction", get=INTRODUCED),
    Door("docking:introduction", "pk=waiting", get=WAITING),
    Door("docking:introduction-act", "pk=waiting action=accept", post=WAITING, change=LEADS),
    Door("docking:introduction-act", "pk=waiting action=decline", post=WAITING, change=LEADS, data=_MANY),
    Door("docking:introduction-act", "pk=waiting action=ask", post=WAITING, change=WAITING - {"secretariat"},
         data=_MANY),
    Door("docking:introduction-act", "pk=waiting action=withdraw", post=WAITING,
         change=BROKER | {"refused stand-in"}),
)  # fmt: skip

DEALS = (
    Door("docking:deals", get=SIGNED_IN),
    Door("docking:deal", _ONE, get=ROOM),
    Door("docking:deal", _ONE, get=PARTIES, query="?thread={kept_thread}"),
    Door("docking:deal-log", _ONE, get=ROOM),
    Door("docking:deal-post", f"{_ONE} thread=thread", post=ROOM, change=ROOM, data=_SAY),
    Door("docking:deal-post", f"{_ONE} thread=kept_thread", post=PARTIES, change=PARTIES, data=_SAY),
    Door("docking:deal-act", f"{_ONE} action=threads", get=ROOM, post=PARTIES, change=PARTIES,
         data={"title": "新话题"}),
    Door("docking:deal-act", f"{_ONE} action=bring", get=ROOM, post=LEADS, data={"email": "x@example.org"}),
    Door("docking:deal-act", f"{_ONE} action=promise", get=PARTIES | {"broker"}, post=ROOM,
         change=PARTIES | {"broker"}, data={"edition": "2026-1"}),
    Door("docking:deal-act", f"{_ONE} action=leave", post=ROOM, change=ROOM - LEADS - {"stand-in"}),
    Door("docking:deal-act", f"{_ONE} action=lead", post=ROOM, change=frozenset()),
    Door("docking:deal-act", f"{_ONE} action=end", get=ROOM, post=LEADS, change=LEADS, data=_WHY),
    Door("docking:deal-proposals", _ONE, get=ROOM),
    Door("docking:deal-propose", _ONE),
    Door("docking:deal-offer", _ONE),
    Door("docking:deal-reopen", _ONE, data=_WHY),
    Door("docking:terms", f"{_ONE} sheet=sheet", get=ROOM),
    Door("docking:terms-agree", f"{_ONE} sheet=sheet", post=ROOM, change=frozenset()),
    Door("docking:compare", "pk=problem", get=DEMAND),
)  # fmt: skip
"""The deal is contracted: nobody proposes, offers or reopens terms any more."""

CONTRACTS = (
    Door("docking:contracts", get=SIGNED_IN),
    Door("docking:contract", _ONE, get=PARTIES),
    Door("docking:contract-draft", _ONE, get=PARTIES, post=PARTIES, change=frozenset()),
    Door("docking:contract-sign", f"{_ONE} number=version", get=PARTIES, post=PARTIES, change=frozenset()),
    Door("docking:contract-esign", f"{_ONE} number=version", post=PARTIES, change=frozenset()),
    Door("docking:contract-withdraw", _ONE, get=PARTIES, post=PARTIES, change=frozenset(), data=_WHY),
    Door("docking:contract-end", _ONE, get=PARTIES, post=PARTIES, change=LEADS, data=_WHY),
    Door("docking:contract-broker", _ONE, post=PARTIES),
    Door("docking:contract-file", f"{_ONE} file=document", get=PARTIES),
    Door("docking:contract-file", f"{_ONE} file=evidence", get=PARTIES),
    Door("docking:contract-registration", _ONE, get=PARTIES, post=PARTIES),
    Door("docking:contract-sheet-csv", _ONE, get=PARTIES),
    Door("docking:contract-sheet-xlsx", _ONE, get=PARTIES),
    Door("docking:amendments", _ONE, get=PARTIES),
    Door("docking:amend", _ONE, get=PARTIES, post=PARTIES, change=frozenset(), data={"text": "改"}),
    Door("docking:amendment-agree", f"{_ONE} amendment=amendment", get=PARTIES, post=PARTIES,
         change=_LEAD_OF_SUPPLY),
    Door("docking:amendment-decline", f"{_ONE} amendment=amendment", get=PARTIES, post=PARTIES,
         change=_LEAD_OF_SUPPLY, data=_WHY),
    Door("docking:amendment-take-back", f"{_ONE} amendment=amendment", get=PARTIES, post=PARTIES,
         change=_LEAD_OF_DEMAND),
    Door("docking:delivery", _ONE, get=PARTIES),
    Door("docking:milestone", f"{_ONE} milestone=milestone", get=PARTIES),
    Door("docking:milestone-submit", f"{_ONE} milestone=milestone", get=PARTIES, post=PARTIES, change=frozenset()),
    Door("docking:milestone-accept", f"{_ONE} milestone=milestone number=round", get=PARTIES, post=PARTIES,
         change=_LEAD_OF_DEMAND),
    Door("docking:milestone-reject", f"{_ONE} milestone=milestone number=round", get=PARTIES, post=PARTIES,
         change=_LEAD_OF_DEMAND, data=_WHY),
    Door("docking:pay", _ONE, get=PARTIES, post=PARTIES),
    Door("docking:payment-confirm", f"{_ONE} payment=payment", get=PARTIES, post=PARTIES, change=_LEAD_OF_SUPPLY),
    Door("docking:payment-dispute", f"{_ONE} payment=payment", get=PARTIES, post=PARTIES, change=_LEAD_OF_SUPPLY,
         data=_WHY),
    Door("docking:review", _ONE, get=PARTIES, post=PARTIES, change=frozenset()),
)  # fmt: skip

_SENT = {"upload": a_file, "with_broker": "on"}
ROOMS = (
    Door("docking:files", _ONE, get=ROOM),
    Door("docking:file-new", _ONE, get=ROOM, post=ROOM, data=_SENT),
    Door("docking:file", f"{_ONE} file=file", get=ROOM),
    Door("docking:file", f"{_ONE} file=kept_file", get=PARTIES),
    Door("docking:file-fetch", f"{_ONE} file=file"),
    Door("docking:file-fetch", f"{_ONE} file=kept_file"),
    Door("docking:file-withdraw", f"{_ONE} file=file", post=ROOM, change=DEMAND),
    Door("docking:file-withdraw", f"{_ONE} file=kept_file", post=PARTIES, change=DEMAND),
    Door("docking:meetings", _ONE, get=ROOM),
    Door("docking:meeting-new", _ONE, get=ROOM, post=ROOM),
    Door("docking:meeting", f"{_ONE} meeting=meeting", get=ROOM),
    Door("docking:meeting", f"{_ONE} meeting=kept_meeting", get=PARTIES),
    Door("docking:meeting-change", f"{_ONE} meeting=meeting", get=SUPPLY, post=SUPPLY),
    Door("docking:meeting-change", f"{_ONE} meeting=kept_meeting", get=SUPPLY, post=SUPPLY),
    Door("docking:meeting-cancel", f"{_ONE} meeting=meeting", post=ROOM, change=SUPPLY),
    Door("docking:meeting-cancel", f"{_ONE} meeting=kept_meeting", post=PARTIES, change=SUPPLY),
    Door("docking:meeting-ics", f"{_ONE} meeting=meeting", get=ROOM),
    Door("docking:meeting-ics", f"{_ONE} meeting=kept_meeting", get=PARTIES),
)
"""A file is fetched with a link made for one person (tests/docking/test_files.py); without one by nobody."""

DOORS = (*STATIONS, *INTRODUCTIONS, *DEALS, *CONTRACTS, *ROOMS)

ELSEWHERE = {"docking:challenge": "challenges have people of their own (solvers, officers, assessors): tests/docking"}
"""Addresses, by how their names begin, that other tests ask as everybody, and why not here."""
