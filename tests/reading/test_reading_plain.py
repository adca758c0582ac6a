from reading_originals import body, read_text

from custodes.reading import Reading


def plain(source: str) -> Reading:
    return read_text(source, "file.txt")


def test_blank_lines_part_paragraphs_and_the_first_short_line_is_the_title() -> None:
    reading = plain(
        "关于加装摄像头的通知\n\n各街道办事处：\n\n请于五月底前完成安装。\n\n"
        "第一章 总则\n\n本通知自发布之日起施行。"
    )
    assert body(reading) == [
        ("title", "关于加装摄像头的通知"),
        ("paragraph", "各街道办事处："),
        ("paragraph", "请于五月底前完成安装。"),
        ("heading", "第一章 总则"),
        ("paragraph", "本通知自发布之日起施行。"),
    ]
    assert reading.document.kind == "notice"


def test_chinese_lines_broken_at_a_width_are_joined_without_spaces() -> None:
    sentence = (
        "按照区里的部署今年将在所有居民小区的出入口安装人像抓拍设备并接入视频专网供公安机关调用，"
    )
    text = sentence * 3 + "费用由区财政承担。"
    wrapped = "\n".join(text[n : n + 36] for n in range(0, len(text), 36))
    assert body(plain("\u3000\u3000" + wrapped))[-1][1] == text


def test_english_lines_broken_at_a_width_are_joined_with_spaces() -> None:
    text = (
        "The policy says that recordings are kept for thirty days unless they are evidence. "
        "Officers log in with their own name. An audit is held every six months by the "
        "Department of Records, which reports to the council in public session each May."
    )
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    assert body(plain("\n".join(lines))) == [("paragraph", text)]


def test_short_lines_of_a_list_stay_apart() -> None:
    assert len(body(plain("东门街 40\n南桥路 30\n北大街 12"))) == 3


def test_indented_lines_start_paragraphs() -> None:
    source = "　　第一段说明采购。\n　　第二段说明验收。\n　　第三段说明付款。"
    assert len(body(plain(source))) == 3


def test_carriage_returns_and_invisible_characters_leave_no_trace() -> None:
    reading = plain("第一段\u200b说明。\r\n\r\n\ufeff第二段\u00ad说明。\r\r第三段说明。")
    assert reading.text.content == "第一段说明。\n第二段说明。\n第三段说明。"


def test_decomposed_letters_are_composed() -> None:
    assert "café" in plain("The cafe\u0301 has a camera.").text.content


def test_a_name_ending_in_txt_does_not_hide_markdown() -> None:
    assert plain("# Title\n\n- [a](b)\n- [c](d)\n\nText.").document.media_type == "text/markdown"
    assert plain("Only words here.\nAnd here.").document.media_type == "text/plain"


def test_the_date_below_an_official_letter_is_found() -> None:
    published = plain(
        "关于检查的函\n\n请予以协助检查全部摄像头。\n\n江北市公安局\n\n二〇一八年六月十日"
    ).document.published
    assert published is not None
    assert str(published.first) == "2018-06-10"


def test_a_numbered_section_after_a_full_stop_starts_a_paragraph() -> None:
    full = "4.1 超过期限的数据应当自动删除；确需延长保存期限的，由江北市公安局审批后方可办理手续。"
    assert body(plain(f"{full}\n5 共享与权限\n5.1 其他单位可以申请调阅。"))[1:] == [
        ("paragraph", "5 共享与权限"),
        ("paragraph", "5.1 其他单位可以申请调阅。"),
    ]
