import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0002_sandbox'),
        ('projects', '0002_money'),
    ]

    operations = [
        migrations.AddField(
            model_name='look',
            name='words',
            field=models.TextField(blank=True, default='', max_length=1000, verbose_name='in words'),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='SceneLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assets.asset')),
                ('look', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assets.look')),
                ('scene', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='projects.scene')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scene', 'asset'), name='an_asset_wears_one_look_in_a_scene')],
            },
        ),
        migrations.AddField(
            model_name='reference',
            name='asset',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='references', to='assets.asset'),
        ),
        migrations.AlterField(
            model_name='reference',
            name='look',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='references', to='assets.look'),
        ),
    ]
