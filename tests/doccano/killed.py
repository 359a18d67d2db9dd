"""`policy-ner doccano …` that is killed at a place: `python -m tests.doccano.killed PLACE NUMBER ARGUMENTS…`.

PLACE is `before` or `after`, a colon, and a pattern of `METHOD path` of a request, or `FILE` for a file's coming to its
name; NUMBER says at the how many-th. Batches are small here.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from policy_ner.cli import main
from policy_ner.doccano import push


def deadly(call: Callable[..., Any], matches: Callable[..., bool], when: str, number: int) -> Callable[..., Any]:
    """The call, which is the process's last at its number-th match."""
    left = [number]

    def kill(moment: str) -> None:
        if moment == when and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def called(*arguments: Any, **options: Any) -> Any:
        hit = matches(*arguments)
        left[0] -= hit
        if hit:
            kill("before")
        result = call(*arguments, **options)
        if hit:
            kill("after")
        return result

    return called


def is_request(pattern: str) -> Callable[..., bool]:
    def matches(_session: Any, request: requests.PreparedRequest) -> bool:
        path = urlsplit(str(request.url)).path.removeprefix("/v1/")
        return re.fullmatch(pattern, f"{request.method} {path}") is not None

    return matches


if __name__ == "__main__":
    when, _, what = sys.argv[1].partition(":")
    number = int(sys.argv[2])
    if what == "FILE":
        Path.replace = deadly(Path.replace, lambda *_: True, when, number)  # type: ignore[method-assign]
    else:
        requests.Session.send = deadly(requests.Session.send, is_request(what), when, number)  # type: ignore[method-assign]
    push._ROWS = 4  # type: ignore[misc]
    sys.argv[1:] = sys.argv[3:]
    main()
