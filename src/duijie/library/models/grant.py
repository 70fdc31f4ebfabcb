"""A problem that was opened to somebody in confidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.library.models.problem import Problem


class Grant(models.Model):
    """Somebody may read a problem as its own people do; ``reason`` names the promise it rests on."""

    id = models.BigAutoField(primary_key=True)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=120)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "user", "reason"], condition=models.Q(ended_at=None), name="grant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.problem} → {self.user}"
