"""Presidio's recognisers behind our interface, for who has them installed: `understudy[presidio]`.

Its default engine would download a model; this one is built on an empty pipeline, or on a model
of spaCy that is named and installed.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from understudy.kit.errors import ConfigError
from understudy.kit.extras import install_line
from understudy.trust.values.span import TYPES, Span, ValueType

__all__ = ["Presidio"]

_OURS: dict[str, ValueType] = {
    "LOCATION": "GPE",
    "URL": "DOMAIN_NAME",
    "CRYPTO": "SECRET",
    "UK_NHS": "NATIONAL_ID",
    "UK_NINO": "NATIONAL_ID",
    "US_ITIN": "NATIONAL_ID",
    "US_PASSPORT": "PASSPORT",
    "US_BANK_NUMBER": "RECORD_NUMBER",
    "MEDICAL_LICENSE": "NATIONAL_ID",
}
_LEAST = 0.4


class Presidio:
    """A recogniser that asks Presidio's analyzer.

    Raises: ConfigError when the package, or the model named, is not installed.
    """

    def __init__(self, model: str | None = None) -> None:
        if find_spec("presidio_analyzer") is None:
            raise ConfigError("Presidio is not installed", hint=install_line("presidio"))
        if model and find_spec(model) is None:
            raise ConfigError(f"the spaCy model {model!r} is not installed")
        self._analyzer = _analyzer(model)

    def __call__(self, text: str, /) -> Iterator[Span]:
        """What it finds of the types that we know."""
        for found in self._analyzer.analyze(text=text, language="en"):
            kind = _OURS.get(found.entity_type, found.entity_type)
            if kind in TYPES and found.score >= _LEAST:
                yield Span(found.start, found.end, kind, round(found.score, 2))


def _analyzer(model: str | None) -> Any:  # noqa: ANN401 - a package that may not be there
    spacy, presidio = import_module("spacy"), import_module("presidio_analyzer")
    engine = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": model or "blank"}]
    )
    engine.nlp = {"en": spacy.load(model) if model else spacy.blank("en")}
    registry = presidio.RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    return presidio.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
