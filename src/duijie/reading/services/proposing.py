"""What the facts of an article propose; what may be accepted unasked is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet

from duijie.core.errors import DuijieError
from duijie.reading.finding import Meaning, full_name, spellings
from duijie.reading.judging import saying
from duijie.reading.judging.saying import Draft
from duijie.reading.judging.telling import tells_a_measure, tells_of
from duijie.reading.judging.tenure import bare_title, begun_in, sentence_around, tenure
from duijie.reading.models import WAITING, Article, Fact, Kind, Mention, Proposal, Statement
from duijie.reading.services.deciding import accept
from duijie.reading.services.speakers import is_silenced, may_be_believed, speaker
from duijie.registry.models import OrganisationName, PersonName, Post
from duijie.registry.names import name_key

_MOST_SPELLED = 32  # ways to spell the names of one fact
_RANK = {"post": 0, "organisation": 8, "person": 9}  # who accepts a post accepts what it needs with it
_Meanings = Mapping[tuple[str, str], Meaning]


def propose(article: Article, facts: Sequence[Fact], meanings: _Meanings) -> tuple[int, int]:
    """Make a proposal of each thing said that was not proposed before; add the article's facts
    to those that were, whatever became of them.

    Returns:
        How many proposals are new, and how many were accepted unasked.
    """
    if is_silenced(article.community, speaker(article)):
        return 0, 0
    undecided = [*WAITING, Proposal.State.KNOWN]  # their ties are made anew below
    Proposal.facts.through.objects.filter(fact__article=article, proposal__state__in=undecided).delete()
    proposer = _Proposer(article, meanings)
    # Indicators last: whom the other facts propose is somebody to count things of.
    for number, fact in sorted(enumerate(facts), key=lambda one: one[1].type == Fact.Type.INDICATOR):
        proposer.take(number, fact)
    accepted = _accept_unasked(article, proposer.touched) if may_be_believed(article) else 0
    return proposer.made, accepted


class _Proposer:
    """Works through the facts of one article."""

    def __init__(self, article: Article, meanings: _Meanings) -> None:
        self.article = article
        self.meanings = meanings
        self.made = 0
        self.touched: dict[Any, Proposal] = {}
        self.people: dict[str, Proposal] = {}
        self._programmes: frozenset[str] | None = None
        self._aliases: dict[tuple[str, Any], list[str]] = {}

    def take(self, number: int, fact: Fact) -> None:
        if not self._worth(fact):
            return
        fields = self._dated(fact)
        known = saying.drafts(fact.type, fields, self._token)
        spelled = self._otherwise(fact, fields)
        by_key: dict[str, Proposal] = {}
        for place, draft in enumerate(known):
            needs = [by_key[key] for key in draft.needs if key in by_key]
            if any(need.state == Proposal.State.REJECTED for need in needs):
                continue  # somebody said that there is no such person or organisation
            proposal = self._same(draft, [drafts[place] for drafts in spelled])
            proposal = proposal or self._create(draft, number, fact, needs)
            by_key[draft.key] = proposal
            if draft.kind == "person":
                self.people.setdefault(draft.gist, proposal)
                _remember_places(proposal, draft.values["at"])
            proposal.facts.add(fact)
            self.touched[proposal.pk] = proposal
            if proposal.waits:
                proposal.needs.add(*(need for need in needs))
                if fact.confidence > proposal.confidence:
                    proposal.confidence = fact.confidence
                    proposal.save(update_fields=["confidence", "updated_at"])

    def _worth(self, fact: Fact) -> bool:
        """Whether a fact is anything to decide about. Numbers are many and most of no use to a
        community's records: one is proposed when it is read surely enough and its sentence
        counts something of an organisation or a programme that is known or proposed, or of who
        publishes the article. The others stay in the margin of the article."""
        if fact.type != Fact.Type.INDICATOR:
            return True
        if fact.confidence < settings.PROPOSE_FROM:
            return False
        if not tells_a_measure(fact.fields.get("measure")):
            return False
        return any(self._tells_of(fact, name) for name in saying.names_of(fact.fields.get("subject")))

    def _tells_of(self, fact: Fact, name: str) -> bool:
        if not self._is_known(name):
            return False
        meaning = self.meanings.get(("organisation", name))
        sentence = sentence_around(self.article.text, fact.start, fact.end)
        publishes = bool(self.article.publisher) and bool(spellings(name) & spellings(self.article.publisher))
        names = [name, meaning.main if meaning else ""]
        return tells_of(names, sentence, self.article.stated_title or "", publishes=publishes)

    def _is_known(self, name: str) -> bool:
        if self._token("organisation", name)[1]:
            return True
        if self.article.publisher and spellings(name) & spellings(self.article.publisher):
            return True
        proposed = Proposal.objects.filter(community=self.article.community_id, state__in=WAITING)
        if proposed.filter(kind=Kind.ORGANISATION, gist=self._token("organisation", name)[0]).exists():
            return True
        if self._programmes is None:
            held = Statement.objects.filter(community=self.article.community_id, kind=Kind.PROGRAMME)
            self._programmes = frozenset(saying.folded(title) for title in held.values_list("title", flat=True))
        return saying.folded(name) in self._programmes

    def _dated(self, fact: Fact) -> Mapping[str, Any]:
        """A role with what its sentence says of the time of the post; other facts as they are."""
        if fact.type != Fact.Type.ROLE:
            return fact.fields
        text = self.article.text
        inside = text[fact.start : fact.end] == fact.quote and fact.end > fact.start
        sentence = sentence_around(text, fact.start, fact.end) if inside else fact.quote
        person, title = (str(fact.fields.get(name) or "") for name in ("person", "role"))
        said = tenure(sentence, title, person)
        start = said.start or (None if said.former else begun_in(text, bare_title(title), person))
        return {**fact.fields, "start": start, "end": said.end, "former": said.former}

    def _token(self, kind: str, name: str) -> tuple[str, bool]:
        meaning = self.meanings.get((kind, name)) or self.meanings.get(("either", name))
        if meaning is None or meaning.resolution.id is None:
            return name_key(name if kind == "person" else full_name(name)), False
        return name_key(meaning.main or name), True

    def _otherwise(self, fact: Fact, fields: Mapping[str, Any]) -> list[list[Draft]]:
        """The drafts of a fact under the other names of whom it speaks: as written, and as the
        registry called them before they were renamed or merged. What was decided then holds."""
        spoken = list(dict.fromkeys((kind, name) for _role, kind, name in saying.mentions(fact.type, fields)))
        choices = [self._names(kind, name) for kind, name in spoken]
        found = []
        for chosen in islice(product(*choices), _MOST_SPELLED):
            keys = dict(zip((name for _kind, name in spoken), chosen, strict=True))
            token: saying.Token = lambda kind, name, keys=keys: (  # type: ignore[misc] # noqa: E731
                keys.get(name, name_key(name)),
                self._token(kind, name)[1],
            )
            found.append(saying.drafts(fact.type, fields, token))
        return found

    def _names(self, kind: str, name: str) -> list[str]:
        """The keys of a name: as written first, then of the other names of the record that it means."""
        meaning = self.meanings.get((kind, name))
        own = name_key(name)
        if meaning is None or meaning.resolution.id is None:
            return [own]
        held = (meaning.kind, meaning.resolution.id)
        if held not in self._aliases:
            model: Any = OrganisationName if meaning.kind == "organisation" else PersonName
            rows = model.objects.filter(**{f"{meaning.kind}_id": meaning.resolution.id})
            self._aliases[held] = sorted(set(rows.values_list("key", flat=True)))
        return [own, *(key for key in self._aliases[held] if key != own)]

    def _same(self, draft: Draft, spelled: Sequence[Draft]) -> Proposal | None:
        rows = Proposal.objects.filter(community=self.article.community_id, kind=draft.kind)
        if draft.kind == "person":
            gists = {draft.gist, *(other.gist for other in spelled)}
            return self.people.get(draft.gist) or self._same_person(rows.filter(gist__in=gists), draft)
        found = _firmest(rows.filter(key__in={draft.key, *(other.key for other in spelled)}))
        if found is None and draft.kind in saying.IN_OTHER_WORDS:
            anchors = {draft.anchor, *(other.anchor for other in spelled)}
            others = rows.filter(anchor__in=anchors).values_list("pk", "gist")[:500]
            near = saying.nearest(draft.gist, ((str(pk), gist) for pk, gist in others))
            found = rows.get(pk=near) if near else None
        return found

    def _same_person(self, rows: QuerySet[Proposal], draft: Draft) -> Proposal | None:
        """Somebody of this name, of the same page, or at the same organisation or a part of it."""
        for row in rows.prefetch_related("facts__article").order_by("created_at"):
            if any(fact.article.page_id == self.article.page_id for fact in row.facts.all()):
                return row
            if any(_within(mine, theirs) for mine in draft.values["at"] for theirs in row.proposed.get("at", ())):
                return row
        return None

    def _create(self, draft: Draft, number: int, fact: Fact, needs: Iterable[Proposal]) -> Proposal:
        proposal = Proposal(
            community=self.article.community, kind=draft.kind, key=draft.key, anchor=draft.anchor, gist=draft.gist,
            proposed=_full(draft), values=_full(draft), confidence=fact.confidence, article=self.article,
            place=number * 10 + _RANK.get(draft.kind, 0),
        )  # fmt: skip
        if draft.kind == "post":
            held = self._held(fact, draft)
            if held is not None:
                proposal.state, proposal.post = Proposal.State.KNOWN, held
        proposal.save()
        self.made += proposal.state != Proposal.State.KNOWN
        return proposal

    def _held(self, fact: Fact, draft: Draft) -> Post | None:
        """The post of the registry that says so already."""
        person = self.meanings[("person", str(fact.fields["person"]).strip())].resolution.id
        organisation = self.meanings[("organisation", str(fact.fields["organisation"]).strip())].resolution.id
        if person is None or organisation is None:
            return None
        wanted = saying.folded(draft.values["title"])
        rows = Post.objects.filter(person=person, organisation=organisation)
        held = next((post for post in rows if saying.folded(post.title) == wanted), None)
        return held if held is not None and (held.over or not draft.values["former"]) else None


def _firmest(rows: Iterable[Proposal]) -> Proposal | None:
    """Of proposals that say the same under several names the one that was decided, else the first."""
    found = sorted(rows, key=lambda row: (row.waits, row.state == Proposal.State.KNOWN, row.created_at))
    return found[0] if found else None


def _within(one: str, other: str) -> bool:
    """Whether two names are of one organisation, or of one and a part of it: 中国科协, 中国科协办公厅."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 4 and long.startswith(short))


def _remember_places(proposal: Proposal, at: Sequence[str]) -> None:
    """Where a person was said to hold posts, which tells namesakes apart."""
    held = list(proposal.proposed.get("at", ()))
    added = [name for name in at if name not in held]
    if added:
        for values in (proposal.proposed, proposal.values):
            values["at"] = [*held, *added]
        proposal.save(update_fields=["proposed", "values", "updated_at"])


def _full(draft: Draft) -> dict[str, Any]:
    """A draft's values; an organisation under its full name where one is known."""
    values = dict(draft.values)
    return values | {"name": full_name(values["name"])} if draft.kind == "organisation" else values


def _accept_unasked(article: Article, touched: Mapping[Any, Proposal]) -> int:
    """Accept what is sure enough, says of whom it speaks, and contradicts nothing."""
    threshold = settings.ACCEPT_FROM
    sure = (
        Proposal.objects.filter(pk__in=list(touched), state=Proposal.State.PENDING, facts__article=article)
        .annotate(surest=Max("facts__confidence"))
        .filter(surest__gte=threshold)
        .order_by("place", "id")
    )
    ids = [proposal.pk for proposal in sure]
    accepted = 0
    for pk in ids:
        proposal = Proposal.objects.get(pk=pk)
        needs = list(proposal.needs.filter(state__in=WAITING))
        if not proposal.waits or not all(_clear(one) for one in (proposal, *needs)):
            continue
        if any(need.pk not in ids for need in needs) or contradicted(proposal):
            continue
        try:
            accept(actor=None, proposal=proposal, automatic=True)
        except DuijieError:
            continue  # somebody looks at it
        accepted += 1 + len(needs)
    return accepted


def _clear(proposal: Proposal) -> bool:
    """Whether nobody has to say who is meant: each name is resolved, or new to the registry and
    like nobody in it."""
    if proposal.state == Proposal.State.UNDONE:
        return False
    mentions = Mention.objects.filter(fact__proposals=proposal)
    if proposal.kind in (Kind.ORGANISATION, Kind.PERSON):
        mentions = mentions.filter(kind=proposal.kind, key__in=spellings(str(proposal.values.get("name") or "")))
    open_ = mentions.filter(organisation=None, person=None)
    if any(mention.candidates for mention in open_):
        return False
    others = {row.organisation.community_id for row in mentions.select_related("organisation") if row.organisation}
    # A post at another community's organisation is for that one to decide.
    return proposal.kind != Kind.POST or others <= {proposal.community_id}


def contradicted(proposal: Proposal) -> bool:
    """Whether another value of the same indicator at the same time was accepted."""
    from duijie.reading.review.queries import rivals

    return proposal.kind == Kind.INDICATOR and bool(rivals(proposal))
