"""Why a take is out of date, in words: what its recipe says beside what would be sent now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.assets.models import Asset, Look, Version
from storyboard.takes.composition import Composition
from storyboard.takes.models import Take
from storyboard.takes.sources import Source

Entry = dict[str, Any]
NAMES = {
    "aspect_ratio": _("aspect ratio"),
    "duration": _("duration"),
    "resolution": _("resolution"),
    "person_generation": _("person generation"),
    "resize_mode": _("resize"),
}
ENDS = {"image": "opening", "last_frame": "closing", "video": "opening"}


def reasons(then: dict[str, Any], now: Composition, versions: dict[int, Version]) -> list[str]:
    """One sentence for each difference; `versions` are those that the recipe names, by key, with their looks."""
    said = [*of_the_ends(then, now, versions), *of_references(then, now, versions), *of_names(then, now)]
    said += [*of_words(then, now), *of_settings(then, now)]
    return list(dict.fromkeys(said)) or [gettext("What it would be sent with has changed.")]


def of_the_ends(then: dict[str, Any], now: Composition, versions: dict[int, Version]) -> Iterator[str]:
    before = {ENDS[each["role"]]: each for each in then["inputs"] if each["role"] in ENDS}
    after = {ENDS[each.role]: each for each in now.sources.found if each.role in ENDS}
    waits = {link.end: link.source for link in now.sources.waited_links}
    for end in ("opening", "closing"):
        was, is_now = before.get(end), after.get(end)
        if was and not is_now and (source := waits.get(end)):
            yield gettext("{source} has no pick now.").format(source=source)
        elif is_now and (not was or meant_differs(was, is_now)):
            yield changed(was, is_now, end, versions)
        elif was and not is_now:
            yield (
                gettext("It has no opening any more.")
                if end == "opening"
                else gettext("It has no closing any more.")
            )


def meant_differs(was: Entry, is_now: Source) -> bool:
    new = is_now.record()
    return any(was.get(name) != new.get(name) for name in ("role", "version", "take", "frame"))


def changed(was: Entry | None, is_now: Source, end: str, versions: dict[int, Version]) -> str:
    """The opening or closing is another one; most often another take of the same shot, or another frame of it."""
    take, version = is_now.take, is_now.version
    if was is None:
        new = gettext("It has an opening now: {words}.")
        new = new if end == "opening" else gettext("It has a closing now: {words}.")
        return new.format(words=is_now.words)
    if version and same_look(was, version, versions):
        return revised(was, version, versions)
    if take and was.get("role") == is_now.role and "take" in was and was["shot"] == str(take.shot):
        return moved(was, is_now, take, end)
    other = gettext("Its opening is another one: {words} instead of {was}.")
    other = other if end == "opening" else gettext("Its closing is another one: {words} instead of {was}.")
    return other.format(words=is_now.words, was=named(was, versions))


def moved(was: Entry, is_now: Source, take: Take, end: str) -> str:
    """Another take of the same shot, or another frame of it."""
    if was["number"] != take.number:
        said = gettext("{shot}'s pick changed from take {was} to take {now}.")
        return said.format(shot=take.shot, was=was["number"], now=take.number)
    before = gettext("the last of its clip") if was["frame"] is None else was["frame"]
    said = gettext("{shot} ends on frame {now} now, not {was}.")
    said = said if end == "opening" else gettext("{shot} begins on frame {now} now, not {was}.")
    return said.format(shot=take.shot, now=is_now.frame, was=before)


def named(was: Entry, versions: dict[int, Version]) -> str:
    if "take" in was:
        return gettext("{shot}, take {number}").format(shot=was["shot"], number=was["number"])
    return str(versions[was["version"]].look) if was.get("version") in versions else gettext("what it was")


def same_look(was: Entry, version: Version, versions: dict[int, Version]) -> bool:
    old = versions.get(was.get("version", 0))
    return bool(old and old.look_id == version.look_id)


def revised(was: Entry, version: Version, versions: dict[int, Version]) -> str:
    return gettext("{look} is at version {now}, it was made with version {was}.").format(
        look=version.look, now=version.number, was=versions[was["version"]].number
    )


def of_references(then: dict[str, Any], now: Composition, versions: dict[int, Version]) -> Iterator[str]:
    before = {
        old.look: each["version"]
        for each in then["inputs"]
        if each["role"] == "reference" and (old := versions.get(each["version"]))
    }
    after = {each.version.look: each for each in now.sources.many("reference") if each.version}
    gone, come = (
        [look for look in before if look not in after],
        [look for look in after if look not in before],
    )
    alone = [look for look in come if look == only_one_of(look.asset, come)]
    changes = {new: old for new in alone if (old := only_one_of(new.asset, gone))}
    yield from (wears(new, old.own_name, after[new].of_scene) for new, old in changes.items())
    yield from (
        gettext("{look} is a reference now.").format(look=look) for look in come if look not in changes
    )
    for look, source in after.items():
        if source.version and before.get(look, source.version.pk) != source.version.pk:
            yield revised({"version": before[look]}, source.version, versions)
    yield from (
        gettext("{look} is no reference any more.").format(look=look)
        for look in gone
        if look not in changes.values()
    )
    if not gone and not come and list(before) != list(after):
        yield gettext("The references stand in another order.")


def only_one_of(asset: Asset, looks: list[Look]) -> Look | None:
    """The one look of the asset among these."""
    own = [look for look in looks if look.asset_id == asset.pk]
    return own[0] if len(own) == 1 else None


def wears(new: Look, old: str, of_scene: bool) -> str:
    in_scene = gettext("{asset} wears {look} in this scene now, it was made with {old}.")
    in_shot = gettext("{asset} wears {look} in this shot now, it was made with {old}.")
    return (in_scene if of_scene else in_shot).format(asset=new.asset, look=new.own_name, old=old)


def of_names(then: dict[str, Any], now: Composition) -> Iterator[str]:
    """What the names in the words bring in now, and brought in then."""
    before = {each["asset"]: each for each in then["prompt"].get("named", [])}
    for worn in now.words.named.values():
        is_now, was = worn.record(), before.get(worn.asset.pk)
        if was is None:
            if typed_then(then) == now.words.typed:
                yield gettext("{asset} is brought in by its name now.").format(asset=worn.asset)
            continue
        if was["name"] != is_now["name"]:
            yield gettext("{was} is called {now} now.").format(was=was["name"], now=is_now["name"])
        if was["words"] != is_now["words"]:
            same = was["look"] == is_now["look"]
            yield (
                gettext("{asset}'s words changed.").format(asset=worn.asset)
                if same
                else wears(worn.look, was["worn"], worn.of_scene)
            )


def of_words(then: dict[str, Any], now: Composition) -> Iterator[str]:
    """What people typed; what names bring in speaks for itself."""
    before, typed = then["prompt"], typed_then(then)
    if before["final"] == now.prompt:
        return
    if as_called_now(typed["shot"], before, now) != now.words.typed["shot"]:
        yield gettext("The prompt has changed.")
    if as_called_now(typed["style"], before, now) != now.words.typed["style"]:
        yield gettext("The film's style words have changed.")


def typed_then(then: dict[str, Any]) -> dict[str, str]:
    """Recipes from before names were brought in were sent as they were typed."""
    kept = then["prompt"].get("typed") or then["prompt"].get("parts", {})
    return {part: kept.get(part, "") for part in ("shot", "style")}


def as_called_now(text: str, before: dict[str, Any], now: Composition) -> str:
    """What was typed then, with the names that assets have by now."""
    called = {worn.asset.pk: worn.asset.name for worn in now.words.named.values()}
    for each in before.get("named", []):
        text = text.replace(f"@{each['name']}", f"@{called.get(each['asset'], each['name'])}")
    return text


def of_settings(then: dict[str, Any], now: Composition) -> Iterator[str]:
    before, after = then["settings"], now.recipe(now.request)["settings"]
    for name, words in NAMES.items():
        if before.get(name) != after.get(name):
            now_set, was_set = (each.get(name, gettext("not set")) for each in (after, before))
            yield gettext("The {words} is {now} now, it was {was}.").format(
                words=words, now=now_set, was=was_set
            )
    if before.get("negative_prompt") != after.get("negative_prompt"):
        yield gettext("The negative prompt has changed.")
    if before.get("generate_audio", True) != after.get("generate_audio", True):
        yield (
            gettext("Sound is on now.") if after.get("generate_audio", True) else gettext("Sound is off now.")
        )
