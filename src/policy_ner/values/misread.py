"""Letters that optical character recognition reads in a figure: `3O00元`, `l0元`, `HK$8,000,00O`."""

from __future__ import annotations

import re

_UNIT = r" ?(?:至|[余多]?(?: ?[万亿])? ?(?:[元人名位块]|[美欧日港]元)|[万亿](?![A-Za-z]))"
_RUN = re.compile(
    rf"(?<![A-Za-z0-9])(?=[OoIl]{{0,4}}[0-9])[0-9,]{{0,12}}[OoIl][0-9OoIl,]{{0,12}}(?=(?: ?\. ?[0-9]{{1,3}})?{_UNIT})"
    r"|(?<![A-Za-z0-9])[lI](?= ?万 ?[美港]?元)|(?<=[$¥])[0-9OoIl][0-9OoIl,]{1,15}(?![A-Za-z])"
)
_AS_DIGITS = str.maketrans("OoIl", "0011")


def corrected(norm: str) -> str:
    """The text with digits for such letters where a unit or a sign of a currency stands beside; length is kept."""
    return _RUN.sub(lambda match: match.group().translate(_AS_DIGITS), norm)
