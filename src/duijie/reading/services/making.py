"""Making what was accepted, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.reading.finding import spellings
from duijie.reading.judging import saying
from duijie.reading.judging.values import first_day, kind_of_organisation
from duijie.reading.models import Article, Kind, Mention, Proposal, Statement, StatementLink
from duijie.registry.models import Organisation, OrganisationName, Person, Post
from duijie.registry.names import name_key
from duijie.registry.queries import organisations_named
from duijie.registry.services import (
    add_post,
    create_organisation,
    create_person,
    end_post,
    reopen_post,
    withdraw_named,
    withdraw_post,
)

_ROOM = ("reading",)  # whose references to a withdrawn record are cleared by deletion


def make(*, actor: User | None, proposal: Proposal, same: Organisation | Person | None = None) -> None:
    """Make the record that a proposal's values describe, and tie to it whoever speaks of it.

    Sets ``organisation``, ``person``, ``post`` or ``statement``, ``made``, ``before`` and
    ``after``; the caller saves.

    Args:
        same: the record that an organisation's or person's name means: nothing is made then.

    Raises:
        InvalidInput: somebody is named whom the registry does not know.
        NotAllowed, Conflict: as the registry's services say.
    """
    if proposal.kind == Kind.ORGANISATION:
        record = _organisation(actor, proposal, same)
        proposal.organisation = record
        _link_organisation(proposal, record)
    elif proposal.kind == Kind.PERSON:
        person = same if isinstance(same, Person) else create_person(
            actor=actor, community=proposal.community, name=proposal.values["name"], sample=_sample(proposal)
        )  # fmt: skip
        proposal.made = None if same is not None else person.pk
        proposal.person = person
        _link_person(proposal, person)
    elif proposal.kind == Kind.POST:
        _post(actor, proposal)
    else:
        statement = _statement(proposal)
        proposal.statement, proposal.made = statement, statement.pk
    proposal.after = dict(proposal.values)


def unmake(*, actor: User | None, proposal: Proposal) -> None:
    """Take back what a proposal made; what was there before stays.

    Raises:
        Conflict: something else rests on it, or it was changed since.
    """
    record = proposal.record
    if isinstance(record, Post) and proposal.made is None and proposal.before.get("former") is False and record.over:
        reopen_post(actor=actor, post=record)
    if proposal.made is not None and record is not None:
        if isinstance(record, Post):
            withdraw_post(actor=actor, post=record)
        elif isinstance(record, Statement):
            record.delete()
        elif record.pk != proposal.made:
            raise Conflict(
                _("“%(name)s” was merged into another record, so it stays; edit that one instead.")
                % {"name": proposal.values.get("name", "")}
            )
        else:
            withdraw_named(actor=actor, record=record, apart=_ROOM)
    if proposal.kind in (Kind.ORGANISATION, Kind.PERSON):
        _unlink(proposal, record)
    proposal.organisation = proposal.person = proposal.post = proposal.statement = None
    proposal.made = None
    proposal.before, proposal.after = {}, {}


def _sample(proposal: Proposal) -> bool:
    return proposal.article is not None and proposal.article.sample


def _organisation(actor: User | None, proposal: Proposal, same: Organisation | Person | None) -> Organisation:
    name = proposal.values["name"]
    if isinstance(same, Organisation):
        proposal.made = None
        return same
    named = organisations_named(name)
    if len(named) == 1:  # somebody added it in the meantime
        proposal.made = None
        return named[0]
    record = create_organisation(
        actor=actor,
        community=proposal.community,
        name=name,
        kind=kind_of_organisation(name),
        sample=_sample(proposal),
    )
    proposal.made = record.pk
    return record


def _post(actor: User | None, proposal: Proposal) -> None:
    values = proposal.values
    person = _party(proposal, "person", Person)
    organisation = _party(proposal, "organisation", Organisation)
    wanted = saying.folded(values["title"])
    for held in Post.objects.filter(person=person, organisation=organisation):
        if saying.folded(held.title) == wanted:
            proposal.post, proposal.made = held, None
            if values.get("former") and not held.over:
                end_post(actor=actor, post=held, end=first_day(values.get("end")))
                proposal.before = {"former": False}
            return
    post = add_post(
        actor=actor,
        person=person,
        organisation=organisation,
        title=values["title"],
        start=first_day(values.get("start")),
        end=first_day(values.get("end")),
        former=bool(values.get("former")),
    )
    proposal.post, proposal.made = post, post.pk


def _party(proposal: Proposal, role: str, model: Any) -> Any:
    """The person or organisation of a post: as the fact means it, or as it was changed."""
    name = proposal.values[role]
    if name == proposal.proposed.get(role):
        need = proposal.needs.filter(kind=role, **{f"{role}__isnull": False}).select_related(role).first()
        if need is not None:
            return need.record
        mention = (
            Mention.objects.filter(fact__proposals=proposal, role=role, **{f"{role}__isnull": False})
            .select_related(role)
            .first()
        )
        if mention is not None and mention.record is not None:
            return mention.record
    rows = model.objects.filter(merged_into=None, names__key=name_key(name)).distinct()[:2]
    if len(rows) != 1:
        sentence = (
            _("The registry knows nobody called “%(name)s”, or more than one; decide about the person first.")
            if role == "person"
            else _("The registry knows no organisation “%(name)s”, or more than one; decide about it first.")
        )
        raise InvalidInput(sentence % {"name": name}, fields={role: [sentence % {"name": name}]})
    return rows[0]


def _statement(proposal: Proposal) -> Statement:
    values = proposal.values
    statement = Statement.objects.create(
        community=proposal.community,
        kind=proposal.kind,
        title=saying.title_of(proposal.kind, values),
        fields=values,
        date=saying.date_of(proposal.kind, values),
    )
    known: dict[tuple[str, str], Mention] = {}
    for mention in Mention.objects.filter(fact__proposals=proposal).order_by("id"):
        if mention.record is not None:
            known.setdefault((mention.role, mention.key), mention)
    rows = []
    for role, kind, name in saying.mentions(proposal.kind, values):
        key = name_key(name)
        row = StatementLink(statement=statement, role=role, text=name[:300], key=key)
        met = known.get((role, key))
        if met is not None:
            row.organisation_id, row.person_id = met.organisation_id, met.person_id
        elif kind == "organisation":
            row.organisation_id = _only_named(key)
        rows.append(row)
    StatementLink.objects.bulk_create(rows)
    return statement


def _only_named(key: str) -> Any:
    ids = set(
        OrganisationName.objects.filter(key=key, organisation__merged_into=None).values_list("organisation", flat=True)
    )
    return ids.pop() if len(ids) == 1 else None


def _link_organisation(proposal: Proposal, record: Organisation) -> None:
    """Whatever names it and did not know whom it named, knows now."""
    keys = spellings(str(proposal.proposed.get("name") or ""))
    how = "name" if proposal.made else "chosen"
    open_: Mapping[str, Any] = {"key__in": keys, "organisation": None, "person": None}
    Mention.objects.filter(kind="organisation", fact__article__community=proposal.community_id, **open_).update(
        organisation=record, how=how, candidates=[]
    )
    StatementLink.objects.filter(statement__community=proposal.community_id, **open_).filter(
        role__in=[role for rows in saying.REFERENCES.values() for role, kind in rows if kind != "person"]
    ).update(organisation=record)
    Article.objects.filter(
        community=proposal.community_id, organisation=None, publisher=record.name
    ).update(organisation=record)  # fmt: skip


def _link_person(proposal: Proposal, record: Person) -> None:
    """The name means this person in the articles of the proposal; elsewhere it may be another."""
    key = name_key(str(proposal.proposed.get("name") or ""))
    articles = list(proposal.facts.values_list("article", flat=True))
    Mention.objects.filter(
        kind="person", key=key, organisation=None, person=None, fact__article__in=articles
    ).update(person=record, how="name" if proposal.made else "chosen", candidates=[])  # fmt: skip
    StatementLink.objects.filter(
        Q(organisation=None) & Q(person=None), key=key, statement__proposals__facts__article__in=articles
    ).update(person=record)


def _unlink(proposal: Proposal, record: Organisation | Person | None) -> None:
    """Names that came to mean the record by this decision mean nobody again."""
    keys = spellings(str(proposal.proposed.get("name") or ""))
    role = str(proposal.kind)
    pk = record.pk if record is not None else None
    rows = Mention.objects.filter(kind=role, key__in=keys, fact__article__community=proposal.community_id)
    tied = rows.filter(**{role: pk}, how="chosen") if pk is not None else rows.none()
    tied.update(**{role: None}, how="")
    rows.filter(organisation=None, person=None).exclude(how="").update(how="")
    if pk is not None:
        links = StatementLink.objects.filter(key__in=keys, statement__community=proposal.community_id, **{role: pk})
        links.update(**{role: None})
