"""agency.yaml and site.yaml of the demo."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from generator.demo.county import HOST
from generator.model import Agency

_SITE = """\
# 虚构的专栏，供试用和测试：地名、机关、数字和文字都不是真的。
title: 政府信息公开年报（演示）
description: 虚构的{counties}历年政府信息公开工作年度报告，供试用和测试
keywords: [政府信息公开, 年度报告, 年报, 演示, 虚构]
url: https://www.{host}/zfxxgk/nianbao/
portal:
  name: 演示地区人民政府网
  url: https://www.{host}/
  id_code: "0000000000"
siblings:
  - {{label: 政府信息公开指南, url: https://www.{host}/zfxxgk/zhinan/}}
  - {{label: 政府信息公开制度, url: https://www.{host}/zfxxgk/zhidu/}}
  - {{label: 法定主动公开内容, url: https://www.{host}/zfxxgk/fdzdgknr/}}
footer:
  organizer: 演示地区人民政府办公室
  operator: 演示地区政务公开中心
  phone: 0000-0000000
  icp: 演ICP备00000000号
  police: 演公网安备00000000000000号
  error_report: https://www.{host}/jiucuo/
  badge: https://www.{host}/biaozhi/
"""


def site_yaml(counties: Sequence[str]) -> str:
    """The settings of the column."""
    others = f"等{len(counties)}个县" if len(counties) > 1 else ""
    return _SITE.format(counties=counties[0] + others, host=HOST)


def agency_yaml(agency: Agency) -> str:
    """An agency's file; every text in quotes, so that none is taken for anything else."""
    contact = asdict(agency.contact)
    lines = [f"{key}: {_quoted(getattr(agency, key))}" for key in ("name", "short_name")]
    lines += [f"kind: {agency.kind}", f"code: {_quoted(agency.code)}", "contact:"]
    lines += [f"  {key}: {_quoted(value)}" for key, value in contact.items() if value]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
