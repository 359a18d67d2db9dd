"""A doccano to work with: one that only answers as the real one does, and a real one, started and stopped here."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from policy_ner.doccano.client import Project, Server
from policy_ner.doccano.project import find, init
from server.process import Doccano, installed
from tests.doccano.fake import Fake

ADMIN, PASSWORD = "admin", "pass word ä"
USERS = ("wang", "li")
HOW_TO = "no doccano server here: `make test-doccano` sets one up (Python 3.9 to 3.13) and runs these"
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Site:
    """A server with three accounts, all with one password."""

    url: str

    def login(self, user: str = ADMIN, wait: float = 60) -> Server:
        return Server(self.url, user, PASSWORD, wait=wait)

    def project(self, server: Server, *, separate: bool = False) -> Project:
        """A new project with both annotators in it."""
        name = f"test {next(_NUMBERS)}"
        init(server, name, "# 指南", dict.fromkeys(USERS, "annotator"), separate=separate)
        return find(server, name)


@pytest.fixture
def fake() -> Iterator[Fake]:
    server = Fake(dict.fromkeys((ADMIN, *USERS), PASSWORD))
    yield server
    server.close()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doccano]:
    """A real doccano in a folder of its own, on a free port, for all tests."""
    if not installed():
        pytest.skip(HOW_TO)
    doccano = Doccano(tmp_path_factory.mktemp("doccano"))
    doccano.start({ADMIN: PASSWORD}, dict.fromkeys(USERS, PASSWORD))
    yield doccano
    doccano.stop()


@pytest.fixture(params=["fake", "real"])
def site(request: pytest.FixtureRequest) -> Site:
    """Either server: a test must pass on both."""
    return Site(request.getfixturevalue(request.param).url)
