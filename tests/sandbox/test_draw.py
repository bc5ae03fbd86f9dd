"""Every mode, decoded and measured: size, length, rate, sound, and how it joins what it was given."""

import io
import re
from fractions import Fraction

import httpx
import numpy as np
import pytest
from PIL import Image

from storyboard import sandbox
from storyboard.sandbox.ask import Ask
from tests.sandbox.clips import apart, as_mp4, as_png, generate, luma, measure, picture

CLOSE = 1.0  # mean steps of 255 that coding may cost
BAND = 0.86  # the part of a landscape frame above the caption


async def test_a_clip_is_what_was_asked_for(client: httpx.AsyncClient) -> None:
    [clip] = await generate(client, seed=1)
    made = measure(clip)
    assert (len(made.frames), made.rate, made.size) == (96, Fraction(24), (1280, 720))
    assert made.codecs == ["h264", "aac"]
    assert made.sound is not None
    assert abs(made.sound.shape[1] - 4 * 48_000) <= 1024
    assert made.comment == "storyboard sandbox"
    assert made.moov_first
    assert made.colours == (1, 1, 1, 1)  # BT.709 throughout, limited range


@pytest.mark.parametrize(
    ("fields", "size"),
    [({"resolution": "1080p"}, (1920, 1080)), ({"aspect_ratio": "9:16"}, (720, 1280))],
)
def test_resolution_and_aspect_ratio_make_the_size(fields: dict, size: tuple) -> None:
    assert Ask("", **fields).size == size


async def test_the_frame_has_the_size_asked_for(client: httpx.AsyncClient) -> None:
    tall = {"resolution": "1080p", "aspect_ratio": "9:16"}
    [clip] = await generate(client, seed=1, generate_audio=False, **tall)
    made = measure(clip)
    assert made.size == (1080, 1920)
    assert len(made.frames) == 96
    assert made.sound is None
    assert made.codecs == ["h264"]


async def test_its_sound_is_a_quiet_bed_and_never_a_beep(client: httpx.AsyncClient) -> None:
    [clip] = await generate(client, prompt="The sea at dusk", seed=5)
    sound = measure(clip).sound
    assert sound is not None
    loudness = float(np.sqrt((sound**2).mean()))
    assert 0.005 < loudness < 0.06
    assert np.abs(sound).max() < 0.3
    spectrum = np.abs(np.fft.rfft(sound[0])) ** 2
    assert spectrum.max() / spectrum.sum() < 0.4


async def test_the_same_seed_draws_the_same_clip_and_another_a_different_one(
    client: httpx.AsyncClient,
) -> None:
    first, second = await generate(client, seed=7, n=2)
    [again] = await generate(client, seed=7)
    assert again == first
    one, other = measure(first).frames[48], measure(second).frames[48]
    top = int(720 * BAND)
    assert apart(one[:top], other[:top]) > 4


async def test_words_choose_the_light_and_the_place(client: httpx.AsyncClient) -> None:
    [night] = await generate(client, prompt="A forest at night, static", seed=3)
    [day] = await generate(client, prompt="A forest, sunny afternoon, static", seed=3)
    assert measure(day).frames[40][:600].mean() > measure(night).frames[40][:600].mean() + 25


async def test_the_camera_moves_where_the_prompt_moves_it(client: httpx.AsyncClient) -> None:
    [still] = await generate(client, prompt="Mountains at dawn, static", seed=4)
    [pan] = await generate(client, prompt="Mountains at dawn, pan right", seed=4)
    held, moved = measure(still).frames, measure(pan).frames
    assert apart(held[10][:600], held[80][:600]) < 1.0
    assert apart(moved[10][:600], moved[80][:600]) > 3.0


async def test_an_image_is_the_exact_first_frame_and_then_moves(client: httpx.AsyncClient) -> None:
    given = picture(1)
    [clip] = await generate(client, prompt="push in", image=as_png(given))
    frames = measure(clip).frames
    assert len(frames) == 96
    assert apart(frames[0], luma(given)) < CLOSE
    assert apart(frames[95], luma(given)) > 1.2


async def test_a_picture_of_another_shape_is_cropped_or_padded_as_told(client: httpx.AsyncClient) -> None:
    white = Image.new("RGB", (800, 800), "white")
    [cropped] = await generate(client, image=as_png(white))
    [padded] = await generate(client, image=as_png(white), resize_mode="pad")
    assert measure(cropped).frames[0][360, 20] > 225
    bars = measure(padded).frames[0]
    assert bars[360, 20] < 25
    assert bars[360, 640] > 225


async def test_first_and_last_frame_are_the_clips_ends(client: httpx.AsyncClient) -> None:
    begin, end = picture(1), picture(2)
    [clip] = await generate(client, image=as_png(begin), last_frame=as_png(end), generate_audio=False)
    frames = measure(clip).frames
    assert apart(frames[0], luma(begin)) < CLOSE
    assert apart(frames[-1], luma(end)) < CLOSE
    assert apart(frames[48][:600], luma(begin)[:600]) > CLOSE < apart(frames[48][:600], luma(end)[:600])


async def test_references_are_pinned_to_the_panel(client: httpx.AsyncClient) -> None:
    fields = {"prompt": "A woman in the forest, night, static", "seed": 2, "generate_audio": False}
    card = {"image": as_png(Image.new("RGB", (600, 600), "white")), "reference_type": "subject"}
    [plain] = await generate(client, **fields)
    [pinned] = await generate(client, **fields, reference_images=[card])
    corner = np.s_[40:160, 40:160]
    assert measure(pinned).frames[50][corner].mean() > measure(plain).frames[50][corner].mean() + 60


async def test_an_extension_begins_with_the_very_frames_of_its_source(
    client: httpx.AsyncClient, source: bytes
) -> None:
    [longer] = await generate(client, prompt="pan left", seed=9, video=as_mp4(source))
    head, whole = measure(source), measure(longer)
    assert len(whole.frames) == 96 + 168
    assert whole.rate == 24
    assert whole.size == head.size
    assert all(np.array_equal(one, other) for one, other in zip(head.frames, whole.frames[:96], strict=True))
    assert apart(whole.frames[96], head.frames[-1]) < CLOSE
    assert apart(whole.frames[-1], head.frames[-1]) > CLOSE
    assert whole.sound is not None
    assert abs(whole.sound.shape[1] - 11 * 48_000) <= 2048
    assert whole.comment == "storyboard sandbox"


async def test_an_extension_of_a_silent_upright_clip_stays_upright(client: httpx.AsyncClient) -> None:
    [source] = await generate(client, seed=8, aspect_ratio="9:16", generate_audio=False)
    [longer] = await generate(client, video=as_mp4(source))
    made = measure(longer)
    assert made.size == (720, 1280)
    assert len(made.frames) == 264
    assert made.codecs == ["h264", "aac"]


async def test_a_clip_from_elsewhere_is_coded_anew_at_24_frames(client: httpx.AsyncClient) -> None:
    [longer] = await generate(client, video=as_mp4(foreign()), generate_audio=False)
    made = measure(longer)
    assert made.rate == 24
    assert made.size == (1280, 720)
    assert len(made.frames) == 48 + 168
    assert apart(made.frames[0], np.full((720, 1280), made.frames[0][0, 0], np.uint8)) < 1


async def test_the_tail_alone_on_request(
    drawing: sandbox.Endpoint, client: httpx.AsyncClient, source: bytes
) -> None:
    drawing.extension = "tail"
    try:
        [tail] = await generate(client, video=as_mp4(source))
    finally:
        drawing.extension = "whole"
    made = measure(tail)
    assert len(made.frames) == 168
    assert apart(made.frames[0], measure(source).frames[-1]) < CLOSE


async def test_the_tail_alone_where_the_prompt_says_so(client: httpx.AsyncClient, source: bytes) -> None:
    [tail] = await generate(client, prompt="Pan left [sandbox: tail]", video=as_mp4(source))
    assert len(measure(tail).frames) == 168
    [words] = await generate(client, prompt="Pan left [sandbox: tail]", duration=4)
    assert len(measure(words).frames) == 96


async def test_a_clip_that_cannot_be_read_is_refused(client: httpx.AsyncClient) -> None:
    body = b"\0\0\0\x18ftypisom" + b"\0" * 4000
    answer = await client.post("/videos/generation", json=_extension(body))
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "video"


def _extension(clip: bytes) -> dict:
    from tests.sandbox.clips import request

    return request(video=as_mp4(clip))


def foreign() -> bytes:
    """Two seconds of grey at 30 frames, as another encoder makes them."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for at in range(60):
            frame = av.VideoFrame.from_ndarray(np.full((360, 640, 3), 90 + at, np.uint8), format="rgb24")
            frame.pts = at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


async def test_the_caption_shows_prompts_in_any_script(client: httpx.AsyncClient) -> None:
    prompt = "Ночь, 灯台 \ud83d\udc69 " + "word " * 400
    [clip] = await generate(client, prompt=re.sub("[\ud800-\udfff]+", "", prompt), generate_audio=False)
    assert len(measure(clip).frames) == 96
