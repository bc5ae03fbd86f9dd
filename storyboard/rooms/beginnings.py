"""The ways a shot could begin from the one before it, and what each would send and put out of date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.continuity.models import Circle, End, Link, LinkKind, refuse_a_circle
from storyboard.projects.models import Shot
from storyboard.rooms.between import ICONS, OFFERED, Beginning, Between
from storyboard.rooms.composer import Ingredient
from storyboard.takes.composition import Composition, Preset, why_not_veo
from storyboard.takes.freshness import Freshness, Judgement
from storyboard.takes.marks import Mark, listed, mark_of, price_of
from storyboard.takes.models import Take
from storyboard.takes.sources import Source, Sources

DOES = {
    Beginning.CUT: _("Neither hangs on the other."),
    Beginning.LAST_FRAME: _("{after} opens on the last frame that the cut shows of {before}."),
    Beginning.EXTEND: _("{after} goes on from the whole clip of {before}: Veo adds {seconds} s."),
    Beginning.SHARED: _(
        "One planned picture closes {before} and opens {after}, so that a chain does not drift."
    ),
    Beginning.BRIDGE: _(
        "A new shot between them, from the last frame of {before} to the first frame of {after}."
    ),
}
# What a plan may still lack: said, and not in the way of the plan.
LACKING = ("last_frame_needs_image",)
ADVISED = ("frames_want_8",)
FOR_GOOD = ("inputs_exclusive",)


NOT_CHOSEN_YET = "what nobody has chosen yet"
DIFFERS = _("It would be sent with something else.")


@dataclass(frozen=True)
class Sent:
    """One thing that would go along: its picture and which frame of which take it is, or what is waited for."""

    words: str
    thumbnail: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Choice:
    """One way to begin: what it would send, what it would put out of date, and why it cannot be, if so."""

    how: Beginning
    line: str
    is_now: bool = False
    sends: list[Sent] = field(default_factory=list)
    refused: str = ""
    notes: list[str] = field(default_factory=list)
    outdated: list[Mark] = field(default_factory=list)
    mended: list[Shot] = field(default_factory=list)

    @property
    def icon(self) -> str:
        return ICONS[self.how]

    @property
    def names(self) -> str:
        return listed([mark.name for mark in self.outdated])

    @property
    def mended_names(self) -> str:
        return listed([str(shot) for shot in self.mended])

    @property
    def price(self) -> str:
        return price_of(self.outdated)


class Choices:
    """All ways to begin, each judged as it would be; the film is read once for all of them."""

    def __init__(self, between: Between) -> None:
        assert between.before
        self.between, self.film = between, Freshness(between.project)
        self.links = self.film.links
        self.before = self.known(between.before)
        self.after = self.known(between.shot)

    def known(self, shot: Shot) -> Shot:
        """As the film was read, with its pick."""
        found = self.film.all_shots[shot.pk]
        Shot.pick.related.set_cached_value(found, self.film.picks.get(found.pk))
        return found

    @property
    def rows(self) -> list[Choice]:
        return [self.row(how) for how in OFFERED]

    def row(self, how: Beginning) -> Choice:
        names = {"before": self.before, "after": self.after, "seconds": veo.EXTENSION_SECONDS}
        made = Choice(how, DOES[how].format(**names), self.between.now == how, self.sent(how))
        if made.is_now:
            return made
        if refused := self.why_not(how):
            return replace(made, refused=refused)
        then = self.supposed(how)
        new = [
            mark_of(then, pk, []) for pk in self.film.all_shots if pk in then.outdated and pk not in self.now
        ]
        gone = [
            shot for pk, shot in self.film.all_shots.items() if pk in self.now and pk not in then.outdated
        ]
        return replace(made, notes=self.notes(how), outdated=new, mended=gone)

    @cached_property
    def now(self) -> set[int]:
        """The shots that are out of date as it is."""
        return set(Supposed(self.film, {}).outdated)

    def sent(self, how: Beginning) -> list[Sent]:
        """What goes along with the request of the shot, or for a bridge of the shot between."""
        if self.between.now == how and how != Beginning.CUT:
            links = [link for link in self.links.get(self.after.pk, []) if link.end == End.OPENING]
        elif how in (Beginning.LAST_FRAME, Beginning.EXTEND):
            links = [self.opening(LinkKind(how))]
        else:
            links = [self.opening(LinkKind.LAST_FRAME), self.closing()] if how == Beginning.BRIDGE else []
        return [self.sent_by(link) for link in links]

    def opening(self, kind: LinkKind) -> Link:
        return Link(shot=self.after, end=End.OPENING, kind=kind, source=self.before)

    def closing(self) -> Link:
        return Link(shot=self.before, end=End.CLOSING, kind=LinkKind.FIRST_FRAME, source=self.after)

    def sent_by(self, link: Link) -> Sent:
        sources = Sources(self.after, [link], [], self.film.named)
        if sources.waits_for:
            return Sent(gettext("Waits for {shot}’s pick").format(shot=sources.waits_for[0]), waits=True)
        if sources.missing:
            return Sent(sources.missing[0][1], waits=True)
        if not sources.found:
            return Sent(gettext("Its still has no picture"), waits=True)
        return Sent(worded(sources.found[0]), Ingredient(sources.found[0]).thumbnail)

    def why_not(self, how: Beginning) -> str:
        """The sentence that stands where the choice would; "" when it can be made."""
        if how in (Beginning.LAST_FRAME, Beginning.EXTEND):
            try:
                refuse_a_circle(self.after, self.before, chain.from_iterable(self.links.values()))
            except Circle as trouble:
                return trouble.messages[0]
        return " ".join(self.rules(how, FOR_GOOD))

    def rules(self, how: Beginning, named: Collection[str], preset: str = Preset.SANDBOX) -> list[str]:
        """What the rules of these names would say of the two shots, each with its shot."""
        said = []
        for shot, links in self.links_then(how):
            sources = Sources(shot, links, self.film.references.get(shot.pk, []), self.film.named)
            findings = Composition(shot, preset, sources=sources).findings
            said += [f"{shot}: {each.message}" for each in findings if each.rule in named]
        return list(dict.fromkeys(said))

    def links_then(self, how: Beginning) -> list[tuple[Shot, list[Link]]]:
        """The shots whose ends would be others, each with its links as they would be."""
        if how == Beginning.CUT:
            gone = {link.pk for link in self.between.ties}
            shots = {link.shot_id: self.film.all_shots[link.shot_id] for link in self.between.ties}
            return [
                (shot, [link for link in self.links.get(pk, []) if link.pk not in gone])
                for pk, shot in shots.items()
            ]
        return [
            (shot, [*other_end(self.links.get(shot.pk, []), link.end), link])
            for shot, link in self.ends_as_kinds(how)
        ]

    def ends_as_kinds(self, how: Beginning) -> list[tuple[Shot, Link]]:
        """Links that give the same as the choice would, a first frame, a last frame or a clip: it is all rules ask."""
        if how == Beginning.SHARED:
            return [(self.before, self.closing()), (self.after, self.opening(LinkKind.LAST_FRAME))]
        if how in (Beginning.LAST_FRAME, Beginning.EXTEND):
            return [(self.after, self.opening(LinkKind(how)))]
        return []

    def notes(self, how: Beginning) -> list[str]:
        """What is worth knowing, and in the way of nothing yet."""
        said = [*self.given_up(how), *(self.rules(how, LACKING) or self.rules(how, ADVISED))]
        if how in (Beginning.LAST_FRAME, Beginning.EXTEND):
            said += Sources(self.after, [self.opening(LinkKind(how))], []).trimmed
            if not why_not_veo(self.between.project):
                rules = ("extension_of_sandbox", "extension_of_upload", "picture_of_sandbox")
                said += self.rules(how, rules, Preset.FINAL)
        return said

    def given_up(self, how: Beginning) -> list[str]:
        """What a shot had for itself at an end that would be another one: a plain cut later does not bring it back."""
        closing, opening = self.between.ends
        ends = {
            Beginning.SHARED: (closing, opening),
            Beginning.LAST_FRAME: (opening,),
            Beginning.EXTEND: (opening,),
        }
        said = {
            End.OPENING: gettext("{shot} gives up its opening: {link}."),
            End.CLOSING: gettext("{shot} gives up its closing: {link}."),
        }
        return [
            said[End(link.end)].format(shot=link.shot, link=link)
            for link in ends.get(how, ())
            if link and link not in self.between.ties
        ]

    def supposed(self, how: Beginning) -> Supposed:
        before, after = (list(self.links.get(shot.pk, [])) for shot in (self.before, self.after))
        if how in (Beginning.LAST_FRAME, Beginning.EXTEND):
            after = [*other_end(after, End.OPENING), self.opening(LinkKind(how))]
        elif how in (Beginning.CUT, Beginning.SHARED):
            gone = {link.pk for link in self.between.ties}
            if how == Beginning.SHARED:
                gone |= {link.pk for link in self.between.ends if link}
            before, after = ([link for link in links if link.pk not in gone] for links in (before, after))
        unknown = (self.before.pk, self.after.pk) if how == Beginning.SHARED else ()
        return Supposed(self.film, {self.before.pk: before, self.after.pk: after}, unknown)


def other_end(links: Collection[Link], end: str) -> list[Link]:
    return [link for link in links if link.end != end]


def worded(source: Source) -> str:
    """Which frame of which take goes, or which still."""
    if source.version:
        return source.words[:1].upper() + source.words[1:]
    if source.role == "video":
        return gettext("The whole clip of {take}").format(take=source.take)
    return (
        gettext("The last frame of {take}").format(take=source.take)
        if source.frame is None
        else gettext("Frame {frame} of {take}").format(frame=source.frame, take=source.take)
    )


class Supposed(Freshness):
    """A film as it would be judged with other links at some shots; all that stays the same is taken over.

    What comes to an `unknown` shot has not been chosen yet: it is another one than any before.
    """

    def __init__(
        self, film: Freshness, links: Mapping[int, list[Link]], unknown: Collection[int] = ()
    ) -> None:
        super().__init__(film.project, film.instead)
        self.film, self.changed, self.unknown = film, links, unknown
        same = {name: getattr(film, name) for name in ("all_shots", "picks", "named", "references")}
        self.__dict__.update(same, links=film.links | dict(links))

    def judge(self, shot: Shot, take: Take) -> Judgement:
        if shot.pk in self.unknown:
            return replace(super().judge(shot, take), meaning=NOT_CHOSEN_YET)
        known = None if shot.pk in self.changed else self.film.judged.get(shot.pk)
        return known or super().judge(shot, take)

    @cached_property
    def said(self) -> dict[int, list[str]]:
        """That it differs is all that is asked: no recipe is read."""
        return {pk: [str(DIFFERS)] for pk, each in self.judged.items() if each.differs and not each.is_kept}
