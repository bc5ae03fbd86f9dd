"""Migrations over a database that people have worked in: nothing is lost."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("projects", "0001_initial"), ("takes", "0001_initial")]


def migrated_to(targets: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def apps_before(transactional_db):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrated_to(BEFORE)
    migrated_to(newest)


def generation(apps, shot, person, **more):
    moment = "2026-11-01T12:00:00Z"
    return apps.get_model("takes", "Generation").objects.create(
        shot=shot, made_by=person, route="https://api.example/v1", preset="final", mode="text", n=2, seconds=8,
        recipe={}, price=400_000, currency="EUR", held=3_200_000, rest_until=moment, next_try_at=moment,
        click=uuid.uuid4(), **more,
    )  # fmt: skip


def test_a_ledger_of_amounts_becomes_one_of_moves_that_adds_up(apps_before):
    old = apps_before
    person = old.get_model("accounts", "Person").objects.create(email="dana@example.com", name="Dana")
    film = old.get_model("projects", "Project").objects.create(
        title="Keeper", made_by=person, held=3_200_000, settled=1_600_000
    )
    scene = old.get_model("projects", "Scene").objects.create(project=film, number="1", position=1)
    shot = old.get_model("projects", "Shot").objects.create(scene=scene, code="010", position=1)
    done, canceled, queued = (generation(old, shot, person, status=s) for s in ("done", "canceled", "queued"))
    for each, kinds in ((done, ("hold", "settle")), (canceled, ("hold", "release")), (queued, ("hold",))):
        for kind in kinds:
            took = (1_600_000, 4) if kind == "settle" else (3_200_000, 8)
            old.get_model("takes", "Entry").objects.create(
                project=film, generation=each, kind=kind, amount=took[0], seconds=took[1]
            )
    after = migrated_to([("takes", "0002_money")])

    now = after.get_model("projects", "Project").objects.get(pk=film.pk)
    lines = [
        (e.kind, e.held, e.settled, e.held_seconds, e.settled_seconds) for e in now.ledger.order_by("pk")
    ]
    assert lines[1] == ("settle", -3_200_000, 1_600_000, -8, 4)
    assert sum(line[1] for line in lines) == now.held == 3_200_000
    assert sum(line[2] for line in lines) == now.settled == 1_600_000
    assert (now.held_seconds, now.settled_seconds, now.currency) == (8, 4, "EUR")
