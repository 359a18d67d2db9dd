"""Files of every kind give their text; each bad one says what is wrong with it and what to do."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.formats.readers import SourceText, iter_file, read_file, read_stdin, read_text

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
FRONT = "---\ntitle: 题\ndate: 2022-03-08\n---\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, name: str, content: str | bytes) -> SourceText:
    [source] = read_file(write(folder, name, content))
    return source


@pytest.mark.parametrize(
    ("name", "content", "text", "meta"),
    [
        ("a.txt", "一\r\n二\n\r三  ", "一\r\n二\n\r三  ", {"format": "text", "encoding": "utf-8"}),
        ("a.TXT", "补贴，每人一万元".encode("gbk"), "补贴，每人一万元", {"format": "text", "encoding": "gb18030"}),
        ("a.md", f"{FRONT}一 *二*\n", "题\n一 *二*\n", {"format": "markdown", "title": "题", "date": "2022-03-08"}),
        ("a.md", "---\n一\n---\n", "---\n一\n---\n", {"format": "markdown"}),
        ("a.txt", f"{FRONT}<p>一</p>\n<p>二</p>", "题\n一\n二\n", {"format": "html", "title": "题"}),
        ("a.txt", "<div>一&amp;二</div>", "一&二\n", {"format": "html"}),
        ("a.txt", "1<2 且 3>2 &amp;", "1<2 且 3>2 &amp;", {"format": "text"}),
        ("a.html", "一\n二 &lt;b&gt;", "一\n二 <b>\n", {"format": "html"}),
        ("a.htm", f"{FRONT}<title>页</title>一", "题\n一\n", {"format": "html", "title": "题"}),
        ("a.log", "一", "一", {"format": "text"}),
        ("a", '{"a": 1}', '{"a": 1}', {"format": "text"}),
        ("a.txt", '{"text": "一"}', '{"text": "一"}', {"format": "text"}),
    ],
)
def test_one_text(tmp_path: Path, name: str, content: str | bytes, text: str, meta: dict[str, str]) -> None:
    source = read(tmp_path, name, content)
    assert source.text == text
    assert source.id == "a"
    assert source.place == str(tmp_path / name)
    assert source.meta["path"] == (tmp_path / name).as_posix()
    assert source.meta | meta == source.meta
    assert "problems" not in source.meta


def test_jsonl(tmp_path: Path) -> None:
    lines = [
        {"id": "x", "text": "一", "title": "题", "meta": {"path": "old.txt", "n": [1]}},
        {"text": "二\r\n"},
        {"id": 7, "text": "三", "entities": [1]},
        {"id": "", "text": "四", "date": 5},
    ]
    content = "\ufeff" + "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    sources = read_file(write(tmp_path, "a.jsonl", content))
    assert [(source.id, source.text) for source in sources] == [
        ("x", "一"),
        ("a-3", "二\r\n"),
        ("7", "三"),
        ("a-7", "四"),
    ]
    assert [source.meta["line"] for source in sources] == [1, 3, 5, 7]
    first = sources[0].meta
    assert (first["path"], first["title"], first["n"], first["format"]) == ("old.txt", "题", [1], "jsonl")
    assert "date" not in sources[3].meta
    assert sources[1].place == f"{tmp_path / 'a.jsonl'}:3"


def test_meta_of_a_document_cannot_mislead(tmp_path: Path) -> None:
    meta = {
        "path": 1,
        "title": ["x"],
        "line": "x",
        "format": None,
        "encoding": 0,
        "problems": 5,
        "source": "报",
        "n": 1,
    }
    source = read(tmp_path, "a.jsonl", json.dumps({"text": "元", "title": "题", "meta": meta}))
    path = (tmp_path / "a.jsonl").as_posix()
    ours = {"path": path, "format": "jsonl", "encoding": "utf-8", "line": 1}
    assert source.meta == ours | {"title": "题", "source": "报", "n": 1}
    assert read(tmp_path, "a.jsonl", '{"text": "元", "meta": 5}').meta == ours


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-be"])
def test_jsonl_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    content = '{"id": "x", "text": "给予奖励，每人一万元"}\r\n{"id": "y", "text": "补贴"}'
    sources = read_file(write(tmp_path, "a.jsonl", content.encode(encoding)))
    assert [source.text for source in sources] == ["给予奖励，每人一万元", "补贴"]


def test_broken_lines_are_reported_and_the_rest_read(tmp_path: Path) -> None:
    good = '{"id": "%s", "text": "元"}\n'
    content = (
        (good % "a").encode()
        + b'{"id": "b", "text": \n'
        + b"[1]\n"
        + b'{"id": "c"}\n'
        + b'{"id": "d", "text": 5}\n'
        + b'{"id": "e", "text": " \\n"}\n'
        + b'{"id": "f", "text": "\xff\xfe"}\n'
        + b"[" * 100_000
        + b"\n"
        + (good % "g").encode()
    )
    path, errors = write(tmp_path, "a.jsonl", content), list[PolicyNerError]()
    assert [source.id for source in read_file(path, on_error=errors.append)] == ["a", "g"]
    assert [error.message.removeprefix(f"{path}:")[:1] for error in errors] == list("2345678")
    assert all(error.hint for error in errors)
    with pytest.raises(PolicyNerError, match=r"a\.jsonl:2: broken JSON"):
        read_file(path)


def test_jsonl_is_streamed(tmp_path: Path) -> None:
    line = json.dumps({"text": "元" * 1000}) + "\n"
    sources = iter_file(write(tmp_path, "a.jsonl", line * 400 + "{"))
    assert sum(1 for _ in zip(range(400), sources, strict=False)) == 400
    with pytest.raises(PolicyNerError, match=":401: broken JSON"):
        next(sources)


def test_lone_surrogates_are_replaced_and_told(tmp_path: Path) -> None:
    content = r'{"id": "\ud800", "text": "a\ud800b\ude00\ud83d\ude00\\ud800", "meta": {"x": "\udfff"}}'
    source = read(tmp_path, "a.jsonl", content)
    assert source.text == "a\ufffdb\ufffd😀\\ud800"
    assert source.id == "\ufffd"
    assert source.meta["x"] == "\ufffd"
    assert source.meta["problems"] == ["4 lone surrogates became U+FFFD"]
    given_text = read_text("元\udcff")
    assert (given_text.text, given_text.meta["problems"]) == ("元\ufffd", ["1 lone surrogates became U+FFFD"])


def test_broken_bytes_are_told(tmp_path: Path) -> None:
    source = read(tmp_path, "a.txt", "元".encode() * 200 + b"\xe5")
    assert source.text == "元" * 200 + "\ufffd"
    assert source.meta["problems"] == ["1 bytes not legal in utf-8 became U+FFFD"]


BAD = [
    ("empty.txt", b"", "it is empty", "right file"),
    ("empty.jsonl", b"", "it is empty", "right file"),
    ("blank.txt", " \r\n\t\u3000\n".encode(), "it holds no text", "right file"),
    ("mark.txt", b"\xef\xbb\xbf", "it holds no text", "right file"),
    ("blank.jsonl", b"\n \n", "it holds no documents", "right file"),
    ("script.html", b"<html><script>1</script>", "the page holds no text", "browser"),
    ("script.txt", b"<div></div>", "the page holds no text", "browser"),
    ("nul.txt", b"a\0b", "NUL", "--encoding"),
    ("random.txt", bytes(range(128, 256)) * 9, "none of UTF-8, GB18030, Big5 and UTF-16", "--encoding"),
    ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "WPS", ".docx"),
    ("a.rtf", b"{\\rtf1\\ansi}", "rich text", ".docx"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "PNG", "OCR"),
    ("a.jpg", b"\xff\xd8\xff\xe0", "JPEG", "OCR"),
    ("a.gz", b"\x1f\x8b\x08\0", "gzip", "Unpack"),
    ("a.jsonl", b"\x1f\x8b\x08\0", "gzip", "Unpack"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason", "hint"), BAD, ids=[f"{row[0]}-{row[2]}" for row in BAD])
def test_bad_files(tmp_path: Path, name: str, content: bytes, reason: str, hint: str) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(InputError, match=reason) as caught:
        read_file(path)
    assert caught.value.message.startswith(f"{path}: ")
    assert hint in caught.value.hint


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file") as caught:
        read_file(tmp_path / "no.txt")
    assert caught.value.hint
    with pytest.raises(InputError, match="it is a folder"):
        read_file(tmp_path)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "not permitted"),
        (OSError(errno.EIO, "Input/output error"), "can't be read: Input/output error"),
    ],
)
def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str) -> None:
    path = write(tmp_path, "a.txt", "元")

    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=reason) as caught:
        read_file(path)
    assert caught.value.hint


def test_a_named_encoding_counts_for_jsonl_too(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '{"text": "é"}'.encode("cp1252"))
    assert read_file(path, encoding="cp1252")[0].text == "é"
    with pytest.raises(InputError, match=":1: byte 11 is not legal in utf-8"):
        read_file(path, encoding="utf-8")


def test_stdin() -> None:
    [source] = read_stdin("给予奖励，每人一万元".encode("gbk"))
    assert (source.id, source.text, source.meta["path"]) == ("stdin", "给予奖励，每人一万元", "<stdin>")
    assert [source.id for source in read_stdin(b'\n{"id": "x", "text": "a"}\n{"text": "b"}')] == ["x", "stdin-3"]
    assert read_stdin(b"<p>a</p>")[0].text == "a\n"
    with pytest.raises(InputError, match="<stdin>: it is empty"):
        read_stdin(b"")


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(InputError, match="<text>: it holds no text"):
        read_text(" ")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0<"), min_size=1))
def test_plain_text_comes_through(text: str) -> None:
    text = "元" * 20 * len(text) + text  # however many control characters there are, they are few
    assert read_stdin(text.encode())[0].text == text


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs the seed articles in ../shared/seeds")
@pytest.mark.parametrize("number", range(5))
def test_seeds(number: int) -> None:
    name = f"seed-{number:03}.txt"
    wanted = (SEEDS / "text" / name).read_bytes().decode()
    [source] = read_file(SEEDS / "raw" / name)
    assert [line.strip() for line in source.text.split("\n") if line.strip()] == wanted.splitlines()
    if source.meta["format"] == "html":
        assert source.text == wanted
