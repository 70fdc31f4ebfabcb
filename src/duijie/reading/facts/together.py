"""All readers over one article: the rules always, a language model where one is configured."""

from __future__ import annotations

import logging

from duijie.config.env import Env, env
from duijie.core.errors import Unavailable
from duijie.reading.articles import Article
from duijie.reading.facts.merging import merge
from duijie.reading.facts.model import ModelReader, ReaderSettings
from duijie.reading.facts.reader import read_facts
from duijie.reading.facts.types import Fact

_log = logging.getLogger(__name__)


def settings_of(given: Env) -> ReaderSettings | None:
    """The endpoint that the operator names; None without one."""
    if not given.reader_url or not given.reader_model:
        return None
    return ReaderSettings(
        url=given.reader_url, model=given.reader_model, key=given.reader_key, timeout=given.reader_seconds
    )


def read_together(
    article: Article, *, public: bool, settings: ReaderSettings | None = None, model: ModelReader | None = None
) -> tuple[Fact, ...]:
    """The facts of an article by all readers, merged.

    A model that fails or is slow leaves the facts of the rules as they are.

    Args:
        public: whether everybody may read the article where it came from; only then is it sent.
        settings: the endpoint; the operator's when None.
        model: a reader that is open already, for many articles.
    """
    found = read_facts(article)
    settings = settings or (None if model else settings_of(env()))
    if not public or (settings is None and model is None):
        return found
    try:
        if model is not None:
            return merge(found, model.read(article)).facts
        with ModelReader(settings) as reader:  # type: ignore[arg-type]  # one of the two is given
            return merge(found, reader.read(article)).facts
    except Unavailable as error:
        _log.warning("The model did not read %s: %s", article.path or article.sha256[:16], error)
        return found
