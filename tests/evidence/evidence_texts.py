"""Our own short texts, read and analysed by the real rooms."""

from functools import cache

from custodes.evidence import extract
from custodes.language import Analysis, analyse
from custodes.model import Claim, Document, Text
from custodes.reading import read

PLAN = """青石县视频办印发升级方案

青石县视频办2018年3月印发《青石县视频监控联网实施方案》。方案显示，全县主要路口要安装人脸抓拍系统，\
智能摄像头占比要提升到35%以上。

县公安局要将人脸数据推送给县卫健委，由卫健委对密切接触者进行排查。

网上传言称，云桥支付向警方提供了用户消费数据。云桥支付发表声明，否认提供过用户数据。

评论员周衡认为，当地视频监控资源35%以上可能都被用于维稳。
"""

POLICY = """Camera use policy of Marlow County

The Marlow County Police Department installed 42 licence plate readers in 2021. \
The department shares plate data with the state police. \
Officers must not use the system to monitor protesters.

A spokesperson said that the cameras are maintained by Northgate Systems.
"""


@cache
def read_out(text: str) -> tuple[Document, Text, Analysis]:
    """The text as a document with its analysis."""
    reading = read(text.encode(), "text.txt")
    return reading.document, reading.text, analyse(reading.document, reading.text)


@cache
def claims_of(text: str) -> tuple[Claim, ...]:
    """The claims of the text."""
    return extract(*read_out(text))
