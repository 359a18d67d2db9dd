"""How a verb comes to a server: address and account from options or environment, the password unseen."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from policy_ner.errors import PolicyNerError, UsageError

if TYPE_CHECKING:
    from policy_ner.cli.messages import Messages
    from policy_ner.doccano.client import Server

PASSWORD = "POLICY_NER_DOCCANO_PASSWORD"
_EVERY = 10.0  # seconds from one note to the next, while a server works

Url = Annotated[
    str,
    typer.Option("--server", "-s", envvar="POLICY_NER_DOCCANO_URL", metavar="URL", help="Address of doccano."),
]
User = Annotated[
    str, typer.Option("--user", "-u", envvar="POLICY_NER_DOCCANO_USER", metavar="NAME", help="Your account there.")
]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, not from a prompt.")
]
Project = Annotated[
    str, typer.Option("--project", "-p", envvar="POLICY_NER_DOCCANO_PROJECT", metavar="NAME", help="Of the project.")
]
Wait = Annotated[
    float, typer.Option("--wait", metavar="SECONDS", min=1, help="How long the server may take for one task.")
]
HERE = "http://127.0.0.1:8000"
NAME = "policy-ner"


def connect(url: str, user: str, from_input: bool, wait: float, messages: Messages) -> Server:
    """A server, logged in to; notes come every ten seconds while it works.

    Raises:
        UsageError: There is no password and nobody to ask.
        ServerError: The server can't be reached, or refuses the account.
        PolicyNerError: The package that talks to it is not installed.
    """
    try:
        from policy_ner.doccano.client import Server  # noqa: PLC0415 (an extra)
    except ImportError:
        hint = "Install it: pip install 'policy-ner[doccano]', or pipx inject policy-ner 'doccano-client<1.2'"
        raise PolicyNerError("doccano needs the package doccano-client, which is not installed", hint) from None
    noted = time.monotonic()

    def report(text: str) -> None:
        nonlocal noted
        if time.monotonic() - noted > _EVERY:
            noted = time.monotonic()
            messages.note(text)

    return Server(url, user, _password(url, user, from_input), wait=wait, report=report)


def _password(url: str, user: str, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    given = os.environ.get(PASSWORD)
    if given:
        return given
    if not _has_terminal():
        hint = f"Set {PASSWORD}, or pass it with --password-stdin."
        raise UsageError("there is no password, and no terminal to ask for it", hint)
    return str(typer.prompt(f"Password of {user} on {url}", hide_input=True, err=True))


def _has_terminal() -> bool:
    return sys.stdin.isatty()
