import hashlib
import json

from django.db import migrations

UNMEANT = ("n", "seed", "output_format", "compression_quality", "model")
MEANT = ("role", "version", "take", "frame")


def digest(recipe):
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def meaning(recipe):
    kept = {name: value for name, value in recipe["settings"].items() if name not in UNMEANT}
    inputs = [{name: each[name] for name in MEANT if name in each} for each in recipe["inputs"]]
    means = {"schema": recipe["schema"], "prompt": recipe["prompt"]["final"], "waits_for": recipe["waits_for"]}
    return digest(means | {"settings": kept, "inputs": sorted(inputs, key=lambda each: str(each["role"]))})


def mean_it(apps, schema_editor):
    """The hash left out too little: where the words came from, a shot's code, a file that is conformed later."""
    Generation = apps.get_model("takes", "Generation")
    for generation in Generation.objects.only("pk", "recipe").iterator(chunk_size=200):
        if generation.recipe:
            Generation.objects.filter(pk=generation.pk).update(meaning_hash=meaning(generation.recipe))


class Migration(migrations.Migration):
    dependencies = [("takes", "0002_money")]

    operations = [migrations.RunPython(mean_it, migrations.RunPython.noop)]
