"""What the browser is given: light, layered, and fit for the manifest storage."""

import re
from collections import Counter
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

from tests.ground.live import ROOT

STATIC = ROOT / "static"
SHEETS = sorted(STATIC.glob("css/**/*.css"))
SCRIPTS = sorted(STATIC.glob("js/*.js"))


TEMPLATES = ROOT / "templates"
FRAME = [TEMPLATES / "base.html", TEMPLATES / "components/scripts.html"]


def scripts_of(*templates: Path) -> set[Path]:
    """The scripts that these templates name."""
    return named_in(r"{% static '((?:js|vendor)/[^']+\.js)' %}", *templates)


def sheets_of(*templates: Path) -> set[Path]:
    """The sheets that these templates name, and what those import."""
    named = named_in(r"{% static '(css/[^']+\.css)' %}", *templates)
    return named.union(*(imported_by(sheet) for sheet in named))


def named_in(pattern: str, *templates: Path) -> set[Path]:
    return {STATIC / name for path in templates for name in re.findall(pattern, path.read_text())}


def imported_by(sheet: Path) -> set[Path]:
    return {
        STATIC / "css" / name for name in re.findall(r'@import "([^"]+)" layer\(\w+\)', sheet.read_text())
    }


def test_script_and_style_of_a_page_weigh_under_90_kb() -> None:
    pages = [path for path in TEMPLATES.glob("**/*.html") if scripts_of(path) or sheets_of(path)]
    pages.remove(TEMPLATES / "components/styleguide.html")  # wears all of them, for those who build here
    weights = {page: weight_of([*sheets_of(*FRAME, page), *scripts_of(*FRAME, page)]) for page in pages}
    heaviest = max(weights, key=weights.__getitem__)
    print(f"{heaviest.name}: {weights[heaviest] / 1000:.1f} kB of script and style, compressed file by file")
    assert weights[heaviest] < 90_000


def weight_of(files: list[Path]) -> int:
    """As whitenoise lays them down, and every browser of today asks for them."""
    return sum(len(brotli.compress(path.read_bytes())) for path in files)


def test_every_script_is_served_by_a_page() -> None:
    served = scripts_of(*TEMPLATES.glob("**/*.html"))
    assert served == {*SCRIPTS, *STATIC.glob("vendor/*.js")}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_has_at_most_150_lines(sheet: Path) -> None:
    assert len(sheet.read_text().splitlines()) <= 150


def test_every_sheet_is_linked_by_a_page_or_imported_into_a_layer_by_one_that_is() -> None:
    assert sheets_of(*TEMPLATES.glob("**/*.html")) == set(SHEETS)


def test_a_component_is_imported_once() -> None:
    imports = Counter(part for sheet in SHEETS for part in imported_by(sheet))
    assert [part.name for part, times in imports.items() if times > 1] == []


def test_the_styleguide_wears_every_sheet() -> None:
    assert sheets_of(*FRAME, TEMPLATES / "components/styleguide.html") == set(SHEETS)


def test_no_text_is_smaller_than_11_px() -> None:
    sizes = re.findall(r"--text-\w+: ([\d.]+)rem", (STATIC / "css/tokens.css").read_text())
    assert min(float(size) for size in sizes) * 16 >= 11
    literal = [float(n) for sheet in SHEETS for n in re.findall(r"font-size: ([\d.]+)rem", sheet.read_text())]
    assert all(size * 16 >= 11 for size in literal)


def test_every_variable_that_is_used_is_set() -> None:
    text = "\n".join(sheet.read_text() for sheet in SHEETS)
    used = set(re.findall(r"var\((--[\w-]+)\)", text))
    assert used - set(re.findall(r"(--[\w-]+):", text)) == set()


def test_a_module_stands_alone() -> None:
    """The manifest does not rewrite imports of JavaScript."""
    assert [
        path.name for path in SCRIPTS if re.search(r"^\s*import\b|\bimport\(", path.read_text(), re.M)
    ] == []


def test_nothing_needs_eval() -> None:
    assert [path.name for path in SCRIPTS if re.search(r"\beval\(|new Function", path.read_text())] == []


def test_the_manifest_storage_finds_every_file_that_is_named(tmp_path: Path) -> None:
    source = FileSystemStorage(location=STATIC)
    storage = ManifestStaticFilesStorage(location=str(tmp_path), base_url="/static/")
    names = [str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file()]
    for name in names:
        storage.save(name, source.open(name))
    done = storage.post_process({name: (source, name) for name in names})
    assert [name for name, _, trouble in done if isinstance(trouble, Exception)] == []
    assert storage.hashed_files["css/app.css"] != "css/app.css"
