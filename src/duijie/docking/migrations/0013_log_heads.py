"""The last entry of every stream of the log, signed; what stands there now is vouched for once."""

from __future__ import annotations

from typing import Any

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from duijie.docking.chain import sign


def sign_heads(apps: Any, _schema: Any) -> None:
    """Sign the entries that are the last ones of their streams."""
    entries = apps.get_model("docking", "LogEntry").objects.order_by("stream", "-place").distinct("stream")
    heads = apps.get_model("docking", "LogHead").objects
    rows = [
        heads.model(
            stream=row.stream,
            place=row.place,
            digest=row.digest,
            signature=sign(settings.SECRET_KEY, {str(row.stream): (row.place, row.digest)}),
        )
        for row in entries.iterator()
    ]
    heads.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("docking", "0012_proposal_places")]

    operations = [
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("stream", models.UUIDField(primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=64)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="loghead",
            trigger=pgtrigger.compiler.Trigger(
                name="log_head_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="75a8239ef6d3ee1a8d997cf6566b23f1f80c9889",
                    operation="DELETE",
                    pgid="pgtrigger_log_head_stays_13f55",
                    table="docking_loghead",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(sign_heads, migrations.RunPython.noop),
    ]
