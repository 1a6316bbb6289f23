"""What is said of an old report that comes in: each a code with its manual page."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.importers.blocks import Spot
from generator.problems import Finding, Level, Place, fault

WHOLE = "整份文件"  # the place of what is said of a document as a whole
_SHOWN = 6


def _some(names: Sequence[str]) -> str:
    """The first few of many."""
    more = f" 等 {len(names)} 项" if len(names) > _SHOWN else ""
    return "、".join(f"“{name}”" for name in names[:_SHOWN]) + more


@dataclass(frozen=True, slots=True)
class Tell:
    """How the recogniser speaks: of places in a document."""

    file: str

    def at(self, spot: Spot) -> Place:
        """The place in words, or as a line where the document has lines."""
        return Place(self.file, spot.line or 1, within="" if spot.line else spot.words or WHOLE)

    @property
    def whole(self) -> Place:
        """The document as a whole."""
        return self.at(Spot())


@fault("I101", "旧文件读不出来")
def unreadable(place: Place, what: str, hint: str) -> Finding:
    """什么：要导入的文件打不开、已损坏、有密码、是扫描图片，或者大得不正常。

    为什么：读不出内容就不能导入；来历不明的文件可能有害，工具不会冒险去读。
    怎么改：按提示处理：多半是用 Word 或 WPS 打开后“另存为”.docx，再导入。
    """
    return Finding(place, what, hint)


@fault("I102", "表格不是这一年的格式")
def other_edition(place: Place, year: int, usual: str, found: str) -> Finding:
    """什么：旧年报里的表格，不是它的年份应当使用的格式；数字按表格本来的格式导入。

    为什么：2019、2020 年报用 2019 年的试行格式，2021 年报起用现行格式。用错格式的年报确实有，公布过的不能改成没有公布过的样子。
    怎么改：先核对年份写得对不对。年份没错，就是当年用错了格式：数据文件里写明了 edition，照原样保留，或者按正确的格式重新编制。
    """
    return Finding(
        place,
        f"{year} 年报应当用“{usual}”版表格，文件里是“{found}”版",
        "先核对年份；年份没错就是当年用错了格式，数字已照原表导入",
    )


@fault("I103", "没有找到表格")
def no_table(place: Place, caption: str) -> Finding:
    """什么：在旧文件里没有认出这张表，数据文件里它的格子都留着待填。

    为什么：工具不猜数字。表格可能是图片，可能写在别的文件里，也可能标题和标准格式差得太远。
    怎么改：对照原文，把数字填进数据文件里写着 _ 的地方。
    """
    return Finding(place, f"没有认出表“{caption}”", "对照原文，把数字填进数据文件里写着 _ 的地方")


@fault("I104", "一行的数字对不上列")
def wrong_count(place: Place, label: str, wanted: int, values: Sequence[str]) -> Finding:
    """什么：表格里这一行的数字个数和列数不一样，又没有列标题可以对照，所以没有导入这一行。

    为什么：少一个或多一个数字，就不知道哪个数字属于哪一列；放错列比空着更糟。
    怎么改：对照原文，把数字填进数据文件里写着 _ 的地方。
    """
    read = " ".join(value.strip() or "空" for value in values)
    return Finding(
        place,
        f"“{label}”应当有 {wanted} 个数，读到的是：{read}",
        "对照原文，把数字填进数据文件里写着 _ 的地方",
    )


@fault("I105", "格子里不是数字")
def not_a_figure(place: Place, label: str, text: str, why: str) -> Finding:
    """什么：表格的这一格里写的不是一个能确定的数字，所以没有导入，原来的文字记在说明（notes）里。

    为什么：工具不猜数字：认错一个字、看错一个单位，公布出去就是错的。
    怎么改：对照原文，把数字填进数据文件里写着 _ 的地方，再删掉那条说明。
    """
    return Finding(
        place, f"“{label}”写的是“{text.strip()}”：{why}", "对照原文填写，再删掉说明（notes）里的那一条"
    )


@fault("I106", "标题和标准格式有出入", Level.WARNING)
def near_label(place: Place, text: str, official: str) -> Finding:
    """什么：表格这一行的标题和标准格式的不完全一样，按最接近的一行导入。

    为什么：多半是缺字、错字或被换页切断；但万一认错了行，数字就全错了。
    怎么改：对照原文看一眼这一行。
    """
    return Finding(place, f"“{text.strip()}”按“{official}”导入", "对照原文看一眼这一行")


@fault("I107", "数字是推算出来的", Level.WARNING)
def inferred(place: Place, names: Sequence[str], how: str) -> Finding:
    """什么：这些数字在旧文件里不能直接读出，是按标准格式和勾稽关系推算的，数据文件里注明了“推算”。

    为什么：旧文件里的格子挤在一起，或者行的标题丢了；能确定的只有一种可能，所以填上了，但仍要人看过。
    怎么改：对照原文核对；对了，就删掉数据文件里“推算”的注释。
    """
    return Finding(place, f"{_some(names)}是推算的：{how}", "对照原文核对")


@fault("I108", "表格缺了几行")
def missing_rows(place: Place, caption: str, names: Sequence[str]) -> Finding:
    """什么：这张表里有几行没有读出来，数据文件里它们的格子都留着待填。

    为什么：原文可能缺行，也可能标题被切断、认不出来；工具不猜数字。
    怎么改：对照原文，把数字填进数据文件里写着 _ 的地方。
    """
    return Finding(
        place,
        f"表“{caption}”没有读出 {_some(names)}",
        "对照原文，把数字填进数据文件里写着 _ 的地方",
    )


@fault("I109", "同一行出现两次，数字不同")
def twice(place: Place, label: str) -> Finding:
    """什么：旧文件里同一行出现了两次，数字不一样，不知道哪一次是对的，所以都没有导入。

    为什么：多半是文件里有两份年报，或者有一张对比表。
    怎么改：对照原文，把数字填进数据文件里写着 _ 的地方；文件里有两份年报，就先拆成两个文件。
    """
    return Finding(place, f"“{label}”出现了两次，数字不一样", "对照原文，把数字填进数据文件里写着 _ 的地方")


@fault("I110", "小项合成了一行")
def one_row(place: Place, label: str, values: Sequence[str]) -> Finding:
    """什么：标准格式里这一项分成几行，旧文件里只有合在一起的一行，没有办法分开，所以没有导入。

    为什么：合计是多少，并不能说明每一小项是多少；工具不猜数字。
    怎么改：查当年的办理台账，把各小项填进数据文件里写着 _ 的地方；查不到就照空白处理。
    """
    read = " ".join(value.strip() or "空" for value in values)
    return Finding(place, f"“{label}”只有合在一起的一行：{read}", "查当年的台账，把各小项填进写着 _ 的地方")


@fault("I111", "表格里有认不出的一行", Level.WARNING)
def unknown_row(place: Place, text: str, *, complete: bool) -> Finding:
    """什么：表格里有一行数字，它的标题不在标准格式里，没有导入。

    为什么：可能是自己加的行，也可能是标题写错、被切断；如果标准格式的各行都已读出，就只是提醒。
    怎么改：对照原文看一眼；是标准格式里的一行，就把数字填进数据文件。
    """
    return Finding(
        place,
        f"认不出这一行，没有导入：{text}",
        "对照原文看一眼",
        level=Level.NOTICE if complete else None,
    )


@fault("I112", "没有找到一部分的标题", Level.WARNING)
def no_heading(place: Place, label: str, how: str) -> Finding:
    """什么：旧文件里没有找到这一部分的标题，或者标题和标准格式差得较远，内容按位置归入。

    为什么：标题缺失、改写或编号排错的年报不少；归错了部分，读者就找不到。
    怎么改：打开正文文件看一眼，归错了就移到对的标题下面。
    """
    return Finding(place, f"“{label}”：{how}", "打开正文文件看一眼")


@fault("I113", "没有找到一部分的内容")
def no_section(place: Place, label: str) -> Finding:
    """什么：旧文件里没有找到年报的这一部分，正文文件里只有标题，内容要补。

    为什么：年报的六个部分缺一不可；工具不会编造句子。
    怎么改：对照原文，在正文文件的这个标题下面补上；原文就没有的，写明“原文无此部分”。
    """
    return Finding(place, f"没有找到“{label}”的内容", "对照原文，在正文文件里补上")


@fault("I114", "文件里有几份年报")
def several(place: Place, years: Sequence[int]) -> Finding:
    """什么：一个文件里有几个年份的年报（比如两年的对比），不知道要导入哪一份。

    为什么：一年一份年报，一次导入一份。
    怎么改：用 --year 写明要导入哪一年；两年都要，就导入两次。
    """
    return Finding(place, f"文件里有 {'、'.join(map(str, years))} 年的年报", "用 --year 写明要导入哪一年")


@fault("I115", "表格旁边的文字", Level.NOTICE)
def beside_table(place: Place, text: str) -> Finding:
    """什么：第二到第四部分里，除了表格还有文字，放进了数据文件的说明（notes），会印在表格下面。

    为什么：标准格式的这三个部分只有表格；原文的注释不能丢。
    怎么改：看一眼；不是注释（比如从通知里抄来的“表格如下”），就从 notes 里删掉。
    """
    return Finding(place, f"表格旁边的文字放进了说明：{text}", "看一眼；不需要就从 notes 里删掉")


@fault("I116", "没有导入的文字", Level.NOTICE)
def left_out(place: Place, texts: Sequence[str]) -> Finding:
    """什么：旧文件里年报以外的文字没有导入，多半是网页的菜单、按钮、版权信息。里面有整句话的，是警告。

    为什么：只有年报的内容才进正文；列出来是怕漏掉了什么。标题、发布日期、落款不在此列，它们由工具生成。
    怎么改：看一眼；有属于年报的，就抄进正文文件。
    """
    said = [text for text in texts if "。" in text]
    level = Level.WARNING if said else None
    shown = _some([*said, *(text for text in texts if text not in said)])
    return Finding(
        place, f"年报以外的文字没有导入：{shown}", "看一眼；有属于年报的，就抄进正文文件", level=level
    )


@fault("I117", "图片没有导入", Level.WARNING)
def picture(place: Place) -> Finding:
    """什么：正文里有图片，没有导入。

    为什么：图片要有文字说明才能发布；表格做成图片的，数字要填进数据文件。
    怎么改：需要的图片存进 <年份>/ 文件夹，在正文里写 ![文字说明](<年份>/图.png)；是表格就填数字。
    """
    return Finding(place, "这里有图片，没有导入", "需要的话存进年份文件夹，在正文里引用，并写文字说明")


@fault("I118", "断开的段落连了起来", Level.NOTICE)
def joined(place: Place, before: str, after: str) -> Finding:
    """什么：两段文字的前一段没有说完，像是被换页切断的，连成了一段。

    为什么：从 PDF 或排过版的 Word 复制出来的文字，换页处常常断成两段。
    怎么改：看一眼；本来就是两段的，在正文文件里分开。
    """
    return Finding(place, f"连成了一段：…{before[-12:]}｜{after[:12]}…", "看一眼；本来是两段就分开")


@fault("I119", "正文里有表格", Level.WARNING)
def table_in_text(place: Place) -> Finding:
    """什么：正文部分有一张表格，不是标准格式的表，按文字导入，一行一段。

    为什么：正文里的表格盲人读不了，年报的正文只有文字。
    怎么改：改写成句子；或者把表格存成文件放进 <年份>/ 文件夹，在正文里引用。
    """
    return Finding(place, "正文里的表格按文字导入，一行一段", "改写成句子，或者作为附件引用")


@fault("I120", "数字挤在一起分不开")
def run_together(place: Place, label: str, digits: str) -> Finding:
    """什么：旧文件里这一行的几个数字连在一起，没有间隔，有几种拆法都说得通，所以没有导入。

    为什么：拆错一位，每个数字都错；工具不猜数字。
    怎么改：找到原来的网页或 Word 文件再导入；或者对照原文，把数字填进数据文件里写着 _ 的地方。
    """
    return Finding(
        place, f"“{label}”的数字挤在一起：{digits}", "换用原来的网页或 Word 文件导入，或对照原文填写"
    )
