"""A server on loopback that answers as doccano 1.8 does, as far as we ask it, and that can be told to answer otherwise.

The tests of the round trip run on it and on a real doccano, so that it can't be more obliging than that one.
"""

from __future__ import annotations

import io
import json
import re
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
ROLES = {1: "project_admin", 2: "annotator", 3: "annotation_approver"}
PAGE = "<!doctype html><title>doccano</title>"


@dataclass
class Answer:
    """What goes back: JSON, or bytes of another type."""

    body: Any = None
    status: int = 200
    kind: str = "application/json"
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class Fake:
    """The state of the server; `faults` has answers for requests (`METHOD path`, a pattern) in place of its own.

    An answer may be a function, which may return None to let the request pass.
    """

    def __init__(self, passwords: dict[str, str]) -> None:
        self.passwords, self.users = passwords, {name: number for number, name in enumerate(passwords, 1)}
        self.projects: dict[int, Json] = {}
        self.rows: dict[int, Json] = {}
        self.files: dict[str, str] = {}
        self.tasks: dict[str, Json] = {}
        self.faults: dict[str, Answer | Callable[[], Answer | None]] = {}
        self.worker = True
        self.asked: list[str] = []
        self.lock = threading.Lock()
        self.number = 0
        self.http = _Http(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def next(self) -> int:
        self.number += 1
        return self.number

    def answer(self, method: str, path: str, query: Json, body: Any, user: str | None) -> Answer:
        if path == "auth/login/":
            if method != "POST":
                return Answer({"detail": f'Method "{method}" not allowed.'}, 405)
            known = self.passwords.get(body["username"]) == body["password"]
            cookies = {"sessionid": body["username"], "csrftoken": "t"}
            return Answer({"key": "k"}, cookies=cookies) if known else Answer({"non_field_errors": ["no"]}, 400)
        if user is None:
            return Answer({"detail": "Authentication credentials were not provided."}, 401)
        for pattern, action in ROUTES:
            if match := re.fullmatch(pattern, f"{method} {path}"):
                return action(self, body, query, user, *map(int, match.groups()))
        return Answer(PAGE, kind="text/html")

    def me(self, _body: Any, _query: Json, user: str) -> Answer:
        return Answer({"username": user})

    def list_projects(self, _body: Any, _query: Json, user: str) -> Answer:
        mine = [project for project in self.projects.values() if user in project["members"]]
        return Answer(page([public(project) for project in mine]))

    def make_project(self, body: Json, _query: Json, user: str) -> Answer:
        project = {"id": self.next(), "grapheme_mode": False, "allow_overlapping": False, "labels": {}} | body
        self.projects[project["id"]] = project | {"members": {user: "project_admin"}}
        return Answer(public(project), 201)

    def project(self, _body: Any, _query: Json, _user: str, id: int) -> Answer:
        return Answer(public(self.projects[id]))

    def change_project(self, body: Json, _query: Json, _user: str, id: int) -> Answer:
        self.projects[id] |= body
        return Answer(public(self.projects[id]))

    def list_labels(self, _body: Any, _query: Json, _user: str, id: int) -> Answer:
        return Answer(list(self.projects[id]["labels"].values()))

    def make_label(self, body: Json, _query: Json, _user: str, id: int) -> Answer:
        label = body | {"id": self.next()}
        self.projects[id]["labels"][label["id"]] = label
        return Answer(label, 201)

    def change_label(self, body: Json, _query: Json, _user: str, id: int, label: int) -> Answer:
        self.projects[id]["labels"][label] |= body
        return Answer(body)

    def list_users(self, _body: Any, _query: Json, _user: str) -> Answer:
        return Answer([{"username": name, "id": id} for name, id in self.users.items()])

    def list_roles(self, _body: Any, _query: Json, _user: str) -> Answer:
        return Answer([{"id": id, "name": name} for id, name in ROLES.items()])

    def list_members(self, _body: Any, _query: Json, _user: str, id: int) -> Answer:
        members = self.projects[id]["members"].items()
        return Answer(
            [
                {"id": self.users[name], "user": self.users[name], "username": name, "rolename": role}
                for name, role in members
            ]
        )

    def set_member(self, body: Json, _query: Json, _user: str, id: int, *_member: int) -> Answer:
        name = next(name for name, number in self.users.items() if number == body["user"])
        self.projects[id]["members"][name] = ROLES[body["role"]]
        return Answer(body, 201)

    def list_examples(self, _body: Any, query: Json, user: str, id: int) -> Answer:
        rows = self.of(id)
        start = int(query.get("offset", 0))
        people = {user} if self.separate(id) else set(self.users)
        shown = [
            {"id": row["id"], "text": row["text"], "meta": row["meta"], "filename": row["filename"], "comment_count": 0,
             "is_confirmed": bool(row["confirmed"] & people)}
            for row in rows[start : start + int(query["limit"])]
        ]  # fmt: skip
        return Answer(page(shown, len(rows)))

    def delete_examples(self, body: Json, _query: Json, _user: str, id: int) -> Answer:
        for number in body["ids"] or [row["id"] for row in self.of(id)]:
            self.rows.pop(number, None)
        return Answer(None, 204)

    def confirm(self, _body: Any, _query: Json, user: str, _id: int, example: int) -> Answer:
        self.rows[example]["confirmed"] ^= {user}
        return Answer({}, 201)

    def list_spans(self, _body: Any, _query: Json, user: str, id: int, example: int) -> Answer:
        spans = self.rows[example]["spans"]
        return Answer([{"id": span[4]} for span in spans if span[3] == user or not self.separate(id)])

    def make_span(self, body: Json, _query: Json, user: str, id: int, example: int) -> Answer:
        label = self.projects[id]["labels"][body["label"]]["text"]
        self.rows[example]["spans"].append([body["start_offset"], body["end_offset"], label, user, self.next()])
        return Answer(body, 201)

    def delete_span(self, _body: Any, _query: Json, _user: str, _id: int, example: int, number: int) -> Answer:
        row = self.rows[example]
        row["spans"] = [span for span in row["spans"] if span[4] != number]
        return Answer(None, 204)

    def change_example(self, body: Json, _query: Json, _user: str, _id: int, example: int) -> Answer:
        self.rows[example] |= body
        return Answer(body)

    def progress(self, _body: Any, _query: Json, _user: str, id: int) -> Answer:
        members = self.projects[id]["members"]
        done = [{"user": name, "done": sum(name in row["confirmed"] for row in self.of(id))} for name in members]
        return Answer({"total": len(self.of(id)), "progress": done})

    def receive(self, body: str, _query: Json, _user: str) -> Answer:
        name = f"f{self.next()}"
        self.files[name] = body
        return Answer(name.encode(), kind="text/plain")

    def start_import(self, body: Json, _query: Json, user: str, id: int) -> Answer:
        if self.projects[id]["members"].get(user) != "project_admin":
            return Answer({"detail": "You do not have permission to perform this action."}, 403)
        return self.task(lambda: self.take(id, body["uploadIds"][0], user))

    def start_export(self, body: Json, _query: Json, _user: str, id: int) -> Answer:
        return self.task(lambda: {"result": self.export(id, body["exportApproved"])})

    def task(self, work: Callable[[], Json]) -> Answer:
        name = f"t{self.next()}"
        self.tasks[name] = {"ready": True, "error": None} | work() if self.worker else {"ready": False}
        return Answer({"task_id": name})

    def status(self, name: str) -> Answer:
        shown = self.tasks[name]
        return Answer(shown | {"result": None if isinstance(shown.get("result"), bytes) else shown.get("result")})

    def fetch(self, _body: Any, query: Json, _user: str, _id: int) -> Answer:
        return Answer(self.tasks[query["taskId"]]["result"], kind="application/zip")

    def health(self, _body: Any, _query: Json, _user: str) -> Answer:
        said = "OK" if self.worker else "unavailable: no worker"
        return Answer({"CeleryHealthCheckCelery": said}, 200 if self.worker else 500)

    def of(self, id: int) -> list[Json]:
        return [row for row in self.rows.values() if row["project"] == id]

    def separate(self, id: int) -> bool:
        return not self.projects[id]["collaborative_annotation"]

    def take(self, id: int, file: str, user: str) -> Json:
        rows = [json.loads(line) for line in self.files[file].splitlines()]
        if {row["example_uuid"] for row in rows} & {row["uuid"] for row in self.rows.values()}:
            return {"error": {"text": "UNIQUE constraint failed: examples_example.uuid"}}
        for row in rows:
            meta = {name: item for name, item in row.items() if name not in ("text", "label", "example_uuid")}
            number = self.next()
            self.rows[number] = {
                "id": number, "project": id, "text": row["text"], "meta": meta, "uuid": row["example_uuid"],
                "filename": file, "confirmed": set(),
                "spans": [[*span, user, self.next()] for span in apart(row["label"])],
            }  # fmt: skip
        return {"result": {"error": []}}

    def export(self, id: int, confirmed: bool) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name in self.projects[id]["members"] if self.separate(id) else ["all"]:
                lines = [
                    json.dumps({"id": row["id"], "text": row["text"]} | row["meta"] | {"label": spans_of(row, name)},
                               ensure_ascii=False) + "\n"
                    for row in self.of(id)
                    if not confirmed or (name in row["confirmed"] if name != "all" else row["confirmed"])
                ]  # fmt: skip
                archive.writestr(f"{name}.jsonl", "".join(lines))
        return stream.getvalue()


def public(project: Json) -> Json:
    return {name: item for name, item in project.items() if name not in ("members", "labels")}


def page(rows: list[Json], count: int | None = None) -> Json:
    return {"count": len(rows) if count is None else count, "next": None, "results": rows}


def apart(spans: list[list[Any]]) -> list[list[Any]]:
    """Of overlapping spans, the server keeps the first and says nothing."""
    kept: list[list[Any]] = []
    for span in sorted(spans):
        if span[0] < span[1] and (not kept or span[0] >= kept[-1][1]):
            kept.append(span)
    return kept


def spans_of(row: Json, name: str) -> list[list[Any]]:
    return sorted(span[:3] for span in row["spans"] if name in ("all", span[3]))


ROUTES: tuple[tuple[str, Callable[..., Answer]], ...] = (
    (r"GET me", Fake.me),
    (r"GET projects", Fake.list_projects),
    (r"POST projects", Fake.make_project),
    (r"GET projects/(\d+)", Fake.project),
    (r"PATCH projects/(\d+)", Fake.change_project),
    (r"GET projects/(\d+)/span-types", Fake.list_labels),
    (r"POST projects/(\d+)/span-types", Fake.make_label),
    (r"PUT projects/(\d+)/span-types/(\d+)", Fake.change_label),
    (r"GET users", Fake.list_users),
    (r"GET roles", Fake.list_roles),
    (r"GET projects/(\d+)/members", Fake.list_members),
    (r"POST projects/(\d+)/members", Fake.set_member),
    (r"PATCH projects/(\d+)/members/(\d+)", Fake.set_member),
    (r"GET projects/(\d+)/examples", Fake.list_examples),
    (r"DELETE projects/(\d+)/examples", Fake.delete_examples),
    (r"POST projects/(\d+)/examples/(\d+)/states", Fake.confirm),
    (r"GET projects/(\d+)/examples/(\d+)/spans", Fake.list_spans),
    (r"POST projects/(\d+)/examples/(\d+)/spans", Fake.make_span),
    (r"DELETE projects/(\d+)/examples/(\d+)/spans/(\d+)", Fake.delete_span),
    (r"PATCH projects/(\d+)/examples/(\d+)", Fake.change_example),
    (r"GET projects/(\d+)/metrics/member-progress", Fake.progress),
    (r"POST fp/process/", Fake.receive),
    (r"POST projects/(\d+)/upload", Fake.start_import),
    (r"POST projects/(\d+)/download", Fake.start_export),
    (r"GET projects/(\d+)/download", Fake.fetch),
)


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # of who asks and does not wait
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    fake: Fake
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/v1/")
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        user = dict(re.findall(r"(\w+)=(\w+)", self.headers.get("cookie", ""))).get("sessionid")
        with self.fake.lock:
            self.fake.asked.append(f"{self.command} {path}")
            answer = self._fault(path) or self._own(path, parts.query, raw, user)
        if answer.status == 0:  # the connection breaks
            self.close_connection = True
            return
        self._send(answer)

    def _fault(self, path: str) -> Answer | None:
        for pattern, fault in self.fake.faults.items():
            if re.fullmatch(pattern, f"{self.command} {path}"):
                return fault if isinstance(fault, Answer) else fault()
        return None

    def _own(self, path: str, query: str, raw: bytes, user: str | None) -> Answer:
        given = {name: values[0] for name, values in parse_qs(query).items()}
        if path.startswith("tasks/status/"):
            return self.fake.status(path.rpartition("/")[2])
        if path == "health/":
            return self.fake.health(None, given, "")
        return self.fake.answer(self.command, path, given, self._body(raw), user)

    def _body(self, raw: bytes) -> Any:
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/"):
            whole = BytesParser().parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + raw)
            (part,) = whole.get_payload()
            return part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        return json.loads(raw) if raw else None

    def _send(self, answer: Answer) -> None:
        body = answer.body
        if not isinstance(body, bytes):
            body = (body if isinstance(body, str) else json.dumps(body)).encode() if body is not None else b""
        self.send_response(answer.status)
        self.send_header("content-type", answer.kind)
        self.send_header("content-length", str(len(body)))
        for name, value in answer.cookies.items():
            self.send_header("set-cookie", f"{name}={value}; path=/")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815
