from __future__ import annotations

import pytest

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.language import LanguageIdentifier


@pytest.fixture(scope="session")
def model() -> FastModel:
    return FastModel.load()


@pytest.fixture(scope="session")
def languages() -> LanguageIdentifier:
    return LanguageIdentifier.load()


@pytest.fixture(scope="session")
def encoder() -> EncoderModel:
    return EncoderModel.load()
