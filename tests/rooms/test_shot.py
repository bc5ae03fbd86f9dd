"""The shot page: what is written is kept, what would be sent is shown, what comes is seen."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from storyboard.assets.models import Asset, refer
from storyboard.continuity.models import connect
from storyboard.files.models import File
from storyboard.projects.models import Scene, Shot
from storyboard.rooms.shown import pictures_of
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status, Take, Worker
from tests.media import make

PART = {"HX-Request": "true", "HX-Target": "section#takes"}
REQUEST = {"HX-Request": "true", "HX-Target": "section#request"}
WHOLE = {"length": "4", "n": "1"}


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def still(film: Any, dana: Any, tmp_path: Path) -> Any:
    path = tmp_path / "still.png"
    Image.new("RGB", (1280, 720), (30, 60, 90)).save(path)
    kept = File.objects.keep(path, "image/png", width=1280, height=720)
    return Asset.objects.add(film, "still", "Lamp", kept, dana).looks.get()


@pytest.fixture
def paid(film: Any, settings: Any) -> Any:
    """Paid requests are possible: 0.40 a second."""
    film.may_send = True
    film.resolution = "720p"
    film.save(update_fields=["may_send", "resolution"])
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    return film


def save_field(client: Any, shot: Shot, name: str, value: str, was: str) -> Any:
    return client.post(f"/shots/{shot.pk}/field", {"name": name, "value": value, "was": was})


# What is written


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("length", "2:12", 60),
        ("length", "60f", 60),
        ("prompt", "Rain.", "Rain."),
        ("seed", "4294967295", 4294967295),
        ("duration", "6", 6),
        ("n", "3", 3),
        ("resolution", "1080p", "1080p"),
        ("generate_audio", "", False),
    ],
)
def test_one_field_is_kept_as_it_is_typed(name, typed, kept, shot, eli, signed_in):
    was = {"length": "4", "n": "1", "generate_audio": "on"}.get(name, "")
    assert save_field(signed_in(eli), shot, name, typed, was).status_code == 204
    assert getattr(fresh(shot), name) == kept


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("length", "soon", "Type a length"),
        ("length", "2:30", "24 frames"),
        ("seed", "-1", "A seed is a whole number from 0 to 4,294,967,295."),
        ("seed", "99999999999", "A seed is a whole number from 0 to 4,294,967,295."),
        ("seed", "9" * 40, "A seed is a whole number from 0 to 4,294,967,295."),
        ("seed", "lucky", "whole number"),
        ("n", "5", "valid choice"),
    ],
)
def test_what_cannot_be_kept_is_answered_with_its_sentence(name, typed, says, shot, eli, signed_in):
    before = getattr(shot, name)
    answer = save_field(signed_in(eli), shot, name, typed, "")
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert getattr(fresh(shot), name) == before


def test_a_field_that_somebody_changed_meanwhile_is_answered_with_both_texts(shot, eli, signed_in):
    shot.write(action="He blows out the lamp.")
    answer = save_field(signed_in(eli), shot, "action", "He trims the lamp.", "The keeper lights the lamp.")
    assert answer.status_code == 409
    assert "He blows out the lamp." in answer.content.decode()
    assert fresh(shot).action == "He blows out the lamp."


def test_a_length_typed_another_way_is_not_a_change(shot, eli, signed_in):
    client = signed_in(eli)
    assert save_field(client, shot, "length", "60f", "4").status_code == 204
    assert save_field(client, shot, "length", "3", "60f").status_code == 204
    assert fresh(shot).length == 72


def test_a_field_s_name_is_not_taken_for_any_column(shot, eli, signed_in):
    assert save_field(signed_in(eli), shot, "takes_made", "9", "0").status_code == 422
    assert fresh(shot).takes_made == 0


def test_the_whole_form_is_saved_without_javascript(shot, eli, signed_in):
    answer = signed_in(eli).post(f"/shots/{shot.pk}", WHOLE | {"prompt": "A wave\r\nbreaks.", "size": "WS"})
    assert answer.status_code == 302
    assert (fresh(shot).prompt, fresh(shot).size) == ("A wave\nbreaks.", "WS")


def test_nothing_that_was_typed_is_lost_when_a_field_is_wrong(shot, eli, signed_in):
    typed = WHOLE | {"length": "soon", "prompt": "A wave breaks."}
    answer = signed_in(eli).post(f"/shots/{shot.pk}", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "A wave breaks." in text
    assert 'value="soon"' in text
    assert "Type a length" in text
    assert fresh(shot).prompt == ""


def test_a_viewer_reads_and_is_offered_nothing_to_change(shot, vic, signed_in):
    text = signed_in(vic).get(f"/shots/{shot.pk}").content.decode()
    assert "Generate 1 take" not in text
    assert "Upload a take" not in text
    assert save_field(signed_in(vic), shot, "prompt", "x", "").status_code == 403


def test_who_reads_only_reads_the_plan_as_words(shot, still, vic, rae, signed_in):
    shot.write(action="He lights the lamp.", dialogue="Come\nup.", size="CU")
    connect(shot, "opening", "still", still=still)
    refer(shot, [still])
    for reader in (vic, rae):
        text = signed_in(reader).get(f"/shots/{shot.pk}").content.decode()
        plan = text.partition('aria-label="Plan"')[2].partition("</section>")[0]
        for words in (
            "He lights the lamp.",
            "Come\nup.",
            '<dd class="lines">CU</dd>',
            "Reference",
            "still Lamp",
        ):
            assert words in plan
        assert not re.search("<(select|input|textarea|form|button)", plan)


# What it begins from and ends on


def choose(client: Any, shot: Shot, end: str = "opening", **said: Any) -> Any:
    return client.post(
        f"/shots/{shot.pk}/{end}", said, headers={"HX-Request": "true", "HX-Target": f"div#{end}"}
    )


def test_the_last_frame_of_starts_with_the_shot_before(scene, shot, eli, signed_in):
    second = Shot.objects.add(scene)
    choose(signed_in(eli), second, opening="last_frame", opening_was="")
    link = second.links.get()
    assert (link.kind, link.source, link.take_number) == ("last_frame", shot, None)


def test_a_source_is_named_by_its_code_its_words_and_its_scene(film, scene, shot, eli, signed_in):
    shot.write(action="The keeper winds the lamp until its spring is tight and sings.")
    second = Shot.objects.add(Scene.objects.add(film, slug="EXT. REEF - DAWN"))
    shot.omit(True)
    connect(second, "opening", "last_frame", source=shot)
    text = signed_in(eli).get(f"/shots/{second.pk}").content.decode()
    assert "1-010 · The keeper winds the lamp until its spri… · omitted" in text
    assert '<optgroup label="2 EXT. REEF - DAWN">' in text
    assert "2-010 · this shot" in text


def test_extend_is_by_default_a_longer_take_of_the_same_shot(shot, eli, signed_in, take_of):
    take_of(shot, b"one")
    newest = take_of(shot, b"two")
    choose(signed_in(eli), shot, opening="extend")
    link = shot.links.get()
    assert (link.source, link.take_number) == (shot, newest.number)


def test_extend_without_a_take_says_what_is_missing(shot, eli, signed_in):
    answer = choose(signed_in(eli), shot, opening="extend")
    assert answer.status_code == 422
    assert "has no take yet" in answer.content.decode()
    assert not shot.links.exists()


def test_sources_of_the_old_kind_are_not_taken_for_the_new_one(scene, shot, eli, signed_in, take_of):
    second = Shot.objects.add(scene)
    take_of(second, b"one")
    connect(second, "opening", "last_frame", source=shot)
    choose(signed_in(eli), second, opening="extend", opening_was="last_frame", opening_shot=shot.pk)
    assert second.links.get().source == second


def test_a_circle_is_refused_with_the_way_round(scene, shot, eli, signed_in):
    second = Shot.objects.add(scene)
    connect(second, "opening", "last_frame", source=shot)
    answer = choose(signed_in(eli), shot, opening="last_frame", opening_shot=second.pk)
    assert answer.status_code == 422
    assert "1-010 → 1-020 → 1-010" in answer.content.decode()
    assert not shot.links.exists()


def test_a_shot_of_another_film_is_no_source(shot, max, eli, signed_in):
    from storyboard.projects.models import Project, Scene

    theirs = Shot.objects.add(Scene.objects.add(Project.objects.begin("Tide", by=max)))
    answer = choose(signed_in(eli), shot, opening="last_frame", opening_shot=theirs.pk)
    assert answer.status_code == 422
    assert not shot.links.exists()


def test_a_still_opens_the_shot_and_text_only_takes_it_away(shot, still, eli, signed_in):
    client = signed_in(eli)
    asked = choose(client, shot, opening="still", opening_was="")
    assert asked.status_code == 200
    assert "choose a still" in asked.content.decode()
    assert not shot.links.exists()
    choose(client, shot, opening="still", opening_was="still", opening_still=still.pk)
    assert shot.links.get().still == still
    choose(client, shot, opening="")
    assert not shot.links.exists()


def test_until_a_still_is_chosen_the_form_says_what_stands(shot, scene, still, eli, signed_in):
    second, client = Shot.objects.add(scene), signed_in(eli)
    connect(second, "opening", "last_frame", source=shot)
    asked = choose(client, second, opening="still", opening_was="last_frame", opening_shot=shot.pk)
    assert asked.status_code == 200
    assert "Choose a still. Until then it opens on the last frame of 1-010." in asked.content.decode()
    refused = choose(client, second, opening="still", opening_was="still", opening_still="")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Until then it opens on the last frame of 1-010." in text.partition('id="opening-error"')[2]
    assert '<option value="still" selected>' in text
    assert "choose a still" in text
    assert second.links.get().source == shot


@pytest.mark.parametrize(
    ("end", "words"), [("opening", "it begins from its words alone"), ("closing", "its end stays open")]
)
def test_a_still_without_a_choice_is_no_still(shot, still, eli, signed_in, end, words):
    answer = choose(signed_in(eli), shot, end, **{end: "still"})
    assert answer.status_code == 422
    assert f"Choose a still. Until then {words}." in answer.content.decode()
    assert not shot.links.exists()


def test_a_still_that_is_taken_out_of_the_choice_stays_until_another_is_chosen(shot, still, eli, signed_in):
    connect(shot, "closing", "still", still=still)
    answer = choose(signed_in(eli), shot, "closing", closing="still", closing_was="still", closing_still="")
    assert answer.status_code == 422
    assert f"Until then it ends on the still {still}." in answer.content.decode()
    assert shot.links.get().still == still


def test_four_references_are_one_too_many(shot, still, film, dana, eli, signed_in):
    picture = still.newest.picture
    looks = [
        still,
        *(Asset.objects.add(film, "prop", f"Prop {n}", picture, dana).looks.get() for n in range(3)),
    ]
    client = signed_in(eli)
    answer = client.post(f"/shots/{shot.pk}/references", {"references": [look.pk for look in looks]})
    assert answer.status_code == 422
    assert "at most three" in answer.content.decode()
    assert client.post(f"/shots/{shot.pk}/references", {"references": [still.pk]}).status_code == 302
    assert shot.references.get().look == still


# What would be sent


def test_the_preview_shows_the_exact_prompt_and_its_length_in_code_points(shot, film, eli, signed_in):
    film.style = "Grain."
    film.save(update_fields=["style"])
    shot.write(prompt="🌊 breaks")
    text = signed_in(eli).get(f"/shots/{shot.pk}/request", headers=REQUEST).content.decode()
    assert "🌊 breaks" in text
    assert f"{len('🌊 breaks') + 2 + len('Grain.')} / 4,000" in text


def test_a_rule_speaks_beside_its_field_and_offers_the_nearest_value(shot, eli, signed_in):
    shot.write(prompt="Rain.", resolution="1080p", duration=4)
    client = signed_in(eli)
    text = client.get(f"/shots/{shot.pk}").content.decode()
    assert 'id="findings-duration"' in text
    assert "Use 8 s" in text
    client.post(f"/shots/{shot.pk}/field", {"name": "duration", "value": "8", "fix": "1"})
    assert fresh(shot).duration == 8


def test_draft_and_final_say_why_they_cannot_be_chosen(shot, eli, signed_in):
    text = signed_in(eli).get(f"/shots/{shot.pk}").content.decode()
    assert "No API key is set" in text
    assert "Sandbox · free" in text


def test_the_price_stands_on_the_button(paid, shot, eli, signed_in):
    shot.write(prompt="Rain.", n=2, duration=8)
    text = signed_in(eli).get(f"/shots/{shot.pk}?preset=final").content.decode()
    assert 'Generate 2 takes × 8 s · <span class="price">€6.40</span>' in text


# Generate


def pressed(preset):
    return {"click": str(uuid.uuid4()), "preset": preset}


def test_the_same_click_is_one_generation(shot, eli, signed_in):
    shot.write(prompt="Rain.")
    once = pressed("sandbox")
    client = signed_in(eli)
    for _ in range(2):
        assert client.post(f"/shots/{shot.pk}/generations", once).status_code == 302
    generation = Generation.objects.get()
    assert (generation.status, generation.route) == (Status.QUEUED, "sandbox")


def test_a_click_stays_the_same_while_its_double_may_come_and_is_fresh_after(shot, eli, signed_in):
    from datetime import timedelta

    shot.write(prompt="Rain.")
    generation = Composition(shot).generate(eli)
    address = f"/shots/{shot.pk}/request?click={generation.click}"
    assert str(generation.click) in signed_in(eli).get(address, headers=REQUEST).content.decode()
    Generation.objects.update(made_at=generation.made_at - timedelta(seconds=2))
    assert str(generation.click) not in signed_in(eli).get(address, headers=REQUEST).content.decode()


def test_a_twin_under_way_is_said_before_anything_is_sent(shot, dana, eli, signed_in):
    shot.write(prompt="Rain.")
    twin = Composition(shot).generate(dana)
    client, unseen = signed_in(eli), pressed("sandbox")
    answer = client.post(f"/shots/{shot.pk}/generations", unseen, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Dana Reyes is making exactly this, 0:00 in the queue." in answer.content.decode()
    assert "outdated" in answer["HX-Trigger"]
    request = client.get(f"/shots/{shot.pk}/request", headers=REQUEST).content.decode()
    assert f'name="known" value="{twin.pk}"' in request
    assert "is making exactly this" in request
    client.post(f"/shots/{shot.pk}/generations", unseen | {"known": twin.pk})
    assert Generation.objects.count() == 2


def test_a_blocked_request_is_not_recorded_and_says_why(shot, eli, signed_in):
    shot.write(action="", prompt="")
    answer = signed_in(eli).post(f"/shots/{shot.pk}/generations", pressed("sandbox"))
    assert answer.status_code == 422
    assert "Write a prompt" in answer.content.decode()
    assert not Generation.objects.exists()


def test_what_is_in_the_way_stands_over_the_button(shot, eli, signed_in):
    shot.write(action="", prompt="")
    client = signed_in(eli)
    foot = client.get(f"/shots/{shot.pk}").content.decode().partition('id="in-the-way"')[2]
    assert "Write a prompt" in foot.partition("<button")[0]
    assert "data-blocked" in foot
    shot.write(prompt="Rain.")
    assert "data-blocked" not in client.get(f"/shots/{shot.pk}").content.decode()


def test_who_may_not_spend_may_still_use_the_sandbox(paid, film, shot, eli, signed_in):
    film.members.filter(person=eli).update(may_spend=False)
    shot.write(prompt="Rain.")
    client = signed_in(eli)
    assert client.post(f"/shots/{shot.pk}/generations", pressed("final")).status_code == 403
    assert client.post(f"/shots/{shot.pk}/generations", pressed("sandbox")).status_code == 302
    assert Generation.objects.get().is_sandbox


def test_a_frame_of_the_sandbox_goes_into_a_paid_request_only_when_a_person_says_so(
    paid, scene, shot, eli, signed_in, tmp_path
):
    kept = File.objects.keep(make.clip(tmp_path / "a.mp4", range(24)), "video/mp4")
    drawn = Take.objects.create(shot=shot, number=1, original=kept, sandbox=True, frames=24)
    drawn.pick(True, by=eli)
    second = Shot.objects.add(scene, prompt="He turns.")
    connect(second, "opening", "last_frame", source=shot)
    client = signed_in(eli)
    said = pressed("final")
    assert client.post(f"/shots/{second.pk}/generations", said).status_code == 422
    assert not Generation.objects.exists()
    said |= {"send_sandbox_frame": "on"}
    assert client.post(f"/shots/{second.pk}/generations", said).status_code == 302
    assert Generation.objects.get().inputs.count() == 1


# What comes


def test_a_poll_is_answered_with_204_until_something_moves(shot, eli, signed_in):
    shot.write(prompt="Rain.")
    Composition(shot).generate(eli)
    client = signed_in(eli)
    page = client.get(f"/shots/{shot.pk}", headers=PART)
    version = page.context["rushes"].version
    assert client.get(f"/shots/{shot.pk}?version={version}", headers=PART).status_code == 204
    Worker.beat("somebody")
    moved = client.get(f"/shots/{shot.pk}?version={version}", headers=PART)
    assert moved.status_code == 200
    assert "No worker is running" not in moved.content.decode()


def test_the_part_polls_quickly_only_while_something_is_active(shot, eli, signed_in):
    client = signed_in(eli)
    assert "every 1s" not in client.get(f"/shots/{shot.pk}", headers=PART).content.decode()
    generation = Composition(shot).generate(eli)
    text = client.get(f"/shots/{shot.pk}", headers=PART).content.decode()
    assert "every 1s" in text
    assert "Sending in" in text
    assert ">Undo<" in text
    generation.cancel()
    assert "every 1s" not in client.get(f"/shots/{shot.pk}", headers=PART).content.decode()


def test_undo_stands_beside_generate_for_who_sent_it(shot, eli, dana, signed_in):
    generation = Composition(shot).generate(eli)
    mine = signed_in(eli).get(f"/shots/{shot.pk}", headers=PART).content.decode()
    assert '<hx-partial hx-target="#sending"' in mine
    assert f'form="undo-{generation.pk}"' in mine
    assert f'id="undo-{generation.pk}"' in mine
    client = signed_in(dana)
    assert (
        f'form="undo-{generation.pk}"' not in client.get(f"/shots/{shot.pk}", headers=PART).content.decode()
    )
    generation.cancel()
    assert "undo-" not in signed_in(eli).get(f"/shots/{shot.pk}", headers=PART).content.decode()


def test_a_waiting_generation_names_the_shot_it_waits_for(scene, shot, eli, signed_in):
    second = Shot.objects.add(scene, prompt="He turns.")
    connect(second, "opening", "last_frame", source=shot)
    Composition(second).generate(eli)
    text = signed_in(eli).get(f"/shots/{second.pk}", headers=PART).content.decode()
    assert "Waiting" in text
    assert f'<a href="/shots/{shot.pk}">1-010</a>’s pick' in text


def test_a_lost_generation_says_what_happened_and_what_can_be_done(shot, eli, signed_in):
    generation = Composition(shot).generate(eli)
    assert generation.claim("a worker")
    assert generation.begin_sending()
    generation.lose({"message": "The answer broke off.", "charged": "may have been", "todo": "Look for it."})
    text = signed_in(eli).get(f"/shots/{shot.pk}", headers=PART).content.decode()
    for words in (
        "Lost",
        "The answer broke off.",
        "The sandbox costs nothing.",
        "Adopt a file",
        "Send again",
    ):
        assert words in text


def test_an_arriving_take_does_not_replace_what_plays(shot, eli, signed_in, take_of):
    take_of(shot, b"one")
    take_of(shot, b"two")
    rushes = signed_in(eli).get(f"/shots/{shot.pk}?take=1", headers=PART).context["rushes"]
    assert rushes.playing.number == 1
    assert "take=1" in rushes.here


def test_what_plays_is_what_the_shot_is_shown_by_and_one_put_aside_only_when_asked_for(
    shot, eli, signed_in, take_of
):
    first, second, third = (take_of(shot, name) for name in (b"one", b"two", b"three"))
    client = signed_in(eli)

    def plays(asked: str = "") -> tuple[int | None, int | None]:
        """The number of what plays, and the key of what the board shows."""
        rushes = client.get(f"/shots/{shot.pk}{asked}", headers=PART).context["rushes"]
        picture = pictures_of([shot.pk])[shot.pk]
        return rushes.playing and rushes.playing.number, picture.take and picture.take.pk

    assert plays() == (3, third.pk)
    first.circle(True)
    assert plays() == (1, first.pk)
    second.pick(True, by=eli)
    assert plays() == (2, second.pk)
    second.pick(False, by=eli)
    for take in (first, second, third):
        take.put_aside(True)
    assert plays() == (None, None)
    assert plays("?take=3") == (3, None)
    assert "Every take is put aside." in client.get(f"/shots/{shot.pk}").content.decode()


def test_ng_takes_are_hidden_until_they_are_asked_for(shot, eli, signed_in, take_of):
    take_of(shot, b"one").put_aside(True)
    take_of(shot, b"two")
    client = signed_in(eli)
    page = client.get(f"/shots/{shot.pk}", headers=PART)
    assert [take.number for take in page.context["rushes"].takes] == [2]
    assert "Show 1 NG take" in page.content.decode()
    asked = client.get(f"/shots/{shot.pk}?ng=1", headers=PART)
    assert [take.number for take in asked.context["rushes"].takes] == [2, 1]


def test_a_clip_that_is_brought_becomes_a_take_marked_uploaded(shot, eli, signed_in, tmp_path):
    clip = make.clip(tmp_path / "brought.mp4", range(8)).read_bytes()
    answer = signed_in(eli).post(f"/shots/{shot.pk}/uploads", {"file": SimpleUploadedFile("a.mp4", clip)})
    assert answer.status_code == 302
    take = Take.objects.get()
    assert take.is_uploaded
    assert take.uploaded_by == eli
    assert take.original.path.read_bytes() == clip
    assert "uploaded by Eli Stone" in signed_in(eli).get(f"/shots/{shot.pk}").content.decode()


@pytest.mark.parametrize("brought", [b"", b"GIF89a not a clip"])
def test_what_is_no_clip_is_told_so_beside_the_field(brought, shot, eli, signed_in):
    answer = signed_in(eli).post(f"/shots/{shot.pk}/uploads", {"file": SimpleUploadedFile("a.mp4", brought)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Take.objects.exists()


def test_what_plays_goes_on_playing_when_an_upload_fails(shot, eli, signed_in, take_of):
    take_of(shot, b"one")
    take_of(shot, b"two")
    said = {"file": SimpleUploadedFile("a.mp4", b"not a clip"), "take": "1"}
    answer = signed_in(eli).post(f"/shots/{shot.pk}/uploads", said, headers=PART)
    assert answer.status_code == 422
    assert answer.context["rushes"].playing.number == 1
    assert answer.content.decode().index("Not uploaded") < answer.content.decode().index("<drop-zone")


def test_an_old_trouble_stands_under_what_runs_now(shot, eli, signed_in):
    first = Composition(shot).generate(eli)
    assert first.claim("a worker")
    assert first.begin_sending()
    first.refuse({"message": "Veo declined this.", "charged": "no", "todo": "Reword it."})
    client = signed_in(eli)
    text = client.get(f"/shots/{shot.pk}", headers=PART).content.decode()
    assert "Send again, unchanged" in text
    Composition(shot).generate(eli)
    text = client.get(f"/shots/{shot.pk}", headers=PART).content.decode()
    assert text.index("Sending in") < text.index("Veo declined this.")


def queries_of(client: Any, address: str, **more: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address, **more).status_code == 200
    return len(seen)


def test_twice_the_takes_and_shots_cost_the_same_queries(scene, shot, eli, signed_in, take_of, still):
    client = signed_in(eli)

    def grow() -> None:
        Shot.objects.add(scene)
        take_of(shot, f"{shot.takes_made}".encode())
        Composition(shot).generate(eli)
        shot.refresh_from_db()

    for _ in range(2):
        grow()
    first = queries_of(client, f"/shots/{shot.pk}")
    for _ in range(2):
        grow()
    assert queries_of(client, f"/shots/{shot.pk}") == first


def test_a_poll_that_saw_something_move_has_the_request_look_again(shot, eli, signed_in):
    """What was under way and is no more is not said beside Generate any longer."""
    shot.write(prompt="Rain.")
    generation = Composition(shot).generate(eli)
    client, part = signed_in(eli), {"HX-Request": "true", "HX-Target": "section#takes"}
    version = client.get(f"/shots/{shot.pk}", headers=part).context["rushes"].version
    generation.cancel()
    answer = client.get(f"/shots/{shot.pk}?version={version}", headers=part)
    assert answer["HX-Trigger"] == "arrived"
    request = client.get(f"/shots/{shot.pk}/request", headers=REQUEST).content.decode()
    assert "arrived from:document" in request
    assert "making exactly this" not in request
