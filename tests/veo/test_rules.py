from dataclasses import replace

import pytest

from storyboard.veo import RULES, Clip, Facts, Media, Picture, Request, check, duration_covering

STILL = Media("image/jpeg", url="https://host/still.jpg")
GIF = Media("image/gif", url="https://host/still.gif")
CLIP = Media("video/mp4", url="https://host/clip.mp4")
TEXT = Request("A lighthouse at dusk")
IMAGE = replace(TEXT, image=STILL)
FRAMES = replace(IMAGE, last_frame=STILL)
REFERENCES = replace(TEXT, reference_images=(STILL,))
EXTENSION = replace(TEXT, video=CLIP, generate_audio=False)


def facts_of(**clip):
    return Facts(video=Clip(**clip))


def picture(**known):
    return Facts(image=Picture(**known))


BROKEN = [
    ("prompt_needed", "block", "prompt", Request("  "), None, None),
    ("prompt_length", "block", "prompt", Request("🗼" * 4001), None, "🗼" * 4000),
    ("n_range", "block", "n", replace(TEXT, n=5), None, 4),
    ("n_range", "block", "n", replace(TEXT, n=0), None, 1),
    ("duration_choice", "block", "duration", replace(TEXT, duration=5), None, 6),
    ("duration_choice", "block", "duration", replace(TEXT, duration=1), None, 4),
    ("resolution_choice", "block", "resolution", replace(TEXT, resolution="4k"), None, "720p"),
    ("aspect_ratio_choice", "block", "aspect_ratio", replace(TEXT, aspect_ratio="1:1"), None, "16:9"),
    ("seed_range", "block", "seed", replace(TEXT, seed=-1), None, 0),
    ("seed_range", "block", "seed", replace(TEXT, seed=4294967296), None, 4294967295),
    ("person_generation_choice", "block", "person_generation", replace(TEXT, person_generation="all"), None,
     "allow_adult"),
    ("output_format_choice", "block", "output_format", replace(TEXT, output_format="mp4"), None, "base64"),
    ("resize_mode_choice", "block", "resize_mode", replace(IMAGE, resize_mode="fit"), None, "crop"),
    ("compression_quality_choice", "block", "compression_quality", replace(TEXT,
     compression_quality="x"), None,
     "optimized"),
    ("image_type", "block", "image", replace(TEXT, image=GIF), None, None),
    ("last_frame_type", "block", "last_frame", replace(IMAGE, last_frame=GIF), None, None),
    ("reference_images_type", "block", "reference_images", replace(TEXT, reference_images=(STILL,
     GIF)), None, None),
    ("video_type", "block", "video", replace(EXTENSION, video=STILL), None, None),
    ("references_count", "block", "reference_images", replace(TEXT, reference_images=(STILL,) * 4),
     None, (STILL,) * 3),
    ("resize_needs_image", "block", "resize_mode", replace(TEXT, resize_mode="crop"), None, None),
    ("inputs_exclusive", "block", "reference_images", replace(REFERENCES, image=STILL), None, ()),
    ("inputs_exclusive", "block", "video", replace(REFERENCES, video=CLIP, generate_audio=False), None, None),
    ("inputs_exclusive", "block", "video", replace(EXTENSION, image=STILL), None, None),
    ("last_frame_needs_image", "block", "last_frame", replace(TEXT, last_frame=STILL), None, None),
    ("extension_of_upload", "block", "video", EXTENSION, facts_of(uploaded=True), None),
    ("negative_prompt_nouns", "advice", "negative_prompt", replace(TEXT, negative_prompt="no people, don't blur"),
     None, "people, blur"),
    ("extension_of_sandbox", "block", "video", EXTENSION, facts_of(sandbox=True), None),
    ("picture_of_sandbox", "advice", "image", IMAGE, picture(sandbox=True), None),
    ("references_want_8", "advice", "duration", replace(REFERENCES, duration=4), None, 8),
    ("frames_want_8", "advice", "duration", replace(FRAMES, duration=6), None, 8),
    ("full_hd_wants_8", "advice", "duration", replace(TEXT, resolution="1080p", duration=6), None, 8),
    ("references_upright", "advice", "aspect_ratio", replace(REFERENCES, aspect_ratio="9:16"), None, "16:9"),
    ("extension_source_length", "advice", "video", EXTENSION, facts_of(seconds=141.1), None),
    ("extension_source_length_vertex", "advice", "video", EXTENSION, facts_of(seconds=30.1), None),
    ("extension_count", "advice", "video", EXTENSION, facts_of(extended=20), None),
    ("extension_resolution", "advice", "resolution", replace(EXTENSION, resolution="1080p"), None, "720p"),
    ("extension_resolution", "advice", "resolution", EXTENSION, facts_of(resolution="1080p"), "720p"),
    ("extension_aspect", "advice", "video", EXTENSION, facts_of(aspect_ratio="4:3"), None),
    ("extension_voice", "advice", "prompt", replace(EXTENSION, generate_audio=True), None, None),
    ("picture_small", "advice", "image", IMAGE, picture(width=1278, height=719), None),
    ("picture_shape", "advice", "image", IMAGE, picture(width=1080, height=1080), None),
    ("picture_shape", "advice", "image", IMAGE, picture(width=1080, height=1920), None),
    ("picture_heavy", "advice", "image", IMAGE, picture(bytes=20_000_001), None),
    ("person_generation_varies", "advice", "person_generation", replace(TEXT,
     person_generation="allow_all"), None,
     "allow_adult"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "weight", "field", "request_", "facts", "nearest"), BROKEN)
def test_a_broken_rule_is_found_alone_with_its_field_and_the_nearest_change(
    rule, weight, field, request_, facts, nearest
):
    (found,) = check(request_, facts)
    assert (found.rule, found.weight, found.field, found.nearest) == (rule, weight, field, nearest)
    assert found.message.endswith(".")
    assert "{" not in found.message


def test_every_rule_of_the_table_has_been_broken_here_and_has_its_own_name():
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert {broken[0] for broken in BROKEN} == set(names)


LEGAL = [
    (Request("x" * 4000, n=4, seed=4294967295), None),
    (Request("🗼" * 4000, seed=0), None),
    (replace(TEXT, duration=4), Facts(image=Picture(sandbox=True), to_sandbox=True)),
    (replace(TEXT, resolution="1080p"), None),
    (
        replace(IMAGE, prompt="", duration=4, resize_mode="pad"),
        picture(width=1366, height=768, bytes=20_000_000),
    ),
    (replace(IMAGE, aspect_ratio="9:16"), picture(width=720, height=1280)),
    (replace(FRAMES, resize_mode="crop"), None),
    (replace(REFERENCES, compression_quality="lossless"), Facts(reference_images=(Picture(),))),
    (EXTENSION, facts_of(seconds=30, resolution="720p", aspect_ratio="9:16", extended=19)),
    (EXTENSION, Facts(video=Clip(sandbox=True), to_sandbox=True)),
]


@pytest.mark.parametrize(("request_", "facts"), LEGAL)
def test_what_is_legal_and_wise_is_not_commented(request_, facts):
    assert check(request_, facts) == []


def test_a_nearest_value_heals_what_it_stands_beside():
    for _, _, field, request_, facts, nearest in BROKEN:
        if nearest is not None and facts is None:
            healed = check(replace(request_, **{field: nearest}), facts)
            assert field not in [found.field for found in healed if found.weight == "block"]


def test_a_picture_is_named_by_the_field_it_stands_in():
    small = Picture(width=640, height=360)
    facts = Facts(last_frame=small, reference_images=(small,))
    assert [found.field for found in check(FRAMES, facts)] == ["last_frame", "reference_images"]


def test_each_of_several_references_is_told_apart_by_its_name_else_by_its_number():
    named = Picture(width=1600, height=1200, name="Keeper / oilskin")
    facts = Facts(reference_images=(Picture(), named, Picture(width=640, height=360)))
    assert [found.message for found in check(replace(REFERENCES, reference_images=(STILL,) * 3), facts)] == [
        "Reference 3 is 640 × 360: Veo wants 720 pixels or more on its shorter side.",
        "Keeper / oilskin is 1600 × 1200, and the shot 16:9: Veo will crop it.",
    ]


def test_a_closing_on_an_extension_is_blocked():
    found = check(replace(EXTENSION, last_frame=STILL))
    assert ("last_frame_needs_image", "block") in [(each.rule, each.weight) for each in found]


def test_weights_are_set_by_name():
    hasty = replace(FRAMES, duration=4)
    assert check(hasty, weights={"frames_want_8": "block"})[0].weight == "block"
    assert check(hasty, weights={"frames_want_8": "off"}) == []


@pytest.mark.parametrize(
    ("frames", "seconds"), [(0, 4), (96, 4), (97, 6), (144, 6), (145, 8), (192, 8), (193, 8), (5000, 8)]
)
def test_the_shortest_duration_that_covers_a_length(frames, seconds):
    assert duration_covering(frames) == seconds


def test_frames_count_at_their_own_rate():
    assert duration_covering(120, fps=30) == 4
