"""A take's own addresses: its page, its files, what hands do with it."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from storyboard.files.models import File
from storyboard.files.ranges import MOST
from storyboard.media import clips
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.settling import Arrival
from tests.media import make
from tests.takes.meanwhile import just_before

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mp4(tmp_path: Path) -> Path:
    return make.clip(tmp_path / "brought.mp4", range(24))


@pytest.fixture
def take(shot: Any, dana: Any, tmp_path: Path) -> Take:
    """Take 1 of 1-010, uploaded: 24 frames."""
    kept = File.objects.keep(make.clip(tmp_path / "take.mp4", range(24)), "video/mp4")
    made = Take.upload(shot, kept, by=dana)
    made.mark(frames=24, width=320, height=180)
    return made


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def click() -> dict[str, uuid.UUID]:
    """What a button carries, so that two presses of it are one."""
    return {"click": uuid.uuid4()}


def lost(shot: Any, by: Any) -> Generation:
    generation = Composition(shot).generate(by)
    trouble = {"message": "The answer broke off.", "charged": "may have been", "todo": "Look for it."}
    assert generation.claim("a worker")
    assert generation.begin_sending()
    assert generation.lose(trouble)
    return generation


@pytest.mark.parametrize("who", ["dana", "eli", "rae"])
def test_who_rates_may_circle_a_take(who, take, signed_in, request):
    answer = signed_in(request.getfixturevalue(who)).post(f"/takes/{take.pk}/circle", {"on": "1"})
    assert answer.status_code == 302
    assert fresh(take).circled


def test_saying_the_same_rating_twice_is_harmless(take, dana, signed_in):
    client = signed_in(dana)
    for _ in range(2):
        client.post(f"/takes/{take.pk}/circle", {"on": "1"})
    assert fresh(take).circled
    for _ in range(2):
        client.post(f"/takes/{take.pk}/circle", {"on": "0"})
    assert not fresh(take).circled


def test_a_viewer_is_told_in_a_sentence_that_they_may_not_rate(take, vic, signed_in):
    answer = signed_in(vic).post(f"/takes/{take.pk}/circle", {"on": "1"})
    assert answer.status_code == 403
    assert not fresh(take).circled


def test_a_stranger_finds_no_take(take, max, signed_in):
    assert signed_in(max).post(f"/takes/{take.pk}/circle", {"on": "1"}).status_code == 404


def test_a_rating_that_says_neither_on_nor_off_is_not_believed(take, dana, signed_in):
    answer = signed_in(dana).post(f"/takes/{take.pk}/ng", {"on": "perhaps"})
    assert answer.status_code == 422
    assert not fresh(take).ng


def test_a_reviewer_may_not_pick_without_the_switch(take, rae, signed_in, film):
    client = signed_in(rae)
    assert client.post(f"/takes/{take.pk}/pick", {"on": "1"}).status_code == 403
    film.members.filter(person=rae).update(may_pick=True)
    assert client.post(f"/takes/{take.pk}/pick", {"on": "1"}).status_code == 302
    assert fresh(take).is_pick


def test_a_rating_goes_back_to_where_the_hand_was_but_never_to_another_site(take, dana, signed_in):
    client = signed_in(dana)
    back = client.post(f"/takes/{take.pk}/circle", {"on": "1", "back": "/shots/1?take=2"})
    away = client.post(f"/takes/{take.pk}/circle", {"on": "1", "back": "//example.com/"})
    assert (back["Location"], away["Location"]) == ("/shots/1?take=2", f"/takes/{take.pk}")


def test_htmx_receives_the_tile_that_it_named(take, dana, signed_in):
    answer = signed_in(dana).get(f"/takes/{take.pk}", headers=HTMX | {"HX-Target": f"article#take-{take.pk}"})
    assert answer.content.strip().startswith(b"<article")
    assert b"Take 1 of 1-010" in answer.content


def test_again_records_the_same_recipe_with_a_new_seed(shot, dana, signed_in, tmp_path):
    shot.write(prompt="The keeper waits.", seed=7)
    first = Composition(shot).generate(dana)
    kept = File.objects.keep(make.clip(tmp_path / "a.mp4", range(8)), "video/mp4")
    take = Take.objects.create(shot=shot, number=1, generation=first, original=kept, sandbox=True)
    once = click()
    client = signed_in(dana)
    for _ in range(2):
        assert client.post(f"/takes/{take.pk}/again", once).status_code == 302
    again = Generation.objects.exclude(pk=first.pk).get()
    assert again.recipe["prompt"] == first.recipe["prompt"]
    assert again.recipe["settings"]["seed"] != 7


def test_again_never_asks_also_while_the_same_recipe_is_under_way(shot, dana, eli, signed_in, tmp_path):
    shot.write(prompt="The keeper waits.", seed=7)
    first = Composition(shot).generate(dana)
    kept = File.objects.keep(make.clip(tmp_path / "a.mp4", range(8)), "video/mp4")
    take = Take.objects.create(shot=shot, number=1, generation=first, original=kept, sandbox=True)
    page = signed_in(eli).get(shot.get_absolute_url()).content.decode()
    assert "Dana Reyes is making exactly this" in page
    for number in (2, 3):
        assert signed_in(eli).post(f"/takes/{take.pk}/again", click()).status_code == 302
        assert Generation.objects.filter(status="queued").count() == number


def test_an_uploaded_take_has_no_recipe_to_send_again(take, dana, signed_in):
    answer = signed_in(dana).post(f"/takes/{take.pk}/again", click())
    assert answer.status_code == 422
    assert "no recipe" in answer.content.decode()


def test_a_paid_recipe_is_sent_again_only_by_who_may_spend(paying, ordered, eli, film, signed_in):
    generation = ordered()
    take = Take.objects.create(shot=generation.shot, number=1, generation=generation)
    film.members.filter(person=eli).update(may_spend=False)
    answer = signed_in(eli).post(f"/takes/{take.pk}/again", click())
    assert answer.status_code == 403
    assert Generation.objects.count() == 1


def test_a_clip_is_served_by_ranges_of_at_most_two_megabytes(shot, dana, signed_in, tmp_path):
    path = tmp_path / "big.mp4"
    path.write_bytes(bytes(3_000_000))
    take = Take.upload(shot, File.objects.keep(path, "video/mp4"), by=dana)
    answer = signed_in(dana).get(f"/takes/{take.pk}/clip", headers={"Range": "bytes=0-"})
    assert answer.status_code == 206
    assert len(answer.getvalue()) == MOST
    assert answer["Content-Range"] == f"bytes 0-{MOST - 1}/3000000"
    beyond = signed_in(dana).get(f"/takes/{take.pk}/clip", headers={"Range": "bytes=3000000-"})
    assert beyond.status_code == 416


def test_a_download_is_the_whole_original_under_its_name_in_the_film(take, vic, signed_in):
    answer = signed_in(vic).get(f"/takes/{take.pk}/download")
    assert "Keeper_SC001-SH010_T01.mp4" in answer["Content-Disposition"]
    assert len(answer.getvalue()) == take.original.size


def test_a_frame_is_exact_and_leaves_no_file_behind(take, dana, signed_in, settings, tmp_path):
    answer = signed_in(dana).get(f"/takes/{take.pk}/frames/11")
    assert answer["Content-Type"] == "image/png"
    served = tmp_path / "served.png"
    served.write_bytes(answer.getvalue())
    assert Image.open(served).tobytes() == clips.frame(take.original.path, 11).tobytes()
    assert not list(settings.UPLOADS.glob("frame-*"))


@pytest.mark.parametrize("size", ["", "?small"])
def test_a_frame_is_kept_until_the_clip_is_another(size, take, dana, signed_in, tmp_path):
    client, address = signed_in(dana), f"/takes/{take.pk}/frames/11{size}"
    first = client.get(address)
    assert "immutable" not in first["Cache-Control"]
    kept = {"If-None-Match": first["ETag"]}
    assert client.get(address, headers=kept).status_code == 304
    take.mark(conformed=File.objects.keep(make.clip(tmp_path / "conformed.mp4", range(24, 48)), "video/mp4"))
    other = client.get(address, headers=kept)
    assert other.status_code == 200
    assert other.getvalue() != first.getvalue()


def test_a_frame_whose_address_names_its_clip_is_kept_for_ever(take, dana, signed_in):
    client, address = signed_in(dana), f"/takes/{take.pk}/frames/11?small"
    assert "immutable" in client.get(f"{address}&of={take.original.sha256}")["Cache-Control"]
    assert "immutable" not in client.get(f"{address}&of={'0' * 64}")["Cache-Control"]


@pytest.mark.parametrize("frame", [24, 100000])
def test_a_frame_past_the_end_is_not_there(frame, take, dana, signed_in):
    assert signed_in(dana).get(f"/takes/{take.pk}/frames/{frame}").status_code == 404


def test_a_poster_that_is_not_made_yet_is_not_there(take, dana, signed_in):
    assert signed_in(dana).get(f"/takes/{take.pk}/poster").status_code == 404


def test_the_whole_recipe_can_be_read_on_the_take_s_page(shot, dana, signed_in):
    shot.write(prompt="The keeper waits.", seed=41)
    generation = Composition(shot).generate(dana)
    take = Take.objects.create(
        shot=shot, number=1, generation=generation, returned_url="https://veo.example/1.mp4"
    )
    text = signed_in(dana).get(f"/takes/{take.pk}").content.decode()
    for words in ("The keeper waits.", "41", "720p", "Dana Reyes", "https://veo.example/1.mp4", "free"):
        assert words in text


def test_what_rests_can_be_taken_back_and_twice_is_harmless(shot, dana, signed_in):
    generation = Composition(shot).generate(dana)
    for _ in range(2):
        assert signed_in(dana).post(f"/generations/{generation.pk}/canceled").status_code == 302
    assert fresh(generation).status == Status.CANCELED


def test_what_is_sent_cannot_be_taken_back(shot, dana, signed_in):
    generation = Composition(shot).generate(dana)
    assert generation.claim("a worker")
    assert generation.begin_sending()
    answer = signed_in(dana).post(f"/generations/{generation.pk}/canceled")
    assert answer.status_code == 422
    assert fresh(generation).status == Status.SENDING


def test_a_lost_generation_is_sent_again_as_a_new_one(shot, dana, signed_in):
    generation = lost(shot, dana)
    assert signed_in(dana).post(f"/generations/{generation.pk}/again", click()).status_code == 302
    assert generation.sent_again_as.get().status == Status.QUEUED


@pytest.mark.parametrize("said", [{}, {"click": ""}, {"click": "twice"}])
def test_nothing_is_sent_by_a_press_that_cannot_be_told_from_its_double(shot, dana, signed_in, said):
    generation = lost(shot, dana)
    take = Take.objects.create(shot=shot, number=1, generation=generation, sandbox=True)
    client = signed_in(dana)
    for address in (
        f"/generations/{generation.pk}/again",
        f"/takes/{take.pk}/again",
        f"/shots/{shot.pk}/generations",
    ):
        answer = client.post(address, said)
        assert answer.status_code == 422
        assert "reload it and press again" in answer.content.decode()
    assert Generation.objects.count() == 1


def test_each_button_that_sends_carries_a_click_of_its_own(shot, dana, signed_in):
    generation = lost(shot, dana)
    take = Take.objects.create(shot=shot, number=1, generation=generation, sandbox=True)
    client, film = signed_in(dana), shot.project
    for address in (shot, take, generation, f"/projects/{film.pk}/queue"):
        page = client.get(
            address if isinstance(address, str) else address.get_absolute_url()
        ).content.decode()
        forms = re.findall(
            r'action="/(?:takes/\d+/again|generations/\d+/again|shots/\d+/generations)".*?</form>', page, re.S
        )
        assert forms
        for form in forms:
            assert uuid.UUID(re.search(r'name="click"[^>]* value="([^"]*)"', form)[1])


def test_what_runs_is_not_sent_again(shot, dana, signed_in):
    generation = Composition(shot).generate(dana)
    answer = signed_in(dana).post(f"/generations/{generation.pk}/again", click(), headers=HTMX)
    assert answer.status_code == 422
    assert answer["HX-Reswap"] == "none"
    assert Generation.objects.count() == 1


def test_a_lost_generation_adopts_the_file_that_turned_up(shot, dana, signed_in, mp4):
    generation = lost(shot, dana)
    brought = SimpleUploadedFile("found.mp4", mp4.read_bytes(), "video/mp4")
    answer = signed_in(dana).post(f"/generations/{generation.pk}/adopted", {"file": brought})
    assert answer.status_code == 302
    take = Take.objects.get()
    assert (take.generation, take.number, take.sandbox) == (generation, 1, True)
    assert fresh(generation).status == Status.DONE


def test_a_file_for_a_generation_that_ends_by_itself_meanwhile_is_kept_beside_its_takes(
    shot, dana, signed_in, mp4, tmp_path
):
    generation, brought = lost(shot, dana), SimpleUploadedFile("found.mp4", mp4.read_bytes(), "video/mp4")
    own = File.objects.keep(make.clip(tmp_path / "own.mp4", range(8)), "video/mp4")
    with just_before('UPDATE "takes_generation"', lambda: fresh(generation).finish([Arrival(0, own)])):
        client = signed_in(dana)
        client.post(f"/generations/{generation.pk}/adopted", {"file": brought})
    kept = Take.objects.get(generation=None)
    assert Take.objects.get(generation=generation).original == own
    assert kept.uploaded_by == dana
    assert f"your file is {kept}" in client.get(f"/shots/{shot.pk}").content.decode()


def test_what_is_no_clip_is_not_adopted_and_says_why(shot, dana, signed_in):
    generation = lost(shot, dana)
    brought = SimpleUploadedFile("found.mp4", b"not a clip at all", "video/mp4")
    answer = signed_in(dana).post(f"/generations/{generation.pk}/adopted", {"file": brought})
    assert answer.status_code == 422
    assert fresh(generation).status == Status.LOST
    assert 'role="alert"' in answer.content.decode()


def test_only_a_lost_generation_adopts(shot, dana, signed_in, mp4):
    generation = Composition(shot).generate(dana)
    brought = SimpleUploadedFile("found.mp4", mp4.read_bytes(), "video/mp4")
    answer = signed_in(dana).post(f"/generations/{generation.pk}/adopted", {"file": brought})
    assert answer.status_code == 422
    assert not Take.objects.exists()


@pytest.mark.parametrize("address", ["/takes/404", "/generations/404", "/takes/404/clip"])
def test_an_unknown_number_is_not_there(address, dana, signed_in):
    assert signed_in(dana).get(address).status_code == 404
