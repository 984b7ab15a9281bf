"""The language that a text is written in, by py3langid: byte sequences and a naive Bayes model of 140 languages.

The model also knows dialects, creoles and other languages without a code of two letters, which take probability from
the written language beside them: a fifth of a Chinese text goes to Wu. They are left out, but for "no language at all",
which is what the model makes of keyboard noise.
"""

from pathlib import Path

import py3langid
from py3langid.langid import LanguageIdentifier

from index.language_code import simple

_MODEL = Path(py3langid.__file__).parent / "data" / "model.npz.xz"
_NO_LANGUAGE = "zxx"
_BEGINNING_CHARACTERS = 2_000
# Measured on a sentence of news in each of 20 languages, cut to its first 40 characters: 19 are right with 0.87 or
# more, and Portuguese is Galician with 0.54. Lists of names, figures, code and five languages in turn reach 0.17.
_FEWEST_LETTERS = 40
_SUREST = 0.85


class LanguageReader:
    """Tells the language of texts. The model (30 MB, two thirds of a second) is loaded at the first one."""

    def __init__(self) -> None:
        self._model: LanguageIdentifier | None = None

    def language_of(self, text: str) -> str | None:
        """The ISO 639-1 code of the language that a text begins in; None where it is too short or not clear."""
        beginning = text[:_BEGINNING_CHARACTERS]
        if sum(map(str.isalpha, beginning)) < _FEWEST_LETTERS:
            return None
        if self._model is None:
            self._model = _model()
        language, probability = self._model.classify(beginning)
        return simple(language) if probability >= _SUREST else None


def _model() -> LanguageIdentifier:
    model = LanguageIdentifier.from_model_file(_MODEL, norm_probs=True)
    model.set_languages([label for label in model.labels if label == _NO_LANGUAGE or simple(label)])
    return model
