import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw

from storyboard.media import pictures
from storyboard.media.pictures import BadPicture

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (250, 250, 250)
UNTURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
GPS = 0x8825


def quarters(size=(120, 80)):
    """Four colours: red and green above, blue and white below."""
    image = Image.new("RGB", size)
    draw, (width, height) = ImageDraw.Draw(image), size
    for place, colour in enumerate((RED, GREEN, BLUE, WHITE)):
        x, y = place % 2 * width // 2, place // 2 * height // 2
        draw.rectangle((x, y, x + width // 2, y + height // 2), fill=colour)
    return image


def corners(path):
    image = Image.open(path).convert("RGB")
    right, bottom = image.width - 5, image.height - 5
    return [image.getpixel(place) for place in ((4, 4), (right, 4), (4, bottom), (right, bottom))]


def close(one, other, by=8):
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def exif(orientation=1):
    data = Image.Exif()
    data[0x0112] = orientation
    data.get_ifd(GPS).update({1: "N", 2: (52.0, 22.0, 8.0)})
    return data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_exif_orientation_comes_out_upright_and_without_metadata(orientation, tmp_path):
    stored = quarters().transpose(UNTURNED[orientation]) if orientation > 1 else quarters()
    stored.save(tmp_path / "phone.jpg", quality=95, exif=exif(orientation))
    seen = pictures.check(tmp_path / "phone.jpg")
    assert (seen.width, seen.height, seen.orientation) == (120, 80, orientation)
    made = pictures.clean(tmp_path / "phone.jpg", tmp_path / "clean.jpg")
    assert (made.width, made.height, made.orientation) == (120, 80, 1)
    assert all(map(close, corners(tmp_path / "clean.jpg"), (RED, GREEN, BLUE, WHITE)))
    assert set(Image.open(tmp_path / "clean.jpg").info) <= pictures.HARMLESS
    assert b"Exif" not in (tmp_path / "clean.jpg").read_bytes()


def test_an_exif_block_that_is_nonsense_is_dropped(tmp_path):
    quarters().save(tmp_path / "odd.jpg", exif=b"Exif\0\0XX*\0\xff\xff\xff\xff")
    assert pictures.clean(tmp_path / "odd.jpg", tmp_path / "clean.jpg").orientation == 1


@pytest.mark.parametrize("how", ["RGBA", "LA", "palette", "colour key"])
def test_alpha_is_flattened_onto_neutral_grey(how, tmp_path):
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 60, 40))
    made = {
        "RGBA": lambda: image.save(tmp_path / "in.png"),
        "LA": lambda: image.convert("LA").save(tmp_path / "in.png"),
        "palette": lambda: image.quantize(8).save(tmp_path / "in.png"),
        "colour key": lambda: quarters().save(tmp_path / "in.png", transparency=RED),
    }
    made[how]()
    assert pictures.check(tmp_path / "in.png").has_alpha
    clean = pictures.clean(tmp_path / "in.png", tmp_path / "clean.png")
    assert (clean.mime_type, clean.has_alpha) == ("image/png", False)
    assert Image.open(tmp_path / "clean.png").mode == "RGB"
    assert close(corners(tmp_path / "clean.png")[0], pictures.NEUTRAL, by=0)
    assert close(corners(tmp_path / "clean.png")[3], WHITE, by=2)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_mode_becomes_eight_bit_rgb_with_the_same_tones(mode, tmp_path):
    grey = Image.new("L", (64, 64), 0)
    grey.paste(255, (32, 0, 64, 64))
    image = (
        grey.convert("I").point(lambda level: level * 257).convert("I;16")
        if mode == "I;16"
        else grey.convert(mode)
    )
    path = tmp_path / ("in.jpg" if mode == "CMYK" else "in.png")
    image.save(path)
    pictures.clean(path, tmp_path / "clean.png")
    clean = Image.open(tmp_path / "clean.png")
    assert clean.mode == "RGB"
    assert close(clean.getpixel((5, 5)), (0, 0, 0))
    assert close(clean.getpixel((60, 5)), (255, 255, 255))


def test_a_sixteen_bit_middle_grey_stays_a_middle_grey(tmp_path):
    Image.new("I;16", (8, 8), 32768).save(tmp_path / "deep.png")
    pictures.clean(tmp_path / "deep.png", tmp_path / "clean.png")
    assert Image.open(tmp_path / "clean.png").getpixel((1, 1)) == (128, 128, 128)


def test_a_colour_profile_is_applied_and_dropped(tmp_path):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ").replace(b"?XYZ", b"gXYZ")
    Image.new("RGB", (8, 8), (255, 0, 0)).save(tmp_path / "in.png", icc_profile=swapped)
    pictures.clean(tmp_path / "in.png", tmp_path / "clean.png")
    clean = Image.open(tmp_path / "clean.png")
    assert "icc_profile" not in clean.info
    assert close(clean.getpixel((1, 1)), (0, 255, 0))


def test_a_colour_profile_that_is_nonsense_is_ignored(tmp_path):
    Image.new("RGB", (8, 8), RED).save(tmp_path / "in.png", icc_profile=b"no profile at all")
    pictures.clean(tmp_path / "in.png", tmp_path / "clean.png")
    assert Image.open(tmp_path / "clean.png").getpixel((1, 1)) == RED


def test_a_large_photograph_is_kept_to_4096_and_fitted_to_1920(tmp_path):
    quarters((6000, 4000)).save(tmp_path / "large.jpg", quality=70)
    clean = pictures.clean(tmp_path / "large.jpg", tmp_path / "clean.jpg")
    assert (clean.width, clean.height) == (4096, 2731)
    fitted = pictures.fit(tmp_path / "large.jpg", tmp_path / "fitted.jpg", "16:9")
    assert (fitted.mime_type, fitted.width, fitted.height) == ("image/jpeg", 1920, 1080)
    assert all(map(close, corners(tmp_path / "fitted.jpg"), (RED, GREEN, BLUE, WHITE)))


@pytest.mark.parametrize("aspect", ["16:9", "9:16"])
@pytest.mark.parametrize("how", ["crop", "pad"])
@pytest.mark.parametrize(
    "size", [(6000, 40), (40, 600), (1000, 1000), (1366, 768), (767, 1365), (1919, 1079), (9, 9)]
)
def test_a_fitted_picture_has_exactly_the_shape_with_even_sides(size, how, aspect, tmp_path):
    quarters(size).save(tmp_path / "in.png")
    made = pictures.fit(tmp_path / "in.png", tmp_path / "out.png", aspect, how)
    wide, high = (16, 9) if aspect == "16:9" else (9, 16)
    assert made.width * high == made.height * wide
    assert made.width % 2 == made.height % 2 == 0
    assert max(made.width, made.height) <= 1920
    assert Image.open(tmp_path / "out.png").size == (made.width, made.height)


def test_cropping_keeps_the_middle_and_does_not_resample(tmp_path):
    quarters((1000, 1000)).save(tmp_path / "in.png")
    made = pictures.fit(tmp_path / "in.png", tmp_path / "out.png", "16:9")
    assert (made.width, made.height) == (992, 558)
    middle = Image.open(tmp_path / "in.png").crop((4, 221, 996, 779))
    assert Image.open(tmp_path / "out.png").tobytes() == middle.tobytes()


def test_padding_keeps_the_whole_picture_on_neutral_ground(tmp_path):
    quarters((1000, 1000)).save(tmp_path / "in.png")
    made = pictures.fit(tmp_path / "in.png", tmp_path / "out.png", "16:9", "pad")
    out = Image.open(tmp_path / "out.png")
    assert corners(tmp_path / "out.png") == [pictures.NEUTRAL] * 4
    left, top = (made.width - 1000) // 2, (made.height - 1000) // 2
    assert out.crop((left, top, left + 1000, top + 1000)).tobytes() == quarters((1000, 1000)).tobytes()


@pytest.mark.parametrize("name", ["in.jpg", "in.png"])
def test_a_clean_picture_in_shape_is_passed_on_byte_for_byte(name, tmp_path):
    quarters((1280, 720)).save(tmp_path / name)
    pictures.fit(tmp_path / name, tmp_path / "out", "16:9")
    assert (tmp_path / "out").read_bytes() == (tmp_path / name).read_bytes()


def test_a_picture_in_shape_that_tells_where_it_was_taken_is_not_passed_on(tmp_path):
    quarters((1280, 720)).save(tmp_path / "in.jpg", exif=exif())
    pictures.fit(tmp_path / "in.jpg", tmp_path / "out.jpg", "16:9")
    assert b"Exif" not in (tmp_path / "out.jpg").read_bytes()


def test_a_picture_with_something_behind_its_end_is_not_passed_on(tmp_path):
    quarters((1280, 720)).save(tmp_path / "in.png")
    (tmp_path / "in.png").open("ab").write(b"<script>")
    pictures.fit(tmp_path / "in.png", tmp_path / "out.png", "16:9")
    assert b"<script>" not in (tmp_path / "out.png").read_bytes()


@pytest.mark.parametrize("most", [2_000_000, 300_000, 40_000])
def test_a_fitted_picture_stays_under_its_limit(most, tmp_path):
    Image.effect_noise((1920, 1080), 90).convert("RGB").save(tmp_path / "noise.png")
    made = pictures.fit(tmp_path / "noise.png", tmp_path / "out", "16:9", max_bytes=most)
    assert made.mime_type == "image/jpeg"
    assert made.bytes == (tmp_path / "out").stat().st_size <= most
    assert made.width * 9 == made.height * 16


def test_a_thumbnail_is_upright_and_no_wider_than_asked(tmp_path):
    quarters((800, 600)).transpose(UNTURNED[6]).save(tmp_path / "in.jpg", exif=exif(6))
    made = pictures.thumbnail(tmp_path / "in.jpg", tmp_path / "small.jpg", 200)
    assert (made.mime_type, made.width, made.height) == ("image/jpeg", 200, 150)
    assert all(map(close, corners(tmp_path / "small.jpg"), (RED, GREEN, BLUE, WHITE)))


def test_a_webp_comes_in_and_a_jpeg_goes_out(tmp_path):
    quarters().save(tmp_path / "in.webp", lossless=True)
    assert pictures.check(tmp_path / "in.webp").mime_type == "image/webp"
    assert pictures.clean(tmp_path / "in.webp", tmp_path / "out").mime_type == "image/jpeg"


def saved(format, **options):
    buffer = BytesIO()
    quarters().save(buffer, format, **options)
    return buffer.getvalue()


def png_of(width, height, data=b"\0", extra=b""):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def text_bomb():
    body = b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return png_of(1, 1, b"\0\0\0\0", extra=chunk)


DAMAGED = "This picture is damaged or cut off and cannot be read; save it again."
TOO_LARGE = "This picture has too many pixels; the most is 64 megapixels."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty; give a JPEG, PNG or WebP picture."),
        (saved("GIF"), "This is a GIF; give a JPEG, PNG or WebP picture."),
        (saved("TIFF"), "This is a TIFF or camera raw picture; give a JPEG, PNG or WebP picture."),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "This is a HEIC picture; give a JPEG, PNG or WebP picture."),
        (
            b'<?xml version="1.0"?><svg onload="alert(1)"/>',
            "This is an SVG drawing; give a JPEG, PNG or WebP picture.",
        ),
        (b"<!DOCTYPE html><html></html>", "This is a web page; give a JPEG, PNG or WebP picture."),
        ("Für dich".encode(), "This is text; give a JPEG, PNG or WebP picture."),
        (
            b"\x7fELF\0\0\0\0",
            "This is a kind of file that is not known here; give a JPEG, PNG or WebP picture.",
        ),
        (saved("JPEG")[:-40], DAMAGED),
        (saved("JPEG")[:200], DAMAGED),
        (saved("PNG")[:-60], DAMAGED),
        (saved("WEBP")[:-30], DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, DAMAGED),
        (b"\xff\xd8\xff" * 30, DAMAGED),
        (png_of(100, 100), DAMAGED),
        (png_of(9000, 9000), TOO_LARGE),
        (png_of(30_000, 30_000), TOO_LARGE),
        (png_of(2**31 - 1, 2**31 - 1), TOO_LARGE),
        (text_bomb(), DAMAGED),
        (
            b"\xff\xd8\xff" + b"\xff\xda\0\x08" * 101,
            "This JPEG is built to take very long to open; save it again.",
        ),
        (
            saved("WEBP", save_all=True, append_images=[Image.new("RGB", (120, 80))]),
            "This is a WebP animation; give a JPEG, PNG or WebP picture.",
        ),
        (
            saved("PNG", save_all=True, append_images=[Image.new("RGB", (120, 80))]),
            "This is a PNG animation; give a JPEG, PNG or WebP picture.",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(content, sentence, tmp_path):
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(BadPicture) as caught:
        pictures.check(path)
    assert str(caught.value) == sentence


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "huge.jpg"
    path.write_bytes(b"\xff\xd8\xff")
    with path.open("r+b") as file:
        file.truncate(60_000_000)
    with pytest.raises(BadPicture, match=r"^This picture has 60 MB; the most is 50 MB\.$"):
        pictures.check(path)


def test_a_refused_picture_leaves_nothing_behind(tmp_path):
    (tmp_path / "in.jpg").write_bytes(saved("JPEG")[:-40])
    with pytest.raises(BadPicture):
        pictures.clean(tmp_path / "in.jpg", tmp_path / "out.jpg")
    assert [file.name for file in tmp_path.iterdir()] == ["in.jpg"]
