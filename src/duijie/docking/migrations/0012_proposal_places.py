"""By what the place of a proposal in a full challenge is decided."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("docking", "0011_delegation_agreed"),
        ("registry", "0007_barred_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="sealedproposal",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="registry.organisation",
            ),
        ),
        migrations.AddField(
            model_name="sealedproposal",
            name="reviewed",
            field=models.BooleanField(default=True),
        ),
    ]
