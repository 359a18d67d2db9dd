"""Write `src/policy_ner/rules/lexicons/*.tsv` from public lists of names and from `training/lexicon_seeds/`.

python training/build_lexicons.py [SHARED]

SHARED holds `data/lists` and `data/raw`. A name is taken once: what the seeds say of it comes first, then the
lists, then the short forms made by rule. The laws in `data/raw` give their titles; `lexicon_judge` says which
names are ambiguous.
"""

from __future__ import annotations

import csv
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lexicon_judge import LAWS, TEXTS, Judge
from lexicon_tables import Row, Table, hand, seeds, short_tails

from policy_ner.text.script import normalize

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src/policy_ner/rules/lexicons"
DATE = "2026-11"
SOURCES = {
    "places": "GB/T 2260 divisions, those of Taiwan, Hong Kong and Macau, countries and zones",
    "organisations": "MOE list of universities 2025, listed companies of the three exchanges, central organs",
    "programmes": "titles of national laws and of laws of Taiwan",
}
FIRM = re.compile(r"(?:股份)?有限(?:责任)?公司(?:\(集团\))?$|股份公司$|\(简称.*\)$")
MARKS = re.compile(r"^(?:S?\*?ST|PT|S)(?=[\u4e00-\u9fff])|[AB]股?$|[AB]?退$")
UNIT = re.compile(r"^(.{2,}?)(?:省|市|县|区|旗|盟|地区|林区|特区|特别行政区)$")
ZONE = re.compile(r"(?:开发区|工业园区?|产业园区|化工园区|示范区|管理区|管委会|聚集区|创意园区|新城|行政委员会)$")
NO_PREFECTURE = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
LOCAL = frozenset({"province", "city", "county", "zone"})
NATIONAL = re.compile("(?:法|法典|条例|规定|细则)$")
TAIWAN_LAWS = re.compile("(?<!办)法$|条例$")
TAIWAN_RULES = re.compile(r"(?:补助|奖励|奖助|贷款|津贴|就业|职业训练|创业|辅导|补贴).*(?:办法|要点|标准)$")
REPUBLIC = "中华人民共和国"


def places(lists: Path) -> Table:
    """Provinces to counties, their short forms, and the places of the seeds."""
    table = Table("places", "level")
    for level, file in (("province", "provinces"), ("city", "cities"), ("county", "areas")):
        with (lists / f"admin_divisions/{file}.csv").open(encoding="utf-8", newline="") as lines:
            names = [row["name"] for row in csv.DictReader(lines) if row["name"] not in NO_PREFECTURE]
        for name in names:
            zone = ZONE.search(name) is not None
            table.add((name, *(shortened(name) if zone else short_places(name))), "zone" if zone else level, made=True)
    table.add(("香港特别行政区", "香港", "香港特区"), "province")
    table.add(("澳门特别行政区", "澳门", "澳门特区"), "province")
    table.add(("台湾省", "台湾", "台湾地区"), "province")
    beyond = json.loads((lists / "admin_divisions/HK-MO-TW.json").read_text("utf-8"))
    for region, parts in beyond.items():
        for part, members in parts.items():
            if region == "台湾省":
                table.add((part, *short_places(part)), "city", made=True)
            level = "town" if region == "台湾省" else "county"
            for member in members:
                table.add((member, *short_places(member)), level, made=True)
    for level, names in seeds("place"):
        table.add(names, level)
    return table


def short_places(name: str) -> list[str]:
    """The forms of a place's name without its unit; with it but without the peoples of an autonomous one."""
    if rule := self_rule().match(name):
        base, unit = rule.groups()
        return [base] if unit == "区" else [base, base + unit]
    unit_form = UNIT.match(name)
    return [unit_form[1]] if unit_form else []


@cache
def self_rule() -> re.Pattern[str]:
    """Matches the name of an autonomous place: its own name, then peoples, then 自治 and its unit."""
    peoples = "|".join(sorted(hand("peoples"), key=len, reverse=True))
    return re.compile(rf"^(.{{2,}}?)(?:(?:{peoples})族?)*自治([州县旗区])$")


def shortened(name: str) -> list[str]:
    """威海经济技术开发区 → 威海经开区, 中南民族大学 → 中南民大; the head keeps two characters."""
    return [name.removesuffix(long) + short for long, short in short_tails().items() if name[2:].endswith(long)][:1]


def organisations(lists: Path) -> Table:
    """Seeds, universities, central organs, listed companies."""
    table = Table("organisations")
    for kind, names in seeds("org"):
        table.add(names, kind, seed=True)
    for line in rows_of(lists / "central_organs.tsv"):
        table.add((line[0], *(name for cell in line[1:] for name in cell.split(","))), "organ")
    universities = [normalize(line[0]) for line in rows_of(lists / "universities.tsv")]
    forms = Counter(form for name in universities for form in shortened(name))
    for name in universities:
        table.add((name, *(form for form in shortened(name) if forms[form] == 1)), "university", made=True)
    for _, short, full, _ in rows_of(lists / "a_share_companies.tsv"):
        names = company_forms(normalize(short), normalize(full))
        table.add(names, "bank" if names[0].endswith("银行股份有限公司") else "company", made=True)
    return table


def company_forms(short: str, full: str) -> list[str]:
    """Full name, with and without its legal form, 集团 and the brackets in it; the exchange's short name."""
    full = re.sub(r"\(简称.*\)$", "", full)
    base = FIRM.sub("", full)
    forms = [full, base, base.replace("(集团)", "集团"), re.sub(r"\([^)]*\)", "", base)]
    forms += [form.removesuffix("集团") for form in forms[1:]]
    bare = MARKS.sub("", short)
    if bare == short or len(bare) > 2:
        forms.append(bare)
    return [form for form in dict.fromkeys(forms) if len(form) > 1]


def programmes(laws: dict[str, list[str]], table_of_places: Table) -> Table:
    """Seeds and titles of laws."""
    table = Table("programmes")
    for kind, names in seeds("programme"):
        table.add(names, kind, seed=True)
    local = tuple(row.name for row in table_of_places.rows.values() if row.kind in LOCAL and is_whole(row))
    for title in laws["laws-cn"]:
        if NATIONAL.search(title) and not title.startswith(local) and "修改" not in title and len(title) < 40:
            table.add((title, title.removeprefix(REPUBLIC)), "law", made=True)
    for title in laws["laws-tw"]:
        if (TAIWAN_LAWS.search(title) or TAIWAN_RULES.search(title)) and len(title) < 40:
            table.add((title,), "law")
    return table


def is_whole(row: Row) -> bool:
    """Whether a place's name has its unit, or is the short name of a large one, which are rarely words."""
    return row.name == row.canonical or row.kind in ("province", "city")


def rows_of(path: Path) -> Iterator[list[str]]:
    """Cells of a list's lines."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def write(table: Table, judge: Judge) -> None:
    """Write a table, grouped by kind and full name."""
    rows = sorted(table.rows.values(), key=lambda row: (row.kind, row.canonical, row.name != row.canonical, row.name))
    lines = [
        f"# Sources: {SOURCES[table.title]}; training/lexicon_seeds. Names only, {DATE}.",
        "# Written by training/build_lexicons.py: change the seeds, not this file.",
        f"name\tcanonical\t{table.column}\tambiguous",
    ]
    for row in rows:
        if judge.lists(table.title, row):
            ambiguous = "yes" if judge.is_ambiguous(table.title, row) else "no"
            lines.append(f"{row.name}\t{row.canonical}\t{row.kind}\t{ambiguous}")
    (OUT / f"{table.title}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main(shared: Path = ROOT / "../shared") -> None:
    """Build the three tables.

    Raises:
        DataError: Two seeds contradict each other.
    """
    lists = shared / "data/lists"
    packed = {name: (shared / f"data/raw/{name}.txt.xz").read_bytes() for name in TEXTS}
    texts = {name: normalize(lzma.decompress(data).decode()) for name, data in packed.items()}
    titles = {name: [text.split("\n", 1)[0].strip() for text in texts[name].split("\n\n")] for name in LAWS}
    tables = [places(lists), organisations(lists)]
    tables.append(programmes(titles, tables[0]))
    judge = Judge.reading(texts, tables[0], tables[1])
    OUT.mkdir(exist_ok=True)
    for table in tables:
        write(table, judge)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
