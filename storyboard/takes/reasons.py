"""Why a take is out of date, in words: what its recipe says beside what would be sent now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from storyboard.assets.models import Asset, Look, Version
from storyboard.takes.composition import Composition
from storyboard.takes.sources import Source

Entry = dict[str, Any]
NAMES = {
    "aspect_ratio": "aspect ratio",
    "duration": "duration",
    "resolution": "resolution",
    "person_generation": "person generation",
    "resize_mode": "resize",
}
ENDS = {"image": "opening", "last_frame": "closing", "video": "opening"}


def reasons(then: dict[str, Any], now: Composition, versions: dict[int, Version]) -> list[str]:
    """One sentence for each difference; `versions` are those that the recipe names, by key, with their looks."""
    said = [*of_the_ends(then, now, versions), *of_references(then, now, versions), *of_names(then, now)]
    said += [*of_words(then, now), *of_settings(then, now)]
    return list(dict.fromkeys(said)) or ["What it would be sent with has changed."]


def of_the_ends(then: dict[str, Any], now: Composition, versions: dict[int, Version]) -> Iterator[str]:
    before = {ENDS[each["role"]]: each for each in then["inputs"] if each["role"] in ENDS}
    after = {ENDS[each.role]: each for each in now.sources.found if each.role in ENDS}
    waits = {link.end: link.source for link in now.sources.waited_links}
    for end in ("opening", "closing"):
        was, is_now = before.get(end), after.get(end)
        if was and not is_now and (source := waits.get(end)):
            yield f"{source} has no pick now."
        elif is_now and (not was or meant_differs(was, is_now)):
            yield changed(was, is_now, end, versions)
        elif was and not is_now:
            yield f"It has no {end} any more."


def meant_differs(was: Entry, is_now: Source) -> bool:
    new = is_now.record()
    return any(was.get(name) != new.get(name) for name in ("role", "version", "take", "frame"))


def changed(was: Entry | None, is_now: Source, end: str, versions: dict[int, Version]) -> str:
    """The opening or closing is another one; most often another take of the same shot, or another frame of it."""
    take, version = is_now.take, is_now.version
    if was is None:
        return (
            f"It has an {end} now: {is_now.words}."
            if end == "opening"
            else f"It has a closing now: {is_now.words}."
        )
    if version and same_look(was, version, versions):
        return revised(was, version, versions)
    if take and was.get("role") == is_now.role and "take" in was and was["shot"] == str(take.shot):
        if was["number"] != take.number:
            return f"{take.shot}'s pick changed from take {was['number']} to take {take.number}."
        verb = "ends" if end == "opening" else "begins"
        before = "the last of its clip" if was["frame"] is None else was["frame"]
        return f"{take.shot} {verb} on frame {is_now.frame} now, not {before}."
    return f"Its {end} is {is_now.words} now, not {named(was, versions)}."


def named(was: Entry, versions: dict[int, Version]) -> str:
    if "take" in was:
        return f"{was['shot']}, take {was['number']}"
    return str(versions[was["version"]].look) if was.get("version") in versions else "what it was"


def same_look(was: Entry, version: Version, versions: dict[int, Version]) -> bool:
    old = versions.get(was.get("version", 0))
    return bool(old and old.look_id == version.look_id)


def revised(was: Entry, version: Version, versions: dict[int, Version]) -> str:
    return f"{version.look} is at version {version.number}, it was made with version {versions[was['version']].number}."


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
    yield from (f"{look} is a reference now." for look in come if look not in changes)
    for look, source in after.items():
        if source.version and before.get(look, source.version.pk) != source.version.pk:
            yield revised({"version": before[look]}, source.version, versions)
    yield from (f"{look} is no reference any more." for look in gone if look not in changes.values())
    if not gone and not come and list(before) != list(after):
        yield "The references stand in another order."


def only_one_of(asset: Asset, looks: list[Look]) -> Look | None:
    """The one look of the asset among these."""
    own = [look for look in looks if look.asset_id == asset.pk]
    return own[0] if len(own) == 1 else None


def wears(new: Look, old: str, of_scene: bool) -> str:
    where = "scene" if of_scene else "shot"
    return f"{new.asset} wears {new.own_name} in this {where} now, it was made with {old}."


def of_names(then: dict[str, Any], now: Composition) -> Iterator[str]:
    """What the names in the words bring in now, and brought in then."""
    before = {each["asset"]: each for each in then["prompt"].get("named", [])}
    for worn in now.words.named.values():
        is_now, was = worn.record(), before.get(worn.asset.pk)
        if was is None:
            if typed_then(then) == now.words.typed:
                yield f"{worn.asset} is brought in by its name now."
            continue
        if was["name"] != is_now["name"]:
            yield f"{was['name']} is called {is_now['name']} now."
        if was["words"] != is_now["words"]:
            same = was["look"] == is_now["look"]
            yield f"{worn.asset}'s words changed." if same else wears(worn.look, was["worn"], worn.of_scene)


def of_words(then: dict[str, Any], now: Composition) -> Iterator[str]:
    """What people typed; what names bring in speaks for itself."""
    before, typed = then["prompt"], typed_then(then)
    if before["final"] == now.prompt:
        return
    if as_called_now(typed["shot"], before, now) != now.words.typed["shot"]:
        yield "The prompt has changed."
    if as_called_now(typed["style"], before, now) != now.words.typed["style"]:
        yield "The film's style words have changed."


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
            yield f"The {words} is {after.get(name, 'not set')} now, it was {before.get(name, 'not set')}."
    if before.get("negative_prompt") != after.get("negative_prompt"):
        yield "The negative prompt has changed."
    if before.get("generate_audio", True) != after.get("generate_audio", True):
        yield f"Sound is {'on' if after.get('generate_audio', True) else 'off'} now."
