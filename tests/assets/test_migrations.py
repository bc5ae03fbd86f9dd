"""References of a film that was worked in before scenes had looks: nothing is lost, and nothing else is sent."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("assets", "0002_sandbox")]
AFTER = [("assets", "0005_every_reference_has_an_asset")]


def migrated_to(targets):
    """These, and what stands above them as it is now."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    targets = [*targets, *(each for each in leaves if each[0] in ("accounts", "projects"))]
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def apps_before(transactional_db):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrated_to(BEFORE)
    MigrationExecutor(connection).migrate(newest)


def test_who_had_one_look_follows_the_scene_and_who_was_chosen_among_several_keeps_it(apps_before):
    old = {name: apps_before.get_model(*name.split(".")).objects for name in (
        "accounts.Person", "projects.Project", "projects.Scene", "projects.Shot", "assets.Asset", "assets.Look",
        "assets.Reference",
    )}  # fmt: skip
    dana = old["accounts.Person"].create(email="dana@example.com", name="Dana")
    film = old["projects.Project"].create(title="Keeper", made_by=dana)
    scene = old["projects.Scene"].create(project=film, number="1", position=1)
    shot = old["projects.Shot"].create(scene=scene, code="010", position=1)
    lamp, keeper = (old["assets.Asset"].create(project=film, name=name) for name in ("Lamp", "Keeper"))
    brass = old["assets.Look"].create(asset=lamp, position=1)
    oilskin, nightshirt = (
        old["assets.Look"].create(asset=keeper, name=name, position=place)
        for place, name in enumerate(("oilskin", "nightshirt"), 1)
    )
    for place, look in enumerate((nightshirt, brass, oilskin), 1):
        old["assets.Reference"].create(shot_id=shot.pk, look_id=look.pk, position=place)

    rows = migrated_to(AFTER).get_model("assets", "Reference").objects.order_by("position")
    assert list(rows.values_list("asset", "look")) == [
        (keeper.pk, nightshirt.pk), (lamp.pk, None), (keeper.pk, oilskin.pk)
    ]  # fmt: skip

    rows = migrated_to(BEFORE).get_model("assets", "Reference").objects.order_by("position")
    assert list(rows.values_list("look", flat=True)) == [nightshirt.pk, brass.pk, oilskin.pk]
