"""`policy_tagger`: the same candidates behind any tokenizer, in texts of any length, beside what rules propose."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from policy_ner.components.candidates import Candidate, read, store
from policy_ner.components.tagger import PolicyTagger
from policy_ner.errors import InputError
from policy_ner.names.marks import unpaired
from tests.components.toy import DOCUMENTS, SMALL, TEXT, alike, blank, chances, gold, sure, teach, with_tagger

LONGEST, SOFT = 160, 60  # units of a piece; of one that a line end may close


@pytest.fixture(scope="module")
def nlp() -> Language:
    """With a tagger that is sure of its sentences."""
    nlp = blank()
    with_tagger(nlp)
    teach(nlp)
    return nlp


@pytest.fixture(scope="module")
def halting() -> bytes:
    """A tagger that has not learned all: of many spans it says a little."""
    nlp = blank()
    tagger = with_tagger(nlp)
    teach(nlp, epochs=2)
    assert len(chances(nlp(TEXT))) >= 4
    return tagger.to_bytes()


def tagger_of(nlp: Language) -> PolicyTagger:
    tagger = nlp.get_pipe("policy_tagger")
    assert isinstance(tagger, PolicyTagger)
    return tagger


def test_its_settings() -> None:
    nlp = blank()
    tagger = nlp.add_pipe("policy_tagger")
    assert (tagger.labels, tagger.least, tagger.name) == (("ORG", "PROGRAMME"), 0.05, "policy_tagger")
    encoder = tagger.model.layers[0]
    assert (encoder.get_dim("nO"), encoder.get_dim("nE")) == (128, 64)
    other = nlp.add_pipe("policy_tagger", name="mine", config=SMALL | {"labels": ["ORG"], "least": 0.2})
    assert (other.labels, other.least, other.name) == (("ORG",), 0.2, "mine")
    assert other.model.layers[0].get_dim("nO") == 24


@pytest.mark.parametrize("text", [TEXT, ""])
def test_without_weights_it_says_what_to_do(text: str) -> None:
    nlp = blank()
    with_tagger(nlp)
    with pytest.raises(InputError, match="policy_tagger has no weights") as caught:
        nlp(text)
    assert "Train it" in caught.value.hint


def test_what_it_writes(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert sure(doc) == gold(DOCUMENTS[0])
    spans = [(span.start_char, span.end_char, span.label_) for span in doc.spans["policy_tagger"]]
    assert set(spans) == set(chances(doc))
    assert {(c.source, c.rule) for c in read(doc)} == {("policy_tagger", "tagger.span")}
    assert doc.ents == ()


def test_a_candidate_is_as_sure_as_its_span_is_probable(halting: bytes) -> None:
    nlp = blank()
    tagger = with_tagger(nlp, halting)
    ((prepared, (piece, *_)),) = tagger.predict([nlp.make_doc(TEXT)])
    spans = {place: piece.of(*place) for place in chances(nlp(TEXT))}  # here a unit is a character
    assert prepared.pieces == [(0, len(TEXT))]
    assert chances(nlp(TEXT)) == pytest.approx(spans, abs=1e-4)
    assert min(spans.values()) < 0.5
    likely = [item[:3] for item in piece.likely(0.05, LONGEST)]
    assert set(spans) == {place for place in likely if not unpaired(TEXT[slice(*place[:2])])}


@pytest.mark.parametrize("segmenter", ["ours", "char", "jieba"])
def test_behind_each_tokenizer(segmenter: str, nlp: Language) -> None:
    other = blank(segmenter)
    with_tagger(other, tagger_of(nlp).to_bytes())
    assert other.make_doc(TEXT)[0].text == ("威海市" if segmenter == "jieba" else "威")
    for document in DOCUMENTS:
        doc = other(document.text)
        assert sure(doc) == gold(document)
        assert alike(chances(doc), chances(nlp(document.text)))


def test_behind_words_a_mention_takes_whole_ones(halting: bytes) -> None:
    words, characters = blank("jieba"), blank()
    for other in (words, characters):
        with_tagger(other, halting)
    doc, other = words(TEXT), characters(TEXT)
    edges = {token.idx for token in doc} | {len(TEXT)}
    assert {edge for start, end, _ in chances(doc) for edge in (start, end)} <= edges
    assert not {edge for start, end, _ in chances(other) for edge in (start, end)} <= edges
    for (start, end, label), chance in chances(other).items():
        widened = max(edge for edge in edges if edge <= start), min(edge for edge in edges if edge >= end), label
        assert chances(doc)[widened] >= chance - 2e-4  # of those that became the same span the surest


# The text in another form, and where its names are.
FORMS = {
    "traditional": ("威海市教育局啟動“歸巢計劃”，向學子發放補貼。", (0, 6), (9, 13)),
    "gloss": ("威海市教(jiào)育(yù)局(jú)启动“归巢计划”，向学子发放补贴。", (0, 20), (23, 27)),
    "emoji before": ("😀\n威海市教育局启动“归巢计划”，向学子发放补贴。", (2, 8), (11, 15)),
    "blanks": ("威海市 教育局启动“归巢计划”，向学子发放补贴。", (0, 7), (10, 14)),
}


@pytest.mark.parametrize("segmenter", ["ours", "char"])
@pytest.mark.parametrize(("text", "org", "programme"), FORMS.values(), ids=FORMS)
def test_other_forms_of_a_text(
    text: str, org: tuple[int, int], programme: tuple[int, int], segmenter: str, nlp: Language
) -> None:
    other = blank(segmenter)
    with_tagger(other, tagger_of(nlp).to_bytes())
    assert sure(other(text)) == {(*org, "ORG"), (*programme, "PROGRAMME")}


@pytest.mark.parametrize("copies", [2, 40, 300])
def test_a_long_text_is_tagged_as_its_sentences(copies: int, halting: bytes) -> None:
    nlp = blank()
    with_tagger(nlp, halting)
    text = TEXT + "\n"
    found, here = chances(nlp(text * copies)), chances(nlp(text * 9))
    middle = 4 * len(text)
    one = {(s - middle, e - middle, label): c for (s, e, label), c in here.items() if middle <= s < middle + len(text)}
    assert len(one) > 3
    for copy in range(4, copies - 4):
        offset = copy * len(text)
        for (start, end, label), chance in one.items():
            assert found.get((start + offset, end + offset, label), 0.05) == pytest.approx(chance, abs=2e-4)


def test_documents_together_are_tagged_as_one_by_one(halting: bytes) -> None:
    nlp = blank()
    with_tagger(nlp, halting)
    texts = ["", *(document.text for document in DOCUMENTS), "", TEXT * 200, "。", "\n", TEXT, ""]
    for text, doc in zip(texts, nlp.pipe(texts), strict=True):
        assert doc.text == text
        assert alike(chances(doc), chances(nlp(text)))


def test_empty_documents(nlp: Language) -> None:
    assert chances(nlp("")) == {}
    assert [chances(doc) for doc in nlp.pipe(["", ""])] == [{}, {}]
    assert list(nlp.pipe([])) == []


def proposing(nlp: Language, text: str, *candidates: Candidate) -> Doc:
    doc = nlp.make_doc(text)
    store(doc, "rules", candidates)
    return nlp.get_pipe("policy_tagger")(doc)


# Where a rule proposes a name, where the tagger puts its view, and what that is.
VIEWS = {
    "right": ((0, 6), (0, 6), 1.0),
    "too short": ((3, 6), (3, 6), 0.0),
    "across sentences": ((20, 26), (20, 26), 0.0),
    "within a figure": ((30, 31), (29, 33), 0.0),
}


@pytest.mark.parametrize(("proposed", "place", "chance"), VIEWS.values(), ids=VIEWS)
def test_it_says_its_view_of_what_rules_propose(
    proposed: tuple[int, int], place: tuple[int, int], chance: float, nlp: Language
) -> None:
    candidate = Candidate(*proposed, "ORG", "rules", "org.place", 0.3)
    doc = proposing(nlp, TEXT + "学子们来了。2023年末", candidate)
    assert chances(doc)[*place, "ORG"] == pytest.approx(chance, abs=0.02)
    assert candidate in list(read(doc))


def test_its_view_is_the_same_whether_it_proposes_the_span_or_not(halting: bytes) -> None:
    nlp = blank()
    tagger = with_tagger(nlp, halting)
    text = "学子很好。" + TEXT
    places = chances(nlp(text)).keys()
    proposed = [Candidate(*place, "rules", "org.place", 0.5) for place in places]
    found = chances(proposing(nlp, text, *proposed))
    tagger.least = 0.9999
    assert alike(chances(proposing(nlp, text, *proposed)), {place: found[place] for place in places})
    assert len(places) > 3


def test_no_candidate_is_cut_inside_signs(halting: bytes) -> None:
    nlp = blank()
    tagger = with_tagger(nlp, halting)
    tagger.least = 0.0
    text = "（省）《归巢（巢）计划》“市”局"
    ((prepared, (piece, *_)),) = tagger.predict([nlp.make_doc(text)])
    likely = {item[:3] for item in piece.likely(0.0, LONGEST)}
    found = set(chances(nlp(text)))
    assert found == {place for place in likely if not unpaired(text[slice(*place[:2])])}
    assert found < likely
    assert prepared.pieces == [(0, len(text))]


def test_quantities_are_not_its_business(nlp: Language) -> None:
    money = Candidate(20, 22, "MONEY", "rules", "money.unit", 0.9)
    assert [c for c in read(proposing(nlp, TEXT, money)) if c.label == "MONEY"] == [money]


def test_a_proposal_that_begins_within_the_last_figure(nlp: Language) -> None:
    within = Candidate(2, 4, "ORG", "user_lexicon", "", 0.9)
    assert chances(proposing(nlp, "2023", within)) == {(0, 4, "ORG"): 0.0}  # widened to the token


def test_a_second_run_says_the_same(halting: bytes) -> None:
    nlp = blank()
    tagger = with_tagger(nlp, halting)
    doc = nlp(TEXT)
    before = chances(doc)
    assert chances(tagger(doc)) == before


# A text, and the lengths of the pieces that the CRF looks at.
PIECES = {
    "sentences": ("一二。三！\n四；五", [3, 2, 3, 1]),
    "a short line": ("一" * 20 + "\n" + "二" * 5, [26]),
    "a long line": ("一" * SOFT + "\n" + "二" * 5, [SOFT + 1, 5]),
    "no end": ("一" * (2 * LONGEST + 3), [LONGEST, LONGEST, 3]),
    "end at the limit": ("一" * (LONGEST - 1) + "。二", [LONGEST, 1]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "lengths"), PIECES.values(), ids=PIECES)
def test_pieces(text: str, lengths: list[int], nlp: Language) -> None:
    prepared = tagger_of(nlp).prepare(nlp.make_doc(text))
    assert [end - start for start, end in prepared.pieces] == lengths
    assert [start for start, _ in prepared.pieces] == [0, *[end for _, end in prepared.pieces]][: len(lengths)]
    for number, (start, end) in enumerate(prepared.pieces):
        assert {prepared.piece(unit) for unit in range(start, end)} == {number}
