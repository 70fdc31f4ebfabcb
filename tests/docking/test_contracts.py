"""A contract from agreed terms to both signatures: who may draft and sign, what is kept, what becomes of the match."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from duijie.core.errors import Conflict, InvalidInput, NotAllowed, StaleEdit, TooLarge, Unavailable
from duijie.core.models import Notice, User
from duijie.docking.models import (
    Amendment,
    Contract,
    ContractFile,
    ContractVersion,
    Deal,
    LogEntry,
    Milestone,
    Signature,
)
from duijie.docking.rules import know_contract, party_of_contract, read_contract
from duijie.docking.services import amendments, contracts, deals, log, signing, terms
from duijie.library.services import act
from duijie.matching.models.use import UseEvent
from duijie.registry.standing import ANONYMOUS, forget, standing
from tests.docking.agreed import PARTIES, PDF, VALUES, agreed, drafted, fresh, scan
from tests.docking.conftest import Match


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def test_agreed_terms_become_a_contract_in_two_documents(match: Match, draft: Contract) -> None:
    version = draft.versions.get()
    with version.pdf.file.open("rb") as stream:
        data = stream.read()
    assert hashlib.sha256(data).hexdigest() == version.pdf.sha256
    printed = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())
    for said in (draft.number, "东湖电镀有限公司", "出水镍低于0.1mg/L", "人民币壹佰万元伍角整", "达到标准2"):
        assert said in printed
    assert version.docx.name.endswith(".docx") and version.docx.size > 1000
    assert Notice.objects.get(kind="contract-drafted").user == match.asker


def test_no_contract_before_both_have_agreed(match: Match, deal: Deal) -> None:
    with pytest.raises(Conflict):
        contracts.draft(actor=match.asker, deal=deal, values=VALUES)
    agreed(match, deal=deal)
    contracts.draft(actor=match.asker, deal=deal, values=VALUES)
    with pytest.raises(Conflict):
        contracts.draft(actor=match.solver, deal=deal, values=VALUES)
    assert Contract.objects.count() == 1


def test_a_form_sent_twice_drafts_once(match: Match) -> None:
    deal, form = agreed(match), uuid4()
    first = contracts.draft(actor=match.asker, deal=deal, values=VALUES, form=form)
    assert contracts.draft(actor=match.asker, deal=deal, values=VALUES, form=form) == first
    again = uuid4()
    for _twice in range(2):
        contracts.redraft(actor=match.solver, contract=first, values=VALUES, version=1, form=again)
    assert ContractVersion.objects.count() == 2 and ContractFile.objects.count() == 4


def test_two_who_change_the_draft_at_once_have_one_winner(match: Match, draft: Contract) -> None:
    contracts.redraft(actor=match.asker, contract=draft, values={**VALUES, "title": "甲"}, version=1)
    with pytest.raises(StaleEdit):
        contracts.redraft(actor=match.solver, contract=draft, values={**VALUES, "title": "乙"}, version=1)
    draft.refresh_from_db()
    assert draft.title == "甲" and [row.number for row in draft.versions.all()] == [2, 1]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": " "}),
        ("late_permille", {"late_permille": "99"}),
        ("copies", {"copies": 1}),
        ("court", {"court": "duel"}),
        ("demand_name", {"parties": {**PARTIES, "demand": {"name": ""}}}),
        ("supply_address", {"parties": {**PARTIES, "supply": {"name": "x", "address": "长" * 201}}}),
    ],
)
def test_what_does_not_fit_is_named_by_field_and_nothing_is_kept(
    match: Match, agreed_deal: Deal, field: str, values: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        contracts.draft(actor=match.asker, deal=agreed_deal, values={**VALUES, **values})
    assert field in refused.value.details["fields"]
    assert not Contract.objects.exists()


def test_both_signatures_make_the_contract_and_the_match(match: Match, draft: Contract) -> None:
    version = draft.versions.get()
    signing.sign(actor=match.asker, version=version, upload=scan())
    assert fresh(draft.deal).state == "agreed", "one side alone binds nobody"
    assert Notice.objects.get(kind="contract-half-signed").user == match.solver
    signing.sign(actor=match.solver, version=version, upload=scan())
    draft.refresh_from_db()
    match.problem.refresh_from_db()
    assert (draft.state, fresh(draft.deal).state, match.problem.state) == ("signed", "contracted", "matched")
    assert [row.title for row in draft.milestones.all()] == ["第1步", "第2步"]
    event = UseEvent.objects.get(kind=UseEvent.Kind.CONTRACTED)
    assert event.item_id == match.project.pk and str(match.problem.pk) in event.asked
    assert log.verify_all().holds


def test_a_problem_that_was_closed_meanwhile_stays_closed(match: Match, draft: Contract) -> None:
    act(actor=None, item=match.problem, action="close")
    for actor in (match.asker, match.solver):
        signing.sign(actor=actor, version=draft.versions.get(), upload=scan())
    match.problem.refresh_from_db()
    assert match.problem.state == "closed" and Milestone.objects.count() == 2


def test_the_same_scan_sent_twice_signs_once_and_another_one_is_refused(match: Match, draft: Contract) -> None:
    version = draft.versions.get()
    first = signing.sign(actor=match.asker, version=version, upload=scan())
    assert signing.sign(actor=match.asker, version=version, upload=scan()) == first
    with pytest.raises(Conflict):
        signing.sign(actor=match.asker, version=version, upload=scan(PDF + b"2"))
    assert Signature.objects.count() == 1


def test_a_newer_draft_must_be_signed_anew(match: Match, draft: Contract) -> None:
    old = draft.versions.get()
    signing.sign(actor=match.asker, version=old, upload=scan())
    contracts.redraft(actor=match.solver, contract=draft, values=VALUES, version=1)
    with pytest.raises(Conflict):
        signing.sign(actor=match.solver, version=old, upload=scan())
    signing.sign(actor=match.solver, version=draft.versions.first(), upload=scan())  # type: ignore[arg-type]
    draft.refresh_from_db()
    assert draft.state == "draft", "the asker signed another text"


def test_terms_that_were_opened_again_make_the_draft_out_of_date(match: Match, draft: Contract) -> None:
    terms.reopen_terms(actor=match.asker, deal=draft.deal, reason="预算变了")
    with pytest.raises(Conflict):
        signing.sign(actor=match.solver, version=draft.versions.get(), upload=scan())
    deal = agreed(match, amounts=("5",), deal=draft.deal)
    new = contracts.draft(actor=match.asker, deal=deal, values=VALUES)
    draft.refresh_from_db()
    assert (draft.state, new.state, new.amount) == ("withdrawn", "draft", 5)


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.pdf", InvalidInput),
        (b"MZ...", "a.pdf", InvalidInput),
        (PDF, "a.exe", InvalidInput),
        (b"PK\x03\x04", "a.docx", InvalidInput),
        (PDF, "noending", InvalidInput),
        (PDF + b"x" * 2_000_000, "a.pdf", TooLarge),
    ],
)
def test_a_scan_is_a_pdf_or_a_picture(
    match: Match, settings: LazySettings, content: bytes, name: str, error: type[Exception]
) -> None:
    settings.UPLOAD_LIMIT = 1_000_000
    version = drafted(match).versions.get()
    with pytest.raises(error):
        signing.sign(actor=match.asker, version=version, upload=scan(content, name))
    assert not Signature.objects.exists()


def test_only_who_leads_a_party_signs_and_nobody_else_does_anything(match: Match) -> None:
    deal = agreed(match, brokered=True)
    deals.bring(actor=match.solver, deal=deal, email=match.solver_colleague.email)
    contract = contracts.draft(actor=match.solver_colleague, deal=deal, values=VALUES)
    version = contract.versions.get()
    with pytest.raises(NotAllowed):
        signing.sign(actor=match.solver_colleague, version=version, upload=scan())
    with pytest.raises(NotAllowed):
        contracts.withdraw(actor=match.solver_colleague, contract=contract, reason="x")
    people = match.world
    for actor in (people.broker, people.secretariat, people.secretariat_root, people.outsider, people.admin):
        acts: list[Callable[[], object]] = [
            lambda a=actor: contracts.draft(actor=a, deal=deal, values=VALUES),  # type: ignore[misc]
            lambda a=actor: contracts.redraft(actor=a, contract=contract, values=VALUES, version=1),  # type: ignore[misc]
            lambda a=actor: contracts.withdraw(actor=a, contract=contract, reason="x"),  # type: ignore[misc]
            lambda a=actor: contracts.let_broker_read(actor=a, contract=contract, allowed=True),  # type: ignore[misc]
            lambda a=actor: contracts.register(actor=a, contract=contract, answers={}),  # type: ignore[misc]
            lambda a=actor: signing.sign(actor=a, version=version, upload=scan()),  # type: ignore[misc]
        ]
        for one in acts:
            with pytest.raises(NotAllowed):
                one()
    contract.refresh_from_db()
    assert contract.version == 1 and not Signature.objects.exists()


def test_rules_say_the_same_for_one_and_for_many_and_the_broker_reads_only_when_let(match: Match) -> None:
    contract = drafted(match, brokered=True)
    people = [*match.world.people.values(), match.solver, match.solver_colleague, match.professor]
    readers = {}
    for allowed in (False, True):
        contracts.let_broker_read(actor=match.asker, contract=contract, allowed=allowed)
        for actor in [ANONYMOUS, *(standing(user) for user in people)]:
            for rule in (know_contract, read_contract, party_of_contract):
                one = {row.pk for row in Contract.objects.all() if rule.allows(actor, row)}
                assert one == set(rule.filter(actor, Contract.objects.all()).values_list("pk", flat=True))
        rows = Contract.objects.get()
        readers[allowed] = {str(user) for user in people if read_contract.allows(standing(user), rows)}
        assert know_contract.allows(standing(match.world.secretariat), rows)
        assert not know_contract.allows(standing(match.world.secretariat_west), rows)
    assert readers[False] == {"owner", "solver"} and readers[True] == {"owner", "solver", "broker"}
    forget(match.asker)


def test_what_is_kept_cannot_be_changed_behind_the_back(draft: Contract) -> None:
    for change in (
        lambda: ContractFile.objects.update(sha256="0" * 64),
        lambda: ContractVersion.objects.update(text={}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_record_holds_no_words_of_the_contract(match: Match, contract: Contract) -> None:
    amendments.propose(actor=match.asker, contract=contract, text="绝密条款", end=contract.end)
    kept = str(list(LogEntry.objects.filter(action__contains="contract").values())) + str(
        list(LogEntry.objects.filter(action__contains="amendment").values())
    )
    assert "绝密" not in kept and VALUES["title"] not in kept and "300000" not in kept


def test_an_electronic_signature_of_both_sides_signs_it(
    match: Match, draft: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = draft.versions.get()
    with pytest.raises(Unavailable):
        signing.begin(actor=match.asker, version=version, back="/")
    from django.conf import settings as configured

    monkeypatch.setattr(configured.ENV, "sign_provider", "local")
    for actor in (match.asker, match.solver):
        signature, address = signing.begin(actor=actor, version=version, back="/")
        assert address == "" and signature.done_at is not None and signature.file is not None
        with signature.file.file.open("rb") as stream:
            assert version.pdf.sha256 in stream.read().decode()
    assert Contract.objects.get().state == "signed"
    with pytest.raises(Conflict):
        signing.begin(actor=match.asker, version=version, back="/")


class Abroad:
    """A provider that sends people to a page of its own, as most do."""

    name = "abroad"
    state = "waiting"
    keys: list[str] = []

    def begin(self, request: object) -> object:
        from duijie.docking.contracts.esign import Begun

        Abroad.keys.append(request.key)  # type: ignore[attr-defined]
        return Begun("ref-1", "https://sign.example.org/1")

    def look(self, reference: str) -> object:
        from duijie.docking.contracts.esign import Looked

        return Looked(Abroad.state, PDF, "pdf")  # type: ignore[arg-type]


def test_a_provider_elsewhere_is_asked_until_it_is_signed_or_refused(
    match: Match, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings as configured

    monkeypatch.setattr(configured.ENV, "sign_provider", f"{__name__}.Abroad")
    monkeypatch.setattr(signing, "import_string", lambda name: Abroad)
    version = drafted(match).versions.get()
    signature, address = signing.begin(actor=match.asker, version=version, back="/")
    assert address == "https://sign.example.org/1"
    assert signing.begin(actor=match.asker, version=version, back="/")[0] == signature
    assert len(set(Abroad.keys)) == 1, "begun again under the same key"
    assert signing.look(actor=match.asker, signature=signature).done_at is None
    monkeypatch.setattr(Abroad, "state", "refused")
    with pytest.raises(Conflict):
        signing.look(actor=match.asker, signature=signature)
    assert not Signature.objects.exists(), "the side may begin anew"
    monkeypatch.setattr(Abroad, "state", "signed")
    signature, _address = signing.begin(actor=match.asker, version=version, back="/")
    assert signing.look(actor=match.asker, signature=signature).done_at is not None


def test_an_amendment_is_in_force_when_the_other_side_agrees(match: Match, contract: Contract) -> None:
    step = contract.milestones.all()[1]
    new = {str(step.pk): {"due": contract.end.isoformat(), "amount": "800000"}}
    amendment = amendments.propose(actor=match.asker, contract=contract, text="延期并增加费用", changes=new)
    with pytest.raises(NotAllowed):
        amendments.agree(actor=match.asker, amendment=amendment)
    with pytest.raises(Conflict):
        amendments.propose(actor=match.solver, contract=contract, text="另一份")
    amendments.agree(actor=match.solver, amendment=amendment)
    with pytest.raises(Conflict):
        amendments.agree(actor=match.solver, amendment=amendment)
    contract.refresh_from_db()
    step.refresh_from_db()
    assert (step.due, str(contract.amount)) == (contract.end, "1100000.50")
    declined = amendments.propose(actor=match.solver, contract=contract, text="再改")
    amendments.decline(actor=match.asker, amendment=declined, reason="不同意")
    taken = amendments.propose(actor=match.solver, contract=contract, text="第三次")
    amendments.take_back(actor=match.solver, amendment=taken)
    assert [row.number for row in Amendment.objects.all()] == [3, 2, 1]


@pytest.mark.parametrize(
    "change", [{"due": "2020-01-01"}, {"due": "2999-01-01"}, {"amount": "-1"}, {"amount": "1,5"}, {"due": "x"}]
)
def test_an_amendment_that_does_not_fit_is_refused(match: Match, contract: Contract, change: dict[str, str]) -> None:
    step = contract.milestones.all()[0]
    with pytest.raises(InvalidInput):
        amendments.propose(actor=match.asker, contract=contract, text="改", changes={str(step.pk): change})
    assert not Amendment.objects.exists()


def test_ending_a_contract_ends_the_deal_and_the_reason_is_read(match: Match, brokered_contract: Contract) -> None:
    deals.bring(actor=match.solver, deal=brokered_contract.deal, email=match.solver_colleague.email)
    with pytest.raises(NotAllowed):
        deals.end(actor=match.solver_colleague, deal=brokered_contract.deal, reason="算了")
    with pytest.raises(InvalidInput):
        amendments.terminate(actor=match.asker, contract=brokered_contract, reason="")
    amendments.terminate(actor=match.asker, contract=brokered_contract, reason="三十日内未改正")
    brokered_contract.refresh_from_db()
    deal = fresh(brokered_contract.deal)
    assert (brokered_contract.state, deal.state, brokered_contract.over_note) == (
        "terminated",
        "ended",
        "三十日内未改正",
    )
    assert deal.ended_note == "三十日内未改正"
    with pytest.raises(Conflict):
        amendments.propose(actor=match.asker, contract=brokered_contract, text="晚了")


def test_the_registration_sheet_is_filled_in_by_a_party(match: Match, contract: Contract) -> None:
    table = contracts.code_table()
    answers = {f.key: f.choices[0].key if f.choices else "" for f in table.asked("development")}
    with pytest.raises(InvalidInput) as refused:
        contracts.register(actor=match.asker, contract=contract, answers=answers)
    assert set(refused.value.details["fields"]) == {"technology_amount"}
    contract = contracts.register(actor=match.asker, contract=contract, answers={**answers, "technology_amount": "9"})
    told = {row.name.en: row.value for row in contracts.sheet(contract)}
    assert told["buyer"] == "东湖电镀有限公司" and told["amount of the technology itself"] == "9"
    assert told["signed on"] and contract.code_table == table.version


@pytest.mark.django_db(transaction=True)
def test_both_sides_sign_in_the_same_moment_and_one_contract_comes_of_it(match: Match, draft: Contract) -> None:
    version = draft.versions.get()
    together = Barrier(2)

    def one(actor: User) -> None:
        try:
            together.wait()
            signing.sign(actor=actor, version=ContractVersion.objects.get(pk=version.pk), upload=scan())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one, actor) for actor in (match.asker, match.solver)]:
            done.result()
    assert Contract.objects.get().state == "signed" and fresh(version.contract.deal).state == "contracted"
    assert Milestone.objects.count() == 2 and Notice.objects.filter(kind="contract-signed").count() == 1
    assert log.verify_all().holds


@pytest.mark.django_db(transaction=True)
def test_two_who_draft_in_the_same_moment_have_one_winner_and_one_sentence(match: Match, agreed_deal: Deal) -> None:
    together = Barrier(2)

    def one(actor: User) -> str:
        try:
            together.wait()
            return contracts.draft(actor=actor, deal=agreed_deal, values=VALUES).number
        except Conflict as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(one, (match.asker, match.solver)), key=lambda text: not text.startswith("DJ-"))
    assert told[0] == Contract.objects.get().number and not told[1].startswith("DJ-")
