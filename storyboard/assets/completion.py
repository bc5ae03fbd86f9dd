"""What may follow an @: each asset by its name, and its looks where it has several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from storyboard.assets.models import Asset, Kind, Look

ORDER = {kind: place for place, kind in enumerate((Kind.CHARACTER, Kind.PROP, Kind.PLACE, Kind.STILL))}


def offered(assets: Iterable[Asset]) -> list[dict[str, str]]:
    """`{"name": "Keeper / oilskin", "hint": "look", "picture": address or ""}`; stills come last."""
    rows = sorted(assets, key=lambda each: (ORDER[Kind(each.kind)], each.name.casefold(), each.pk))
    return [entry for asset in rows for entry in entries(asset)]


def entries(asset: Asset) -> Iterator[dict[str, str]]:
    looks = list(asset.looks.all())
    yield {
        "name": asset.name,
        "hint": asset.get_kind_display(),
        "picture": picture_of(looks[0]) if looks else "",
    }
    for look in looks if len(looks) > 1 else []:
        if look.name:
            yield {"name": str(look), "hint": "", "picture": picture_of(look)}


def picture_of(look: Look) -> str:
    return reverse("version_thumbnail", args=[look.newest.pk]) if look.newest else ""
