"""CoNLL: tags over our tokens, the text and the mentions kept."""

from __future__ import annotations

import io
import json

import pytest

from policy_ner.errors import OutputError
from policy_ner.formats.conll import ConllWriter
from policy_ner.formats.records import Document, Mention
from tests.formats.samples import DOCUMENTS


def written(*documents: Document) -> str:
    stream = io.StringIO()
    writer = ConllWriter(stream)
    for document in documents:
        writer.write(document)
    return stream.getvalue()


def read(content: str) -> list[Document]:
    """By the description in the module alone."""
    documents: list[Document] = []
    for line in content.split("\n"):
        if line.startswith("# id = "):
            documents.append(Document(json.loads(line.removeprefix("# id = ")), ""))
        elif line.startswith("# text = "):
            documents[-1].text += json.loads(line.removeprefix("# text = "))
        elif line:
            _, start, end, tag = line.split("\t")
            mentions = documents[-1].entities
            if tag.startswith("B-"):
                mentions.append(Mention(int(start), int(end), tag[2:], ""))
            elif tag.startswith("I-"):
                last = mentions.pop()
                assert last.label == tag[2:]
                mentions.append(Mention(last.start, int(end), last.label, ""))
    return documents


def test_reading_back_gives_texts_spans_and_labels() -> None:
    back = read(written(*DOCUMENTS))
    assert [(document.id, document.text) for document in back] == [
        (document.id, document.text) for document in DOCUMENTS
    ]
    for found, document in zip(back, DOCUMENTS, strict=True):
        wanted = [(mention.start, mention.end, mention.label) for mention in document.entities]
        assert [(mention.start, mention.end, mention.label) for mention in found.entities] == wanted


def test_tokens_are_ours_with_glosses_and_a_blank_line_after_each_sentence() -> None:
    text = "機(jī)構(gòu) OK。\n補5,000元"
    document = Document("a", text, [Mention(0, 14, "ORG", text[:14]), Mention(17, 23, "MONEY", text[17:23])])
    first = ["機(jī)\t0\t5\tB-ORG", "構(gòu)\t5\t11\tI-ORG", "OK\t12\t14\tI-ORG", "。\t14\t15\tO", ""]
    second = ["補\t16\t17\tO", "5,000\t17\t22\tB-MONEY", "元\t22\t23\tI-MONEY", "", ""]
    lines = ['# id = "a"', '# text = "機(jī)構(gòu) OK。\\n"', *first, '# text = "補5,000元"', *second]
    assert written(document).split("\n") == lines


@pytest.mark.parametrize("span", [(0, 2), (1, 4)])
def test_a_mention_off_the_tokens_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(OutputError, match=r"a: the mention .* begins or ends within a token"):
        written(Document("a", "5000元", [Mention(*span, "MONEY", "5000元"[slice(*span)])]))


def test_no_text_becomes_a_line_of_its_own() -> None:
    lines = written(Document("a\nb", "一\x85二\u2028三\x0c\x1c四")).splitlines()
    assert [line.split("\t")[0] for line in lines if line and not line.startswith("#")] == list("一二三四")
    assert [line for line in lines if line.startswith("#")] == [
        '# id = "a\\nb"', '# text = "一\\u0085二\\u2028三\\f\\u001c四"',
    ]  # fmt: skip
