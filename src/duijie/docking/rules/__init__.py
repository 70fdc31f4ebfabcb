"""Who may see and do what on the way from a match to a contract."""

from duijie.docking.rules.contracts import know_contract, party_of_contract, read_contract, read_review
from duijie.docking.rules.delegations import agree_delegation, see_delegation, speak_for_party
from duijie.docking.rules.introductions import (
    demand_side,
    introduction_side,
    may_invite,
    speak_for_item,
    speak_for_talent,
    speaks_for,
    supply_side,
    view_introduction,
)
from duijie.docking.rules.rooms import (
    change_meeting,
    deal_side,
    know_deal,
    read_file,
    read_meeting,
    read_thread,
    view_deal,
    withdraw_file,
)
from duijie.docking.rules.stations import keep_stations, lead_station, see_funnel

__all__ = [
    "agree_delegation",
    "change_meeting",
    "deal_side",
    "demand_side",
    "introduction_side",
    "keep_stations",
    "know_contract",
    "know_deal",
    "lead_station",
    "may_invite",
    "party_of_contract",
    "read_contract",
    "read_file",
    "read_meeting",
    "read_review",
    "read_thread",
    "see_delegation",
    "see_funnel",
    "speak_for_item",
    "speak_for_party",
    "speak_for_talent",
    "speaks_for",
    "supply_side",
    "view_deal",
    "view_introduction",
    "withdraw_file",
]
