import hashlib
import json

from django.db import migrations

UNMEANT = ("n", "seed", "output_format", "compression_quality", "model")
MEANT = ("role", "version", "take", "frame")


def digest(recipe):
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def meaning(recipe, frames):
    kept = {name: value for name, value in recipe["settings"].items() if name not in UNMEANT}
    inputs = [meant(each, frames) for each in recipe["inputs"]]
    means = {"schema": recipe["schema"], "prompt": recipe["prompt"]["final"], "waits_for": recipe["waits_for"]}
    return digest(means | {"settings": kept, "inputs": sorted(inputs, key=lambda each: str(each["role"]))})


def meant(entry, frames):
    """A frame that was not known yet was the clip's last one."""
    means = {name: entry[name] for name in MEANT if name in entry}
    count = frames.get(entry.get("take"))
    if entry["role"] != "video" and means.get("frame", 0) is None and count:
        means["frame"] = count - 1
    return means


def mean_it(apps, schema_editor):
    """The hash left out too little: where the words came from, a shot's code, a file that is conformed later."""
    Generation, Take = apps.get_model("takes", "Generation"), apps.get_model("takes", "Take")
    frames = {str(uid): count for uid, count in Take.objects.values_list("uid", "frames")}
    for generation in Generation.objects.only("pk", "recipe").iterator(chunk_size=200):
        if generation.recipe:
            Generation.objects.filter(pk=generation.pk).update(meaning_hash=meaning(generation.recipe, frames))


class Migration(migrations.Migration):
    dependencies = [("takes", "0002_money")]

    operations = [migrations.RunPython(mean_it, migrations.RunPython.noop)]
