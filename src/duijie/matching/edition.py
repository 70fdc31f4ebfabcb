"""Which ranker gave a score: scores of two editions are not learned from together."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from duijie.matching.embedders import DEFAULTS
from duijie.matching.ranking.rank import BEST, SHIPPED, score


@lru_cache(maxsize=1)
def edition() -> str:
    """A name that changes when what a score means may have changed: the weights of the signals, how
    parts make an item's score, the curve onto 0 to 1, the vector spaces and their models."""
    env = settings.ENV
    told = {
        "weights": asdict(SHIPPED),
        "best": BEST,
        "curve": [round(score(at), 6) for at in (0.0, 1.5, 3.0, 5.0)],
        "spaces": env.embedders or ",".join(DEFAULTS),
        "models": [env.openai_model, env.sentence_model],
    }
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:12]
