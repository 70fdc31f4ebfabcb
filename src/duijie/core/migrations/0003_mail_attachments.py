from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_mail_notice'),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='attachments',
            field=models.JSONField(blank=True, default=list),
        ),
    ]
