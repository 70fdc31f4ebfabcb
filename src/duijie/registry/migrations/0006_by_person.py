from django.db import migrations, models

KEEP = (
    # Until now a decision was known by its decider alone; a refusal has always had one.
    "update registry_membershiprequest set by_person = true where state = 'declined'"
    " or (state = 'ended' and decided_by_id is not null and decided_by_id <> user_id)",
    "update registry_personclaim set by_person = true where state in ('declined', 'ended')",
    "update registry_membershiprequest set by_person = true where state = 'confirmed' and decided_by_id is not null",
    "update registry_personclaim set by_person = true where state = 'confirmed' and decided_by_id is not null",
    # A domain that is no longer stated: in doubt nobody is thrown out.
    "update registry_membershiprequest r set below = coalesce("
    "(select d.below from registry_maildomain d where d.domain = r.domain), true) where r.domain <> ''",
)


class Migration(migrations.Migration):
    """Who decided may go; that somebody decided stays."""

    dependencies = [("registry", "0005_asking")]

    operations = [
        *(
            migrations.AddField(model_name=name, name="by_person", field=models.BooleanField(default=False))
            for name in ("membershiprequest", "personclaim")
        ),
        migrations.AddField(model_name="membershiprequest", name="below", field=models.BooleanField(default=False)),
        migrations.RunSQL(KEEP, reverse_sql=migrations.RunSQL.noop),
    ]
