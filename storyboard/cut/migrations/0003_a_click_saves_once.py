from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cut", "0002_cut_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cutversion",
            name="click",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="cutversion",
            constraint=models.UniqueConstraint(
                fields=("project", "click"), name="a_click_saves_one_cut_version"
            ),
        ),
    ]
