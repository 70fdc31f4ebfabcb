"""What every room's models build on, the users, the audit and the outbox."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.ids import uuid7


class Record(models.Model):
    """A row with a time-ordered id, its times, and a version for optimistic locking.

    ``version`` grows by one with each edit through a service; a form carries the version it
    was opened with, and the service refuses an older one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    """Users are made by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Roles are held in communities (registry); ``is_superuser``
    makes the site admin."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email.partition("@")[0]


class AuditEntry(models.Model):
    """A named action that somebody took on a record: written once, never changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_label = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["target_type", "target_id", "-id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.action} {self.target_label}"


class OutboxEntry(models.Model):
    """A record whose derived data (the search index) must follow, written in the same
    transaction as the record. ``topic`` says who consumes it."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=30)
    key = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "id"])]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class NoticeDigest(models.Model):
    """A mail of gathered notices: one for each reader, rhythm and day by whose name it goes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=10)
    period = models.CharField(max_length=10)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "rhythm", "period"], name="notice_digest_once")]

    def __str__(self) -> str:
        return f"{self.rhythm} {self.period}"


class Notice(models.Model):
    """Something a person is told in the site. ``kind`` names its sentences (see core.notices),
    ``params`` fills them, ``url`` is where to go; ``key`` is told to one person once. ``about``
    names the record by whose rule it is asked whether the person may still be told of it;
    ``rhythm`` is how it is mailed, ``digest`` the gathered mail that it is part of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    about = models.CharField(max_length=100, blank=True)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    rhythm = models.CharField(max_length=10, default="now")
    digest = models.ForeignKey(NoticeDigest, null=True, on_delete=models.SET_NULL, related_name="notices")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["user", "rhythm"],
                condition=models.Q(digest=None, rhythm__in=["daily", "weekly"]),
                name="notice_gathered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class NoticePreference(models.Model):
    """How often a person is mailed of a group of notices; no row: as is usual for the group."""

    class Rhythm(models.TextChoices):
        NOW = "now", _("by mail at once")
        DAILY = "daily", _("in one mail a day")
        WEEKLY = "weekly", _("in one mail a week")
        OFF = "off", _("no mail")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=40)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.rhythm}"


class NoticeHabits(models.Model):
    """When a person's gathered mails go: at an hour of the person's own clock."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    time_zone = models.CharField(max_length=60)
    hour = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, default=Weekday.MONDAY)

    def __str__(self) -> str:
        return f"{self.hour:02}:00 {self.time_zone}"


class Mail(models.Model):
    """A mail that was decided on in the transaction of its reason, and what became of it.

    ``sending`` is set before the mail server is spoken to. Whoever dies in that moment leaves
    it so: the mail may have gone or not, and it is listed as unsent rather than sent twice.
    ``attachments``: small files as core.mailing.Attachment keeps them. A mail with a ``composer``
    is written by it when it goes, so that it says what its reader may know then.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        NOTHING = "nothing", pgettext_lazy("of a mail", "nothing to say")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    composer = models.CharField(max_length=30, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Counter(models.Model):
    """An entry of the cache that all processes share (core.counters): no name, no address, only digests
    and the network that asked; gone when it is over, and in no backup."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
