"""A room with both sides, a colleague of each, and a broker."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from duijie.core.models import User
from duijie.docking.models import Deal, DealFile
from duijie.docking.services import deals, files, introductions
from tests.docking.conftest import Match

PDF = b"%PDF-1.7\n" + "中试方案".encode() * 50


def brokered(match: Match) -> Deal:
    """A deal that a broker made, with a colleague on each side."""
    introduction = match.invite(match.world.broker)
    introductions.accept(actor=match.solver, introduction=introduction)
    introductions.accept(actor=match.asker, introduction=introduction)
    deal = Deal.objects.get()
    deals.bring(actor=match.asker, deal=deal, email=match.world.teammate.email)
    deals.bring(actor=match.solver, deal=deal, email=match.solver_colleague.email)
    return deal


def everybody(match: Match) -> dict[str, User | None]:
    """Everybody who might knock at the room's door."""
    return {
        "lead of the demand side": match.asker,
        "colleague of the demand side": match.world.teammate,
        "lead of the supply side": match.solver,
        "colleague of the supply side": match.solver_colleague,
        "broker": match.world.broker,
        "secretariat": match.world.secretariat,
        "secretariat above": match.world.secretariat_root,
        "site admin": match.world.admin,
        "outsider": match.world.outsider,
        "anonymous": None,
    }


def upload(name: str = "方案.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def added(actor: User, deal: Deal, name: str = "方案.pdf", data: bytes = PDF, *, with_broker: bool = True) -> DealFile:
    """A file in the room."""
    return files.add(actor=actor, deal=deal, upload=upload(name, data), with_broker=with_broker)
