"""Near-duplicates: reprints are found, forms filled in anew are not."""

from __future__ import annotations

import pytest

from policy_ner.text.duplicates import Duplicates

ARTICLE = (
    "本报讯 记者从市人社局获悉，"
    "今年全市共发放购房补贴3980余万元，惠及青年人才2156人。市住建局有关负责人介绍，补贴分三档："
    "博士每人20万元，硕士每人10万元，本科每人5万元，在本市缴纳社会保险满12个月即可申请。申请人登录政务服务网，填报身份证号、学历证书"
    "和购房合同，7个工作日内办结。该负责人表示，下一步将把高级技师纳入补贴范围，预计新增受益者380人，所需资金由市、区两级财政"
    "按6:4分担。据了解，这项政策自2021年实施以来，累计引进各类人才1.2万人，其中超过六成在制造业企业就业。"
)


def found(*texts: str) -> list[str | None]:
    duplicates = Duplicates()
    return [duplicates.find(str(number), text) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    "reprint",
    [
        ARTICLE,
        ARTICLE.replace("。", "。\r\n  ").replace("，", ","),
        "来源：临江日报\n" + ARTICLE + "\n（责任编辑：李晓）",
        ARTICLE.replace("市人社局", "市人力资源和社会保障局"),
        ARTICLE.replace("补贴", "補貼").replace("万", "萬").replace("５", "5"),
        ARTICLE.replace("2156", "２１５６"),
    ],
)
def test_reprints(reprint: str) -> None:
    assert found(ARTICLE, reprint) == [None, "0"]


@pytest.mark.parametrize(
    "other",
    [
        ARTICLE.replace("3980", "4120").replace("2156", "2301").replace("380人", "410人"),
        ARTICLE[:100],
        "完全是另一篇文章，讲的是别的事情。" * 10,
        "",
    ],
)
def test_others(other: str) -> None:
    assert found(ARTICLE, other) == [None, None]


def test_five_names_are_one_group_and_the_first_counts() -> None:
    other = "另一篇。" + ARTICLE[::-1]
    assert found(ARTICLE, other, ARTICLE + "完", other, ARTICLE) == [None, None, "0", "1", "0"]


def test_short_and_empty_texts() -> None:
    assert found("", "5元", "5元", "6元", " ") == [None, None, "1", None, "0"]


def test_long_texts_go_in_pieces() -> None:
    text = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(120_000))
    assert found(text, text + "末") == [None, "0"]
