"""What annotators and administrators do on doccano's page, done by requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policy_ner.doccano.client import Example, Project, Server

Span = tuple[int, int, str]  # in UTF-16 units


def ask(server: Server, method: str, path: str, body: Any = None) -> Any:
    response = server.session.request(method, f"{server.url}/v1/{path}", json=body)
    return response.json() if response.content else None


def example(server: Server, project: Project, start: str) -> Example:
    """The document whose text begins so."""
    (found,) = (example for example in server.examples(project) if example.text.startswith(start))
    return found


def annotate(server: Server, project: Project, found: Example, spans: Iterable[Span], *, confirm: bool = True) -> None:
    """Put these spans in place of those that are there, as the user of this login."""
    types = {raw["text"]: raw["id"] for raw in ask(server, "GET", f"projects/{project.id}/span-types")}
    path = f"projects/{project.id}/examples/{found.id}/spans"
    for span in ask(server, "GET", path):
        ask(server, "DELETE", f"{path}/{span['id']}")
    for start, end, label in spans:
        ask(server, "POST", path, {"start_offset": start, "end_offset": end, "label": types[label], "prob": 0})
    if confirm:
        server.confirm(project, found)


def edit_text(server: Server, project: Project, found: Example, text: str) -> None:
    ask(server, "PATCH", f"projects/{project.id}/examples/{found.id}", {"text": text})
