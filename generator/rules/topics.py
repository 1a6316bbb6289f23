"""What a report must speak of, and at what length."""

import re
from collections.abc import Iterator

from generator.editions.form import Section
from generator.model import AgencyKind, NarrativePart, Report
from generator.problems import Finding, Level, Place
from generator.rules import Case, rule

_BLANK = re.compile(r"\s+")
_NOTHING = re.compile(
    r"(?:本年度?|全年)?(?:暂)?(?:无|没有|不存在)(?:其他|存在|明显)?(?:的)?(?:主要)?(?:问题)?[。.！]?"
)
_GOVERNMENTS = {AgencyKind.GOVERNMENT, AgencyKind.TOWNSHIP}
_NUMBERED = re.compile(
    r"^\s*(?:（([一二三四五六七八九十]{1,3})）|\(([一二三四五六七八九十]{1,3})\)|([一二三四五六七八九十]{1,3})、|(\d{1,2})[.．、](?!\d))"
)
_TENS = "零一二三四五六七八九十"


def _parts(report: Report) -> Iterator[tuple[Section, NarrativePart]]:
    for section in report.edition.sections:
        if section.id in report.narrative:
            yield section, report.narrative[section.id]


def _words(part: NarrativePart) -> str:
    return _BLANK.sub("", part.text)


@rule("N206", "第五部分没有写清问题和改进", Level.WARNING)
def problems(case: Case) -> Iterator[Finding]:
    """什么：“五、存在的主要问题及改进情况”只写了“无”，或者太短，或者只有问题没有改进。

    为什么：主要问题及改进情况是条例规定的内容，敷衍应付是被点名的问题。多短算太短，可以在 site.yaml 的 checks 里改。
    怎么改：写两三个本机关这一年真实的问题，每个问题写明已经或者准备怎样改进。
    依据：政府信息公开条例第五十条第一款第（四）项；国办公开办函〔2021〕30号，（四）明确责任。
    """
    report = case.report
    for section, part in _parts(report):
        words = _words(part)
        if not section.remedies or not words:
            continue
        if _NOTHING.fullmatch(words):
            yield Finding(
                part.place, f"“{section.label}”只写了“{words}”", "写出真实的问题，每个问题写明怎样改进"
            )
        elif len(words) < case.checks.problems_length:
            least = f"{case.checks.problems_length:g}"
            message = f"“{section.label}”只有 {len(words)} 个字，少于 {least} 个字"
            yield Finding(part.place, message, "写出真实的问题，每个问题写明怎样改进")
        elif not re.search(section.remedies, words):
            yield Finding(part.place, f"“{section.label}”没有写改进情况", "每个问题写明已经或者准备怎样改进")


@rule("N207", "总体情况缺少规定的方面", Level.WARNING)
def topics(case: Case) -> Iterator[Finding]:
    """什么：“一、总体情况”里有规定的方面没有写到：主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障。

    为什么：统一格式要求这一部分对五个方面的工作进行综述。
    怎么改：补写缺少的方面；小标题用这几个方面的名称，如“### （三）政府信息管理”。
    依据：国办公开办函〔2021〕30号，一、报告内容（一）总体情况。
    """
    for section, part in _parts(case.report):
        known = dict(section.topic_words)
        missing = [
            topic
            for topic in section.topics
            if topic not in part.text and not (topic in known and re.search(known[topic], part.text))
        ]
        if missing:
            shown = "、".join(f"“{topic}”" for topic in missing)
            yield Finding(part.place, f"“{section.label}”没有写到{shown}", "补写这几个方面；没有的，写明没有")


@rule("N208", "没有报告考核、评议、责任追究", Level.WARNING)
def government_topics(case: Case) -> Iterator[Finding]:
    """什么：各级人民政府（包括乡镇人民政府）的年报里，没有写工作考核、社会评议、责任追究结果情况。

    为什么：这三项是条例对各级人民政府年报的专门要求，部门没有。
    怎么改：在“监督保障”里写明考核和评议的结果、有没有责任追究；没有开展、没有发生的，也写明。
    依据：政府信息公开条例第五十条第一款第（四）项；国办公开办函〔2021〕30号，一、报告内容（一）。
    """
    report = case.report
    if report.agency.kind not in _GOVERNMENTS:
        return
    words = ""
    for section, part in _parts(report):
        if not section.government_topics:
            continue
        words = words or "".join(part.text for part in report.narrative.values())
        missing = [topic for topic, known in section.government_topics if not re.search(known, words)]
        if missing:
            yield Finding(
                part.place,
                f"各级人民政府的年报应当报告工作考核、社会评议和责任追究结果，这里没有写到{'、'.join(missing)}",
                "在“监督保障”里写明；没有开展、没有发生的，也写明",
            )


@rule("N209", "没有说明信息处理费", Level.WARNING)
def fee(case: Case) -> Iterator[Finding]:
    """什么：“六、其他需要报告的事项”没有提到信息处理费，数据文件里也没有 processing_fee。

    为什么：收取信息处理费的情况要在年报里公开；没有收取的，也要写明，读者才知道是没有，不是漏了。
    怎么改：写一句“本年度没有收取信息处理费”；收取了的，在数据文件里填 processing_fee，会显示在这一部分。
    依据：国办函〔2020〕109号《政府信息公开信息处理费管理办法》。
    """
    report = case.report
    if report.processing_fee is not None:
        return
    for section, part in _parts(report):
        if (
            section.fee_words
            and report.year >= section.fee_from
            and not re.search(section.fee_words, part.text)
        ):
            hint = "写一句“本年度没有收取信息处理费。”；收取了的，在数据文件里填 processing_fee"
            yield Finding(part.place, f"“{section.label}”没有说明信息处理费的收取情况", hint)


@rule("N210", "总体情况太长", Level.NOTICE)
def length(case: Case) -> Iterator[Finding]:
    """什么：“一、总体情况”的字数超过了建议的字数。

    为什么：这一部分要简明客观，太长的多是套话。建议的字数各地不同，可以在 site.yaml 的 checks 里改。
    怎么改：删去套话和与政府信息公开无关的内容，留下做了什么、做到什么程度。
    依据：武政办发〔2025〕54号「聚焦主题、简明客观，篇幅原则上不超过一千字」（地方要求，供参考）。
    """
    report = case.report
    first = next(iter(report.edition.sections), None)
    part = report.narrative.get(first.id) if first else None
    most = case.checks.overview_length
    if first and part and (found := len(_words(part))) > most:
        yield Finding(
            part.place, f"“{first.label}”有 {found} 个字，建议不超过 {most:g} 个字", "删去套话，留下做了什么"
        )


@rule("N213", "小标题的层次或者序号不对", Level.WARNING)
def numbering(case: Case) -> Iterator[Finding]:
    """什么：小标题的序号跳号、重号，或者在一个部分里面又用了“一、”。

    为什么：序号的层次依次是“一、”“（一）”“1.”；六个部分已经用了“一、”，里面的小标题从“（一）”开始。跳号的，读者会以为缺了一段。
    怎么改：把小标题改成“### （一）……”“### （二）……”，依次编号。
    依据：GB/T 9704—2012《党政机关公文格式》，结构层次序数。
    """
    report = case.report
    sections = {section.id for section in report.edition.sections}
    last: dict[tuple[str, int], int] = {}
    for passage in report.passages:
        match = _NUMBERED.match(passage.text) if passage.heading and passage.section in sections else None
        if not match:
            continue
        level = 0 if match[3] else 1 if match[1] or match[2] else 2
        number = _count(next(group for group in match.groups() if group))
        place = passage.place(report.narrative_file, passage.text)
        if level == 0:
            yield Finding(
                place,
                f"小标题“{passage.text}”的序号应当用“（一）”",
                "“一、”是部分的序号；里面依次用“（一）”“1.”",
            )
            continue
        before = last.get((passage.section, level), 0)
        last[passage.section, level] = number
        if level == 1:
            last.pop((passage.section, 2), None)
        if number not in {1, before + 1} or (number == before == 1):
            yield _misnumbered(place, passage.text, before)


def _misnumbered(place: Place, heading: str, before: int) -> Finding:
    previous = f"上一个是第 {before} 个" if before else "前面没有第 1 个"
    return Finding(
        place, f"小标题“{heading}”的序号不连续：{previous}", "依次编号，看是不是漏了一段或者多写了一个"
    )


def _count(number: str) -> int:
    """1, 十, 十二, 二十一."""
    if number.isdigit():
        return int(number)
    tens, mark, ones = number.rpartition("十")
    return (_TENS.index(tens) if tens else 1) * 10 * bool(mark) + (_TENS.index(ones) if ones else 0)
