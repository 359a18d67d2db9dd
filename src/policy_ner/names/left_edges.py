"""Where a name without marks may begin: behind punctuation, function words and the words that introduce it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from policy_ner.names import programme_words as table

CUES = ("intro", "confer", "claim", "cite")
EDITION = (
    r"第[0-9一二三四五六七八九十百]+[届批]|首届|20[0-9]{2}(?:-20[0-9]{2})?(?:年度?|学年)?(?![0-9])"
    r"|[0-9]{2,3}(?:学年度|年度?)(?=[一-鿿])"
)
# What a name that it follows is only the beginning of: 法规, 精神 of a 规定.
LONGER_WORD = "委员会|基金会|励|攻坚战|(?<=法)[规律令]|(?<=规定)精神"
REGION = r"[一-鿿]{2,3}?[省市县区州](?!级|场|域|政府|委)"
_JOINTS = ("和", "与", "及", "或")
_FIGURE = (
    r"(?<![第0-9.,])[0-9][0-9.,]{0,20}(?:余|多)?[万亿]?(?:[家名个项人张件次届所支套元%倍户位批种类场亿万]|期)(?!会)"
)
_DATE = r"[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?"
_INNER_BRACKET = r"(?<=[一-鿿])\((?!以下|简称|下称|含|如|原|即|不)[一-鿿0-9、]{1,10}\)(?=[一-鿿])"
_BREAK = r"(?:——|[^一-鿿A-Za-z0-9·—\-.×&])+"


class Edge(NamedTuple):
    """A place where a name may begin.

    Args:
        start, end: What stands before the name.
        use: A cue's use, `joint`, `edge`, `stop` or `line`.
    """

    start: int
    end: int
    use: str


@cache
def _signs() -> re.Pattern[str]:
    """Matches brackets that a name goes on through, a figure or a date, or signs that end what stands before."""
    return re.compile(f"(?P<inside>{_INNER_BRACKET})|(?P<edge>{_DATE}|{_FIGURE})|(?P<stop>{_BREAK})")


@cache
def _words() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Finds the longest cue, edge, or word of which they are only a part; each one's use, '' for the last."""
    cues = table.cue_uses()
    uses = dict.fromkeys(table.inside_words(), "") | dict.fromkeys(table.edges(), "edge") | cues
    uses |= dict.fromkeys(_JOINTS, "joint")
    automaton = AhoCorasick(
        list(uses), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )
    return automaton, tuple(uses.values())


class Edges:
    """The left edges of a text.

    Args:
        norm: The text; reading it takes linear time.
    """

    def __init__(self, norm: str) -> None:
        automaton, uses = _words()
        edges = [Edge(0, 0, "line")]
        for number, start, end in automaton.find_matches_as_indexes(norm):
            if uses[number]:
                edges.append(Edge(start, end, uses[number]))
        for match in _signs().finditer(norm):
            use = str(match.lastgroup)
            if use != "inside":
                edges.append(Edge(*match.span(), "line" if use == "stop" and "\n" in match.group() else use))
        self._edges = sorted(edges, key=attrgetter("end"))
        self._ends = [edge.end for edge in self._edges]

    def before(self, position: int) -> Edge:
        """The last edge that ends at or before a place."""
        return self._edges[self._index(position)]

    def introduced(self, position: int) -> bool:
        """Whether a cue begins at a place."""
        return any(
            edge.start == position and edge.use in CUES
            for edge in self._edges[self._index(position) : self._index(position) + 3]
        )

    def _index(self, position: int) -> int:
        return bisect_right(self._ends, position) - 1

    def cue_near(self, position: int, reach: int) -> Edge | None:
        """The last cue that ends at most `reach` characters before a place, on the same side of all stops."""
        index = self._index(position)
        while index > 0 and position - self._ends[index] <= reach:
            edge = self._edges[index]
            if edge.use in CUES:
                return edge
            if edge.use in ("stop", "line"):
                return None
            index -= 1
        return None
