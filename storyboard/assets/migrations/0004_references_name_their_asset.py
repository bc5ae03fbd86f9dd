from django.db import migrations
from django.db.models import Count, OuterRef, Subquery


def name_assets(apps, schema_editor):
    """Each reference names the asset of its look; nobody chose where there was one look: these follow the scene.

    A scene without a choice wears the first look, so nothing else is sent than before.
    """
    Reference, Look, Asset = (apps.get_model('assets', name) for name in ('Reference', 'Look', 'Asset'))
    Reference.objects.update(asset=Subquery(Look.objects.filter(pk=OuterRef('look')).values('asset')[:1]))
    plain = Asset.objects.annotate(count=Count('looks')).filter(count=1)
    Reference.objects.filter(asset__in=plain.values('pk')).update(look=None)


def name_looks(apps, schema_editor):
    """Back: what followed its scene gets the first look of its asset."""
    Reference, Look = apps.get_model('assets', 'Reference'), apps.get_model('assets', 'Look')
    first = Look.objects.filter(asset=OuterRef('asset')).order_by('position', 'pk').values('pk')[:1]
    taken = set(Reference.objects.exclude(look=None).values_list('shot', 'look'))
    for reference in Reference.objects.filter(look=None).annotate(first=Subquery(first)):
        if (reference.shot_id, reference.first) in taken:
            reference.delete()
        else:
            Reference.objects.filter(pk=reference.pk).update(look=reference.first)


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0003_scene_looks'),
    ]

    operations = [migrations.RunPython(name_assets, name_looks)]
