"""Cohen's kappa (Cohen 1960) of two annotators over the tokens of their texts; scikit-learn is the extra `train`.

For one label, a token is inside a mention of it or outside; for ALL, it has one of the labels or none. A token that a
mention cuts is inside. White space is no token. Most tokens are outside for both, which is the agreement that chance
would give as well; kappa takes it out, and so comes near to the F1 of tokens (Hripcsak & Rothschild 2005).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.vocab import Vocab

from policy_ner.components.tokenizer import PolicyTokenizer
from policy_ner.errors import PolicyNerError
from policy_ner.evaluation.spans import ALL
from policy_ner.formats.conll import Token, find_tokens
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import NAMES

_OUTSIDE = len(NAMES)


def check_installed() -> None:
    """Let pass where scikit-learn is installed.

    Raises:
        PolicyNerError: It is not.
    """
    try:
        import sklearn  # noqa: F401, PLC0415 (an extra)
    except ImportError:
        hint = "Install it: pip install 'policy-ner[train]', or pipx inject policy-ner scikit-learn."
        raise PolicyNerError("Cohen's kappa needs the package scikit-learn, which is not installed", hint) from None


def kappas(pairs: Iterable[tuple[Document, Document]]) -> tuple[dict[str, float | None], int]:
    """Cohen's kappa by label and ALL, and the number of tokens.

    It is None where it is undefined: both annotators have all tokens inside, or all outside.

    Args:
        pairs: The documents of both annotators, of the same text each.

    Raises:
        PolicyNerError: scikit-learn is not installed.
    """
    check_installed()
    tokenizer = PolicyTokenizer(Vocab())
    a: list[int] = []
    b: list[int] = []
    for one, other in pairs:
        tokens = list(find_tokens(tokenizer, one.text))
        a += _tags(tokens, one.entities)
        b += _tags(tokens, other.entities)
    by_label = {
        label: _kappa([tag == index for tag in a], [tag == index for tag in b]) for index, label in enumerate(NAMES)
    }
    return {**by_label, ALL: _kappa(a, b)}, len(a)


def _kappa(a: Sequence[int], b: Sequence[int]) -> float | None:
    from sklearn.metrics import cohen_kappa_score  # noqa: PLC0415 (an extra)

    return float(cohen_kappa_score(a, b)) if len({*a, *b}) > 1 else None


def _tags(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[int]:
    """For each token the place of its label in the label table, of the first mention that it overlaps."""
    tags, place = [], 0
    for start, end in tokens:
        while place < len(mentions) and mentions[place].end <= start:
            place += 1
        inside = place < len(mentions) and mentions[place].start < end
        tags.append(NAMES.index(mentions[place].label) if inside else _OUTSIDE)
    return tags
