"""Which index serves, and what was embedded."""

from __future__ import annotations

from django.db import models


class IndexVersion(models.Model):
    """One build of the search index. Exactly one serves at a time; switching is one update."""

    class State(models.TextChoices):
        BUILDING = "building"
        SERVING = "serving"
        RETIRED = "retired"

    name = models.CharField(max_length=40, primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILDING)
    created_at = models.DateTimeField(auto_now_add=True)
    switched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="serving"), name="one_serving_index")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Embedding(models.Model):
    """The vectors of a passage in one space, kept by the digest of its text, so that a rebuild
    computes nothing twice. ``vector`` and ``sentences`` are as matching.store.codec packs them."""

    id = models.BigAutoField(primary_key=True)
    space = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    vector = models.BinaryField()
    sentences = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "digest"], name="embedding_once")]

    def __str__(self) -> str:
        return f"{self.space} {bytes(self.digest).hex()[:12]}"
