import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0004_references_name_their_asset'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reference',
            name='asset',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='assets.asset'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=models.UniqueConstraint(condition=models.Q(('look', None)), fields=('shot', 'asset'), name='an_asset_follows_its_scene_once'),
        ),
    ]
