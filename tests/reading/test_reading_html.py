from hypothesis import given
from hypothesis import strategies as st
from reading_originals import blocks, body, boilerplate, read_text, reason

from custodes.model import UnreadableError

ARTICLE = """
<h1>城西区为路灯装上摄像头</h1>
<p>本报记者 周文 2021年3月5日</p>
<p>城西区公安分局上周说，全区<a href="/tag/lights">路灯</a>杆上已装好
二百多个摄像头，由信通公司维护。</p>
<h2>居民并不知情</h2>
<p>几位居民告诉记者，没有人问过他们的意见，<b>也没有看到公告</b>。</p>
<figure><img src="a.jpg"><figcaption>路灯杆上的摄像头。（本报资料）</figcaption></figure>
<ul><li>东门街装了四十个。</li><li>南桥路装了三十个。</li></ul>
<p>分局没有回答录像保存多久；一名工作人员只说“按规定办理”。</p>
"""

HEADERS = [
    "",
    "<nav><a href='/'>首页</a> | <a href='/n'>新闻</a> | <a href='/v'>视频</a></nav>",
    "<div id='header'><div class='logo'>城西新闻网</div><ul><li><a href='/'>首页</a></li>"
    "<li><a href='/c'>财经</a></li></ul></div>",
    "<p>当前位置：<a href='/'>首页</a> &gt; <a href='/s'>社会</a> &gt; 正文</p>",
    "<table><tr><td><a href='/'>首页</a></td><td><a href='/b'>论坛</a></td></tr></table>",
    "<div><a href='/x'>订阅电子报</a>&nbsp;|&nbsp;<a href='/y'>登录</a></div><hr>",
    "<header><p>城西新闻网</p><form><input><button>搜索</button></form></header>",
    "<div class='menu'><span>Home</span> <span>About</span></div>",
]
FOOTERS = [
    "",
    "<p>责任编辑：王小明</p>",
    "<div class='share'>分享到：<a href='#'>微博</a> <a href='#'>微信</a></div>",
    "<p>手机上长按并复制下列链接分享本文：<br>https://news.example/2021/0305.html</p>",
    "<h3>相关新闻</h3><ul><li><a href='/1'>东门街改造完工</a></li>"
    "<li><a href='/2'>南桥路本周封闭施工</a></li></ul>",
    "<footer><p>版权所有 城西新闻网，未经许可不得转载。</p><p>京ICP备00000000号</p></footer>",
    "<p>扫一扫，关注本报</p><script>var a = '跟踪';</script>",
    "<p><a href='/prev'>上一篇：东门街改造完工</a></p><p>Advertisement</p>",
]


def page(header: str, footer: str, article: str = ARTICLE) -> str:
    return f"<!DOCTYPE html><html><head></head><body>{header}{article}{footer}</body></html>"


BARE = body(read_text(page("", "")))


@given(st.lists(st.sampled_from(HEADERS), max_size=3), st.lists(st.sampled_from(FOOTERS)))
def test_the_same_article_in_another_header_and_footer_gives_the_same_body(
    headers: list[str], footers: list[str]
) -> None:
    assert body(read_text(page("".join(headers), "".join(footers)))) == BARE


def test_an_article_keeps_title_headings_paragraphs_lists_and_captions_in_order() -> None:
    assert [kind for kind, _ in BARE] == [
        "title",
        "paragraph",
        "paragraph",
        "heading",
        "paragraph",
        "caption",
        "list_item",
        "list_item",
        "paragraph",
    ]


def test_what_is_around_the_article_is_kept_but_marked() -> None:
    reading = read_text(page(HEADERS[1], FOOTERS[1]))
    assert boilerplate(reading) == ["首页 | 新闻 | 视频", "责任编辑：王小明"]


def test_inline_elements_and_their_line_breaks_leave_no_space_between_chinese_characters() -> None:
    source = "<p>\n 中共\n <ok href='/t'>\n  视频监控\n </ok>\n 合作方有<b>三</b>家。\n</p>"
    assert body(read_text(page("", "", source))) == [("paragraph", "中共视频监控合作方有三家。")]


def test_english_words_keep_their_spaces_over_line_breaks() -> None:
    source = "<p>The city\n<em>installed</em>\n40 cameras in <a href='/x'>May</a>.</p>"
    assert body(read_text(page("", "", source))) == [
        ("paragraph", "The city installed 40 cameras in May.")
    ]


def test_a_break_inside_a_sentence_does_not_part_it() -> None:
    source = (
        "<p>The department said on Tuesday that it would keep the recordings of all<br>"
        "cameras for thirty days and delete them afterwards.</p>"
    )
    assert len(body(read_text(page("", "", source)))) == 1


def test_two_breaks_part_paragraphs_and_a_bold_line_becomes_a_heading() -> None:
    source = (
        "<p>先说来历。</p><p><b>什么是登记码？</b><br><br>登记码去年在江北市试行。<br/>"
        "<br/>居民须出示。</p>"
    )
    assert body(read_text(page("", "", source))) == [
        ("paragraph", "先说来历。"),
        ("heading", "什么是登记码？"),
        ("paragraph", "登记码去年在江北市试行。"),
        ("paragraph", "居民须出示。"),
    ]


def test_data_tables_become_cells_with_row_and_column() -> None:
    source = (
        "<p>各街道的数目如下。</p><table><tr><th>街道</th><th>数目</th></tr>"
        "<tr><td>东门街</td><td>40</td></tr></table>"
    )
    reading = read_text(page("", "", source))
    cells = [block for block in reading.text.blocks if block.kind == "table_cell"]
    assert [(cell.row, cell.column) for cell in cells] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_tables_that_only_lay_out_the_page_are_paragraphs() -> None:
    source = (
        "<table><tr><td><p>第一段说明了采购的过程。</p><p>第二段说明了验收。</p></td></tr></table>"
    )
    assert {kind for kind, _ in body(read_text(page("", "", source)))} == {"paragraph"}


def test_scripts_hidden_elements_and_frames_say_nothing() -> None:
    source = (
        "<p>正文说明了情况。</p><script>x</script><style>y</style><noscript>z</noscript>"
        "<div style='display: none'>藏</div><iframe>f</iframe><p hidden>h</p><!-- c -->"
    )
    assert read_text(page("", "", source)).text.content == "正文说明了情况。"


def test_broken_markup_loses_no_words() -> None:
    source = "<div><p>第一句在这里。<div>第二句<b>没有收尾。</div><p>第三句</b>也在。"
    content = read_text(page("", "", source)).text.content
    assert content.replace("\n", "") == "第一句在这里。第二句没有收尾。第三句也在。"


def test_the_title_stands_once_even_if_a_heading_repeats_it() -> None:
    source = "<h1>路灯上的眼睛</h1><h2>路灯上的眼睛</h2><p>正文从这里开始。</p>"
    assert body(read_text(page("", "", source))) == [
        ("title", "路灯上的眼睛"),
        ("paragraph", "正文从这里开始。"),
    ]


def test_a_title_that_only_the_head_states_is_put_on_top_without_the_site() -> None:
    source = (
        "<html><head><title>路灯上的眼睛 - 城西新闻网</title></head>"
        "<body><p>正文从这里开始。</p></body></html>"
    )
    assert blocks(read_text(source))[0] == ("title", "路灯上的眼睛")


def test_a_heading_that_links_to_itself_is_a_heading() -> None:
    source = (
        "<h1>题目在此</h1><h2><a href='#x'>采购</a></h2><h2><a href='#y'>验收</a></h2><p>正文。</p>"
    )
    assert [kind for kind, _ in body(read_text(page("", "", source)))] == [
        "title",
        "heading",
        "heading",
        "paragraph",
    ]


def test_what_stands_outside_the_main_part_is_boilerplate() -> None:
    source = (
        "<html><body><div><p>读者可以在这里找到本站历年的全部报道，欢迎浏览。</p></div><main><h1>标题在此</h1>"
        "<p>正文说，全区的摄像头由信通公司维护，费用由区里支付，合同三年一签，期满可续。</p></main></body></html>"
    )
    assert body(read_text(source))[0] == ("title", "标题在此")
    assert len(boilerplate(read_text(source))) == 1


def test_meta_elements_give_publisher_author_and_date() -> None:
    source = (
        "<html lang='zh'><head><meta property='og:site_name' content='城西新闻网'>"
        "<meta name='author' content='周文'>"
        "<meta property='article:published_time' content='2021-03-05T08:00:00+08:00'></head>"
        "<body><h1>标题在此</h1><p>正文从这里开始。</p></body></html>"
    )
    document = read_text(source).document
    assert (document.publisher, document.author) == ("城西新闻网", "周文")
    assert document.published is not None
    assert str(document.published.first) == "2021-03-05"


def test_a_page_without_words_is_empty() -> None:
    assert reason(b"<html><body><img src='x.png'></body></html>") == "empty"


def test_a_very_deep_page_is_read_or_refused_but_never_breaks() -> None:
    source = "<div>" * 50_000 + "深处的话。" + "</div>" * 50_000
    assert reason(f"<html><body>{source}".encode()) in ("", "damaged", "empty")


@given(st.text(max_size=200))
def test_no_page_whatever_raises_anything_but_unreadable(middle: str) -> None:
    try:
        reading = read_text(f"<html><body><p>{middle}</p></body></html>")
    except UnreadableError:
        return
    covered = sum(block.end - block.start for block in reading.text.blocks)
    assert covered + len(reading.text.blocks) - 1 == len(reading.text.content)
