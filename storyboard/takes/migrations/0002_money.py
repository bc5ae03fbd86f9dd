import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Sum


def write_moves(apps, schema_editor):
    """Each line said an amount and its kind; now it says by how much it moved what is held and what is settled."""
    Entry = apps.get_model("takes", "Entry")
    Entry.objects.filter(kind="hold").update(held=F("amount"), held_seconds=F("seconds"))
    Entry.objects.filter(kind="release").update(held=-F("amount"), held_seconds=-F("seconds"))
    for line in Entry.objects.filter(kind="settle").select_related("generation").iterator():
        asked = line.generation
        Entry.objects.filter(pk=line.pk).update(
            held=-asked.held,
            held_seconds=-asked.seconds,
            settled=line.amount,
            settled_seconds=line.seconds,
        )


def add_up(apps, schema_editor):
    """A film's seconds are what its ledger adds up to; its currency is that of its priced calls."""
    Project, Entry = apps.get_model("projects", "Project"), apps.get_model("takes", "Entry")
    Generation = apps.get_model("takes", "Generation")
    for project in Project.objects.filter(ledger__isnull=False).distinct():
        sums = Entry.objects.filter(project=project).aggregate(
            held_seconds=Sum("held_seconds", default=0), settled_seconds=Sum("settled_seconds", default=0)
        )
        priced = Generation.objects.filter(shot__scene__project=project).exclude(currency="").order_by("pk")
        currency = priced.values_list("currency", flat=True).first() or ""
        Project.objects.filter(pk=project.pk).update(currency=currency, **sums)


def amount():
    return models.BigIntegerField(default=0)


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_money"),
        ("takes", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("entry", "held", amount()),
        migrations.AddField("entry", "held_seconds", amount()),
        migrations.AddField("entry", "settled", amount()),
        migrations.AddField("entry", "settled_seconds", amount()),
        migrations.AddField(
            model_name="entry",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(write_moves, migrations.RunPython.noop),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        migrations.RemoveField(model_name="entry", name="amount"),
        migrations.RemoveField(model_name="entry", name="seconds"),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hold", "held"),
                    ("release", "given back"),
                    ("settle", "settled"),
                    ("decide", "decided"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["project", "-id"], name="newest_of_a_ledger"),
        ),
        migrations.AddField(
            model_name="generation",
            name="decided",
            field=models.PositiveSmallIntegerField(
                null=True, verbose_name="clips of a lost call that were charged"
            ),
        ),
    ]
