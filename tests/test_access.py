"""Every address and every method, tried by everybody: who comes in stands in one table, DOORS."""

import copy
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset
from storyboard.continuity.models import connect
from storyboard.cut.working import freeze
from storyboard.files.models import File
from storyboard.projects.access import Role
from storyboard.projects.models import Covered, Drawing, Invitation, Project, Scene, Shot
from storyboard.review.models import Note
from storyboard.takes.composition import Composition
from storyboard.takes.models import Take
from tests.media import make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MARK = "Moonraker"  # stands in every text of the film, and nowhere else

OWNER, EDITOR, REVIEWER, VIEWER = "owner", "editor", "reviewer", "viewer"
KEEPER, STRANGER, ANONYMOUS = "owner of the installation", "stranger", "anonymous"
MEMBERS = frozenset({OWNER, EDITOR, REVIEWER, VIEWER})
RATES = MEMBERS - {VIEWER}
PLANS = MEMBERS - {VIEWER, REVIEWER}
PICKS = PLANS  # the two who have the switch
OWNS = frozenset({OWNER})
SIGNED_IN = MEMBERS | {KEEPER, STRANGER}
EVERYBODY = SIGNED_IN | {ANONYMOUS}
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Door:
    """Whom an address lets in, by method, and which of the film's nouns it is about ("" for none)."""

    noun: str = ""
    get: frozenset[str] = NOBODY
    post: frozenset[str] = NOBODY
    more: tuple[Any, ...] = ()
    any_method: bool = (
        False  # allauth's: some answer before they look at the method, and PUT is a POST to them
    )

    def admits(self, method: str) -> frozenset[str]:
        return {"GET": self.get, "POST": self.post}.get(method, NOBODY)

    secret: bool = False  # members of a film are strangers here

    @property
    def is_public(self) -> bool:
        return ANONYMOUS in self.get | self.post


def page(noun: str, get: frozenset[str] = MEMBERS, post: frozenset[str] = NOBODY) -> Door:
    return Door(noun, get, post)


def act(noun: str, post: frozenset[str]) -> Door:
    return Door(noun, post=post)


def form(who: frozenset[str]) -> Door:
    return Door(get=who, post=who, any_method=True)


DOORS = {
    "health": Door(get=EVERYBODY),
    "installation": Door(get=frozenset({KEEPER}), secret=True),
    "person_sending": Door("person", post=frozenset({KEEPER}), secret=True),
    "project_sending": Door("project", post=frozenset({KEEPER}), secret=True),
    "welcome": Door(get=EVERYBODY, post=EVERYBODY),
    "me": Door(get=SIGNED_IN, post=SIGNED_IN),
    "account_login": form(EVERYBODY),
    "account_logout": Door(get=EVERYBODY, post=EVERYBODY),
    "account_inactive": Door(get=EVERYBODY),
    "account_signup": form(EVERYBODY),
    "account_reauthenticate": form(SIGNED_IN),
    "account_change_password": form(SIGNED_IN),
    "account_set_password": form(SIGNED_IN),
    "account_reset_password": form(EVERYBODY),
    "account_reset_password_from_key_done": Door(get=EVERYBODY),
    "account_reset_password_from_key": Door("reset", EVERYBODY, EVERYBODY, any_method=True),
    "account_reset_password_done": Door(get=EVERYBODY),
    "projects": Door(get=SIGNED_IN, post=SIGNED_IN),
    "open_sample": Door(post=SIGNED_IN),
    "board": page("project"),
    "came": page("project"),
    "project_settings": page("project", post=PLANS),
    "money": page("project", get=PLANS),
    "budget": act("project", OWNS),
    "ledger": page("project", get=PLANS),
    "ledger_csv": page("project", get=PLANS),
    "day_sheet": page("project", get=PLANS),
    "members": page("project"),
    "member": act("member", OWNS),
    "member_left": act("member", OWNS),
    "invitations": act("project", OWNS),
    "invitation": Door("token", get=EVERYBODY, post=EVERYBODY),
    "invitation_withdrawn": act("invitation", OWNS),
    "script": page("project", get=PLANS, post=PLANS),
    "undone": act("project", MEMBERS),  # each takes back what is their own, if they still may do it
    "redone": act("project", MEMBERS),
    "selection": act("project", MEMBERS),
    "selection_place": act("project", PLANS),
    "selection_held": act("project", PLANS),
    "selection_omitted": act("project", PLANS),
    "shown_rating": act("project", RATES),
    "shown_again": act("project", PLANS),
    "scenes": act("project", PLANS),
    "scene_order": act("project", PLANS),
    "scene": page("scene", post=PLANS),
    "script_pane": page("project"),
    "scene_covered": act("scene", PLANS),
    "scene_people": act("scene", PLANS),
    "uncovered": act("covered", PLANS),
    "scene_position": page("scene", get=PLANS, post=PLANS),
    "scene_looks": page("scene", post=PLANS),
    "scene_omitted": act("scene", PLANS),
    "scene_deleted": act("scene", PLANS),
    "shots": act("scene", PLANS),
    "shot_after": act("shot", PLANS),
    "shot_position": page("shot", get=PLANS, post=PLANS),
    "between": page("shot", get=PLANS, post=PLANS),
    "shot_action": act("shot", PLANS),
    "shot_held": act("shot", PLANS),
    "shot_omitted": act("shot", PLANS),
    "shot_deleted": act("shot", PLANS),
    "out_of_date": page("project"),
    "joins": page("project"),
    "scene_joins": page("scene"),
    "shot_joins": page("shot"),
    "join_trim": act("shot", PICKS),
    "join_consequences": page("shot"),
    "many": page("project", get=PLANS, post=PLANS),
    "find": page("project"),
    "find_anywhere": Door(get=SIGNED_IN),
    "lint": page("project"),
    "asset_shots": page("asset"),
    "shot_list": page("project"),
    "continuity": page("project"),
    "shot_list_csv": page("project"),
    "sheet_columns": act("project", MEMBERS),
    "sheet_cells": act("project", PLANS),
    "sheet_pasted": page("project", get=PLANS, post=PLANS),
    "sheet_edited": page("project", get=PLANS, post=PLANS),
    "exports": page("project"),
    "picks_zip": page("project"),
    "cut_file": page("project"),
    "cut_edl": page("project"),
    "cut_versions": page("project", post=PLANS),
    "cut_version": page("cut version"),
    "cut_version_screening": page("cut version"),
    "cut_version_locked": act("cut version", PLANS),
    "cut_version_changes": page("cut version"),
    "cut_version_changes_csv": page("cut version"),
    "cut_version_zip": page("cut version"),
    "cut_version_edl": page("cut version"),
    "shot": page("shot", post=PLANS),
    "shot_trim": act("shot", PICKS),
    "shot_split": act("shot", PICKS),
    "shot_field": act("shot", PLANS),
    "shot_prompt": act("shot", PLANS),
    "shot_prompts": page("shot"),
    "shot_typing": act("shot", PLANS),
    "shot_opening": act("shot", PLANS),
    "shot_closing": act("shot", PLANS),
    "shot_references": act("shot", PLANS),
    "shot_draw": page("shot", get=PLANS),
    "shot_drawing": page("shot", post=PLANS),
    "shot_drawing_removed": act("shot", PLANS),
    "shot_drawing_still": act("shot", PLANS),
    "drawing_picture": page("drawing"),
    "drawing_thumbnail": page("drawing"),
    "drawing_ground": page("drawing"),
    "shot_request": page("shot"),
    "generations": act("shot", PLANS),
    "uploads": act("shot", PLANS),
    "generation": page("generation"),
    "generation_canceled": act("generation", PLANS),
    "generation_again": act("generation", PLANS),
    "generation_adopted": act("generation", PLANS),
    "generation_decided": act("generation", PLANS),
    "generation_let_go": act("generation", PLANS),
    "take": page("take"),
    "take_circle": act("take", RATES),
    "take_ng": act("take", RATES),
    "take_pick": act("take", PICKS),
    "take_consequences": page("take"),
    "take_kept": act("take", PLANS),
    "take_again": act("take", PLANS),
    "take_adopted": act("take", PLANS),
    "take_used": act("take", PLANS),
    "take_watched": act("take", MEMBERS),
    "take_copy": act("take", PLANS),
    "take_clip": page("take"),
    "take_poster": page("take"),
    "take_strip": page("take"),
    "take_download": page("take"),
    "take_stills": act("take", PLANS),
    "take_extension": page("take", get=PLANS, post=PLANS),
    "take_following": act("take", PLANS),
    "take_frame": Door("take", get=MEMBERS, more=(3,)),
    "gallery": page("project"),
    "compare": page("project"),
    "ratings": page("project", post=RATES),
    "takes_zip": page("project"),
    "screening": page("project"),
    "shot_swap": page("shot", get=PICKS),
    "queue": page("project"),
    "queue_again": act("project", PLANS),
    "queue_canceled": act("project", PLANS),
    "queue_let_go": act("project", PLANS),
    "assets": page("project", post=PLANS),
    "names": page("project"),
    "asset": page("asset", post=PLANS),
    "shot_notes": page("shot", post=RATES),
    "note": Door("note", get=MEMBERS, post=OWNS),  # Dana wrote it
    "note_deleted": act("note", OWNS),
    "asset_deleted": act("asset", PLANS),
    "looks": act("asset", PLANS),
    "look": act("look", PLANS),
    "versions": act("look", PLANS),
    "version_picture": page("version"),
    "version_thumbnail": page("version"),
}


def picture(folder: Path) -> File:
    path = folder / "still.png"
    Image.new("RGB", (64, 36), (30, 60, 90)).save(path)
    return File.objects.keep(path, "image/png", width=64, height=36)


def clip(folder: Path) -> File:
    return File.objects.keep(make.clip(folder / "clip.mp4", range(8)), "video/mp4")


@dataclass
class Cast:
    """The film with everybody at its doors, each with the cookies of a signed-in browser."""

    nouns: dict[str, tuple[Any, ...]]
    cookies: dict[str, SimpleCookie]

    def url(self, name: str) -> str:
        door = DOORS[name]
        return reverse(name, args=[*self.nouns[door.noun], *door.more])

    def ask(self, who: str, method: str, url: str, **more: Any) -> HttpResponse:
        """One request in a world that afterwards is as it was."""
        cache.clear()
        client = Client(raise_request_exception=False)
        client.cookies = copy.deepcopy(self.cookies[who])
        with undone():
            return client.generic(method, url, **more)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def nouns_of(film: Project, folder: Path) -> dict[str, tuple[Any, ...]]:
    """One of everything in a film, each with the mark in its words."""
    dana = film.members.get(role=Role.OWNER).person
    scene = Scene.objects.add(film, slug=f"INT. {MARK} - NIGHT", text=f"{MARK} burns.")
    Scene.objects.add(film, slug=f"EXT. {MARK} - DAY")
    shot = Shot.objects.add(scene, action=f"{MARK} rises.", prompt=f"{MARK} rises", notes=MARK)
    Shot.objects.add(scene, action=f"{MARK} sets.", prompt=f"{MARK} sets")
    still = picture(folder)
    asset = Asset.objects.add(film, "still", MARK, still, dana)
    look = asset.looks.get()
    connect(shot, "opening", "still", still=look)
    drawing = Drawing.objects.create(project=film, picture=still, ground=still, made_by=dana)
    shot.draw(drawing)
    take = Take.upload(shot, clip(folder), by=dana)
    Take.objects.filter(pk=take.pk).update(poster=still, strip=still, frames=8)
    generation = Composition(shot).generate(by=dana)
    note = Note.objects.say(uuid.uuid4(), dana, shot=shot, take=take, frame=3, text=MARK)
    invitation = Invitation.objects.create(project=film, made_by=dana)
    rows = {
        "project": film,
        "scene": scene,
        "shot": shot,
        "drawing": drawing,
        "covered": Covered.objects.cover(shot, scene, 0, 0),
        "asset": asset,
        "look": look,
        "version": look.newest,
        "take": take,
        "generation": generation,
        "cut version": freeze(film, dana, name=MARK),
        "member": film.members.last(),
        "invitation": invitation,
        "note": note,
        "person": film.members.last().person,
    }
    return {noun: (row.pk,) for noun, row in rows.items()} | {
        "": (),
        "reset": ("abc", "set-password"),
        "token": (invitation.get_absolute_url().rsplit("/", 1)[1],),
    }


@pytest.fixture(autouse=True)
def quiet(caplog) -> None:
    """Each refusal is logged, and refusals are what is asked for."""
    caplog.set_level("CRITICAL", "django.request")


@pytest.fixture
def cast(ines, dana, eli, rae, vic, max, tmp_path) -> Cast:
    film = Project.objects.begin(MARK, by=dana)
    film.members.create(person=eli, role=Role.EDITOR, may_pick=True, may_spend=True)
    film.members.create(person=rae, role=Role.REVIEWER)
    film.members.create(person=vic, role=Role.VIEWER)
    film.members.create(person=Person.objects.create_user("noa@example.com"), role=Role.VIEWER)
    people = {OWNER: dana, EDITOR: eli, REVIEWER: rae, VIEWER: vic, KEEPER: ines, STRANGER: max}
    cookies = {who: signed_in(person) for who, person in people.items()}
    return Cast(nouns_of(film, tmp_path), cookies | {ANONYMOUS: SimpleCookie()})


def signed_in(person: Person) -> SimpleCookie:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies


def names_of(patterns: list[Any]) -> Iterator[str | None]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from names_of(each.url_patterns)
        elif isinstance(each, URLPattern):
            yield each.name


def every_name() -> list[str]:
    """The names of all addresses; one without a name, or named like another, could not be looked up."""
    names = list(names_of(get_resolver().url_patterns))
    assert None not in names, "an address has no name"
    assert len(names) == len(set(names)), "two addresses share a name"
    return [name for name in names if name]


def outcome(answer: HttpResponse) -> str:
    """What an answer means for who asked: in, sign in, forbidden, hidden, no such method, or broken."""
    if answer.status_code >= 500:
        return f"broken ({answer.status_code})"
    if answer.status_code == 302 and answer["Location"].startswith(reverse("account_login") + "?next="):
        return "sign in"
    return {403: "forbidden", 404: "hidden", 405: "no such method"}.get(answer.status_code, "in")


def expected(who: str, method: str, door: Door) -> set[str]:
    if who == ANONYMOUS and not door.is_public:
        return {"sign in"}
    if who in door.admits(method):
        return {"in"}
    if door.any_method and method not in ("GET", "POST"):
        return {"in", "no such method"}
    if not door.admits(method):
        return {"no such method"} | ({"hidden"} if who not in MEMBERS else set())
    return {"forbidden"} if who in MEMBERS and not door.secret else {"hidden"}


def test_every_address_lets_in_whom_it_should_by_every_method(cast):
    names = every_name()
    wrong = [f"{name}: not in DOORS, say who may come in" for name in names if name not in DOORS]
    for name in filter(DOORS.get, names):
        for method in METHODS:
            answers = {who: outcome(cast.ask(who, method, cast.url(name))) for who in sorted(EVERYBODY)}
            bad = {who: got for who, got in answers.items() if got not in expected(who, method, DOORS[name])}
            wrong += [f"{method} {name}: {bad}"] if bad else []
    assert not wrong, "\n".join(["", *wrong])


def test_the_table_names_no_address_that_is_gone():
    assert set(DOORS) <= set(every_name())


def test_no_page_shows_another_film_to_somebody_with_a_film_of_their_own(cast, max, tmp_path):
    own = Project.objects.begin("Tide", by=max)
    scene = Scene.objects.add(own, slug="EXT. HARBOUR - DAY")
    shot = Shot.objects.add(scene, prompt="A boat leaves.")
    asset = Asset.objects.add(own, "prop", "Boat", picture(tmp_path), max)
    take = Take.upload(shot, clip(tmp_path), by=max)
    rows = {"": (), "project": (own.pk,), "shot": (shot.pk,), "asset": (asset.pk,), "take": (take.pk,)}
    pages = [name for name in every_name() if DOORS[name].get & SIGNED_IN and DOORS[name].noun in rows]
    urls = [reverse(name, args=[*rows[DOORS[name].noun], *DOORS[name].more]) for name in pages]
    telling = [url for url in urls if MARK in text_of(cast.ask(STRANGER, "GET", url))]
    assert len(urls) > 10
    assert not telling, f"shown to a stranger: {telling}"


def test_a_member_does_see_the_mark_that_the_others_are_searched_for(cast):
    assert MARK in text_of(cast.ask(VIEWER, "GET", cast.url("board")))


def text_of(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


@pytest.mark.parametrize(
    "name",
    [
        *("version_picture", "version_thumbnail", "take_clip", "take_poster", "take_strip", "take_frame"),
        *("drawing_picture", "drawing_thumbnail", "drawing_ground", "shot_drawing"),
    ],
)
def test_a_picture_or_clip_is_kept_by_its_reader_alone(cast, name):
    answer = cast.ask(VIEWER, "GET", cast.url(name))
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert outcome(cast.ask(STRANGER, "GET", cast.url(name))) == "hidden"
    assert outcome(cast.ask(ANONYMOUS, "GET", cast.url(name))) == "sign in"


def test_a_page_is_kept_by_its_reader_alone_and_asked_for_again(cast):
    assert cast.ask(VIEWER, "GET", cast.url("board"))["Cache-Control"] == "private, no-cache"
    part = cast.ask(VIEWER, "GET", cast.url("board"), headers={"HX-Request": "true"})
    assert part["Cache-Control"] == "no-store"


def test_a_signed_out_part_of_a_page_leads_to_the_sign_in_page_as_a_whole(cast):
    answer = cast.ask(ANONYMOUS, "GET", cast.url("board"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(reverse("account_login"))
    assert not answer.content
