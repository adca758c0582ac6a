from importlib import resources

import pytest
from reading_originals import body, boilerplate, read_text

from custodes.model import CustodesError
from custodes.reading.boilerplate import parse_phrases, phrase_of, phrases

PROSE = "江北市公安局说，全市的摄像头由信通公司维护，费用由市里支付。"


@pytest.mark.parametrize(
    "line",
    [
        "首页 | 新闻 | 视频 | 关于我们",
        "责任编辑：王小明#",
        "（责编：王小明）",
        "记者：周文 责编：陈舟 网编：小李",
        "手机上长按并复制下列链接或二维码分享本文章：",
        "扫一扫关注我们",
        "分享到：",
        "原文链接：http://news.example/1.htm",
        "https://news.example/1.htm",
        "版权所有，未经许可不得转载",
        "© 2021 The Gazette. All rights reserved.",
        "Share this article on social media",
        "Advertisement",
        "Subscribe to our newsletter",
        "Read more",
        "上一篇：东门街改造完工",
        "-- * --",
    ],
)
def test_furniture_is_marked_wherever_it_stands(line: str) -> None:
    for source in (f"# 题目\n\n{line}\n\n{PROSE}\n", f"# 题目\n\n{PROSE}\n\n{line}\n"):
        reading = read_text(source, "x.md")
        assert body(reading) == [("title", "题目"), ("paragraph", PROSE)]
        assert len(boilerplate(reading)) <= 1


@pytest.mark.parametrize(
    "line",
    [
        "未经许可的，任何单位和个人不得安装视频设备。",
        "公安局要求居民扫描二维码登记，并在门口分享同行人员的信息。",
        "The company shares what its cameras record with the police.",
        "市民可以复制链接，但平台会记录谁分享了什么，并在三十天里保存这些记录供公安局查询。",
        "No.",
        "联系人：李科长",
        "第三条 版权管理由文化局负责。",
        "Home cameras are included in the registry.",
    ],
)
def test_sentences_about_such_things_stay(line: str) -> None:
    assert (
        "paragraph",
        line,
    ) in body(read_text(f"# 题目\n\n{PROSE}\n\n{line}\n\n{PROSE}\n", "x.md"))


def test_lists_of_links_go_and_links_in_sentences_stay() -> None:
    source = (
        "# 题目\n\n警方说，[公告](http://a.b/1)和[方案](http://a.b/2)都已公开，可以查阅。\n\n"
        "- [东门街改造完工](http://a.b/3)\n- [南桥路封闭施工](http://a.b/4)\n\n"
        "[报告全文](http://a.b/report.pdf)\n"
    )
    reading = read_text(source, "x.md")
    assert boilerplate(reading) == ["东门街改造完工", "南桥路封闭施工"]
    assert body(reading)[-1] == ("paragraph", "报告全文")


def test_a_heading_of_related_articles_takes_the_short_lines_after_it_along() -> None:
    source = f"# 题目\n\n{PROSE}\n\n## 相关新闻\n\n东门街改造完工\n\n南桥路封闭施工\n"
    assert body(read_text(source, "x.md")) == [("title", "题目"), ("paragraph", PROSE)]


def test_a_heading_whose_words_are_a_link_stays_between_paragraphs() -> None:
    source = f"# 题目\n\n{PROSE}\n\n## [登记码](http://a.b/tag)\n\n{PROSE}\n"
    assert ("heading", "登记码") in body(read_text(source, "x.md"))


def test_a_page_of_links_alone_is_kept_rather_than_emptied() -> None:
    assert body(read_text("- [一](http://a.b/1)\n- [二](http://a.b/2)\n", "x.md"))


def test_the_number_of_an_official_document_above_its_title_stays() -> None:
    source = (
        f"<html><body><p>江北公〔2018〕10号</p><h1>关于安装的通知</h1><p>{PROSE}</p></body></html>"
    )
    assert body(read_text(source))[0] == ("paragraph", "江北公〔2018〕10号")


def test_a_wrong_phrase_is_named_with_its_line() -> None:
    with pytest.raises(CustodesError, match=r"mine\.toml, line 2: where must be one of"):
        parse_phrases('\n[[phrase]]\ntext = "a"\nwhere = "here"\nlongest = 3\n', "mine.toml")
    with pytest.raises(CustodesError, match=r"mine\.toml, line 1: "):
        parse_phrases('[[phrase]]\ntext = "("\nwhere = "start"\nlongest = 3\n', "mine.toml")


def test_the_shipped_phrases_are_sound_and_name_no_outlet() -> None:
    assert len(phrases()) > 20
    source = resources.files("custodes.reading").joinpath("furniture.toml").read_text("utf-8")
    assert "epochtimes" not in source
    assert phrase_of("一句普通的话。") is None
