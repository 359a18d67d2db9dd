"""Tokens a line, in the manner of CoNLL: token, start, end, tag (BIO), tabs between; a blank line after a sentence.

A document begins with `# id = …`, a sentence with `# text = …`, both JSON strings; the sentences together are the
text. White space has no line of its own.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.vocab import Vocab

from policy_ner.components.tokenizer import PolicyTokenizer
from policy_ner.errors import OutputError
from policy_ner.formats.kinds import Sink, Unbuffered
from policy_ner.formats.records import Document, Mention
from policy_ner.text.blocks import split_blocks
from policy_ner.text.glosses import find_glosses, glosses_within
from policy_ner.text.sentences import split_sentences
from policy_ner.text.view import View

Token = tuple[int, int]

_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")


class ConllWriter(Unbuffered):
    """Documents one after the other."""

    def __init__(self, stream: Sink) -> None:
        self.stream = stream
        self.tokenizer = PolicyTokenizer(Vocab())

    def write(self, document: Document) -> None:
        """Write one document.

        Raises:
            OutputError: A mention begins or ends within a token.
        """
        text, mentions = document.text, document.entities
        tokens = list(find_tokens(self.tokenizer, text))
        _check_edges(document, tokens)
        starts, ends = [start for start, _ in tokens], [mention.end for mention in mentions]
        out = [f"# id = {_quoted(document.id)}\n"]
        for begin, stop in split_sentences(text, ((mention.start, mention.end) for mention in mentions)):
            out.append(f"# text = {_quoted(text[begin:stop])}\n")
            for start, end in tokens[bisect_left(starts, begin) : bisect_left(starts, stop)]:
                tag = _tag(mentions, bisect_right(ends, start), start)
                out.append(f"{text[start:end]}\t{start}\t{end}\t{tag}\n")
            out.append("\n")
        self.stream.write("".join(out))


def find_tokens(tokenizer: PolicyTokenizer, text: str) -> Iterator[Token]:
    """Starts and ends of the tokens of a text that are no white space, in code points."""
    glosses = find_glosses(text)
    for begin, stop in split_blocks(text):
        for token in tokenizer.tokenize(View(text[begin:stop], glosses_within(glosses, begin, stop))):
            if not token.text.isspace():
                yield begin + token.idx, begin + token.idx + len(token)


def _check_edges(document: Document, tokens: list[Token]) -> None:
    starts, ends = {start for start, _ in tokens}, {end for _, end in tokens}
    for mention in document.entities:
        if mention.start not in starts or mention.end not in ends:
            what = f"{document.id}: the mention {mention.text!r} at {mention.start} begins or ends within a token"
            raise OutputError(what, "Write JSONL, which knows no tokens.")


def _tag(mentions: list[Mention], place: int, start: int) -> str:
    """The tag of a token that starts before the end of the mention at this place, and after that of the one before."""
    if place == len(mentions) or start < mentions[place].start:
        return "O"
    return f"{'B' if start == mentions[place].start else 'I'}-{mentions[place].label}"


def _quoted(text: str) -> str:
    """A JSON string that no reader takes for more than one line."""
    return _LINE_ENDS.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))
