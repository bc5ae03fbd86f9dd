import base64
import json

import pytest

from storyboard.veo import BodyBroken, Media, Mode, Request

STILL = Media("image/jpeg", url="https://host/still.jpg")
CLIP = Media("video/mp4", url="https://host/clip.mp4")


def sent(request):
    return json.loads(b"".join(request.body()))


@pytest.mark.parametrize(
    ("request_", "mode", "seconds"),
    [
        (Request("p", n=3, duration=6), Mode.TEXT, 18),
        (Request(image=STILL), Mode.IMAGE, 8),
        (Request(image=STILL, last_frame=STILL, duration=4), Mode.FRAMES, 4),
        (Request(reference_images=(STILL,)), Mode.REFERENCES, 8),
        (Request(video=CLIP, n=2, duration=4), Mode.EXTENSION, 14),
    ],
)
def test_what_a_request_begins_from_decides_its_mode_and_seconds(request_, mode, seconds):
    assert (request_.mode, request_.seconds) == (mode, seconds)


@pytest.mark.parametrize("where", [{}, {"path": "a.jpg", "url": "https://host/a.jpg"}])
def test_media_is_a_file_or_an_address(where):
    with pytest.raises(ValueError, match="exactly one"):
        Media("image/jpeg", **where)


def test_a_plain_request_sends_its_settings_and_nothing_empty():
    assert sent(Request("p")) == {
        "model": "google-veo-3-1",
        "prompt": "p",
        "n": 1,
        "duration": 8,
        "resolution": "720p",
        "aspect_ratio": "16:9",
        "person_generation": "allow_adult",
        "generate_audio": True,
        "output_format": "base64",
    }


def test_false_and_zero_are_said():
    assert {"generate_audio": False, "seed": 0}.items() <= sent(
        Request("p", seed=0, generate_audio=False)
    ).items()


def test_every_field_is_sent_under_the_api_pages_name(tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"picture")
    file = Media("image/png", path=picture)
    request = Request(
        prompt="ein Leuchtturm 🗼 \ud800", seed=42, negative_prompt="fog", resize_mode="crop",
        compression_quality="optimized", image=file, last_frame=STILL, reference_images=(file, STILL),
        video=CLIP,
    )  # fmt: skip
    body = sent(request)
    encoded = {"mime_type": "image/png", "base_64_encoded": base64.b64encode(b"picture").decode()}
    linked = {"mime_type": "image/jpeg", "url": "https://host/still.jpg"}
    assert body.pop("image") == encoded
    assert body.pop("last_frame") == linked
    assert body.pop("video") == {"mime_type": "video/mp4", "url": "https://host/clip.mp4"}
    assert body.pop("reference_images") == [
        {"image": encoded, "reference_type": "subject"},
        {"image": linked, "reference_type": "subject"},
    ]
    assert body == {
        "prompt": "ein Leuchtturm 🗼 \ud800", "model": "google-veo-3-1", "n": 1, "duration": 8,
        "resolution": "720p", "aspect_ratio": "16:9", "seed": 42, "negative_prompt": "fog",
        "person_generation": "allow_adult",
        "generate_audio": True, "resize_mode": "crop", "compression_quality": "optimized",
        "output_format": "base64",
    }  # fmt: skip


def test_the_fields_a_person_sees_name_files_and_hold_no_bytes(tmp_path):
    (tmp_path / "keeper.jpg").write_bytes(b"picture")
    request = Request("p", image=Media("image/jpeg", path=tmp_path / "keeper.jpg"), reference_images=(STILL,))
    shown = json.loads(json.dumps(request.fields()))
    assert shown["image"] == {"mime_type": "image/jpeg", "file": "keeper.jpg"}
    assert shown["reference_images"] == [
        {"image": {"mime_type": "image/jpeg", "url": "https://host/still.jpg"}, "reference_type": "subject"}
    ]
    assert str(tmp_path) not in json.dumps(shown)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 96 * 1024 - 1, 96 * 1024, 96 * 1024 + 1, 1_000_000])
async def test_a_body_is_as_long_as_it_says_in_pieces_and_alike_in_both_loops(tmp_path, size):
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(index % 251 for index in range(size)))
    body = Request(video=Media("video/mp4", path=path)).body()
    pieces = list(body)
    assert b"".join(pieces) == b"".join([piece async for piece in body])
    assert body.length == sum(map(len, pieces))
    assert max(map(len, pieces)) <= 128 * 1024
    assert base64.b64decode(json.loads(b"".join(pieces))["video"]["base_64_encoded"]) == path.read_bytes()


def test_a_missing_file_is_found_when_the_body_is_made(tmp_path):
    with pytest.raises(FileNotFoundError):
        Request(image=Media("image/png", path=tmp_path / "gone.png")).body()


@pytest.mark.parametrize("later", [b"shorter", None])
def test_a_file_that_changes_while_it_is_sent_breaks_the_body(tmp_path, later):
    path = tmp_path / "a.png"
    path.write_bytes(b"as it was at first")
    body = Request(image=Media("image/png", path=path)).body()
    path.unlink()
    if later:
        path.write_bytes(later)
    with pytest.raises(BodyBroken, match=r"a\.png"):
        list(body)
