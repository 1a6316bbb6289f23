"""What can be wrong with a narrative, in words."""

from generator.problems import Finding, Level, Place, fault


@fault("N101", "缺少规定的部分")
def missing_section(place: Place, label: str) -> Finding:
    """什么：正文缺少统一格式规定的一个部分。

    为什么：年报由六个部分组成，「不能遗漏，也不宜泛化」。
    怎么改：在 .md 文件里补上这个标题和内容，标题写成“## 一、总体情况”的样子；没有需要报告的，也要写明。
    依据：政府信息公开条例第五十条；国办公开办函〔2021〕30号，一、报告内容。
    """
    return Finding(place, f"缺少“{label}”这一部分", f"补上一行标题“## {label}”和内容")


@fault("N102", "不是规定的部分")
def unknown_section(place: Place, heading: str, labels: list[str]) -> Finding:
    """什么：“##”标题不是统一格式规定的部分。

    为什么：一级标题固定为六个，多出来的内容没有地方放。
    怎么改：改成规定的标题；如果是部分里面的小标题，用“###”，如“### （一）主动公开情况”。
    依据：国办公开办函〔2021〕30号，一、报告内容。
    """
    shown = "、".join(f"“{label}”" for label in labels)
    return Finding(place, f"“{heading}”不是格式规定的部分", f"规定的是 {shown}；小标题请用“###”")


@fault("N103", "同一部分写了两次")
def repeated_section(place: Place, label: str, first: Place) -> Finding:
    """什么：同一个部分的标题出现了两次。

    为什么：两处内容不知道该用哪一处。
    怎么改：把内容合到一处，删掉另一个标题。
    """
    return Finding(place, f"“{label}”写了两次", f"第 {first.line} 行已有这一部分，请合到一处", (first,))


@fault("N104", "正文里有网页代码")
def raw_html(place: Place, tag: str) -> Finding:
    r"""什么：正文里有 <b>、<br>、<!-- --> 这样的网页代码。

    为什么：为了安全，网页代码不会起作用，只会原样显示出来。
    怎么改：删掉它；加粗写成 **文字**，换段空一行。如果就是要显示尖括号，在“<”前加一个反斜杠“\”。
    """
    return Finding(place, f"正文里有网页代码“{tag}”", "删掉它；加粗用 **文字**，换段空一行")


@fault("N105", "链接不能用")
def bad_link(place: Place, target: str) -> Finding:
    """什么：链接的开头不是 http、https、mailto 或 tel。

    为什么：其他种类的链接在读者的电脑上打不开，也可能不安全。
    怎么改：写完整的网址（https://…），或者本机关文件夹里的附件（如 2023/附件.pdf）。
    """
    return Finding(place, f"链接“{target}”不能用", "写 https:// 开头的网址，或“年份/文件名”的附件")


@fault("N106", "引用的数字有误")
def bad_binding(place: Place, message: str, hint: str) -> Finding:
    """什么：正文里的 {{ … }} 引用了不存在或空白的格子，或者写法不对。

    为什么：用 {{ 表.行.列 }} 引用，正文和表格的数字就不会不一致；引用不到就不能显示。
    怎么改：地址写“表.行.列”，如 {{ requests.received.total }}，可以用 + 和 - 连接几个地址。
    """
    return Finding(place, message, hint)


@fault("N107", "链接的文件不存在")
def missing_file(place: Place, target: str) -> Finding:
    """什么：正文链接到一个文件，但它不在本机关文件夹的“年份”子文件夹里。

    为什么：读者会打开一个不存在的页面；无效链接是网站检查的扣分项。
    怎么改：把附件放进与年报同名的文件夹（如 2023/），链接写成 [名称](2023/文件名.pdf)；外部网址要以 https:// 开头。
    依据：国办秘函〔2019〕19号，链接可用性。
    """
    return Finding(
        place, f"找不到文件“{target}”", "附件放进年份文件夹，链接写成“年份/文件名”；网址以 https:// 开头"
    )


@fault("N108", "部分的顺序不对")
def section_order(place: Place, label: str, before: str) -> Finding:
    """什么：部分的先后顺序和统一格式不同。

    为什么：统一格式固定了六个部分的顺序。
    怎么改：按一、二、三……的顺序排列。
    依据：国办公开办函〔2021〕30号，一、报告内容。
    """
    return Finding(place, f"“{label}”应当在“{before}”之前", "按一、二、三……的顺序排列")


@fault("N109", "表格部分里有文字")
def text_beside_table(place: Place, label: str) -> Finding:
    """什么：由数据生成的部分（二、三、四）里写了文字。

    为什么：这几部分只有表格；写在这里的文字不会出现在页面上。
    怎么改：把文字移到“一、总体情况”或“六、其他需要报告的事项”；这几部分的标题可以不写。
    """
    return Finding(place, f"“{label}”由数据生成，这里的文字不会显示", "把文字移到第一或第六部分")


@fault("N110", "嵌套太深")
def too_deep(place: Place) -> Finding:
    """什么：列表或引用一层套一层，超过了能处理的层数。

    为什么：再深的文字会丢失。
    怎么改：减少缩进和“>”的层数。
    """
    return Finding(place, "列表或引用嵌套太深，后面的文字会丢失", "减少缩进和“>”的层数")


@fault("N111", "这一部分没有内容")
def empty_section(place: Place, label: str) -> Finding:
    """什么：标题下面没有文字。

    为什么：每一部分都要报告；没有需要报告的，也要写明。
    怎么改：写上内容；确实没有的，写“无。”并最好说明原因。
    依据：政府信息公开条例第五十条。
    """
    return Finding(place, f"“{label}”没有内容", "写上内容；确实没有的，写明“无。”")


@fault("N112", "图片没有说明")
def image_without_text(place: Place) -> Finding:
    """什么：图片没有写文字说明。

    为什么：盲人读者和图片打不开的读者，靠这段文字知道图里是什么。
    怎么改：写成 ![图里的内容](2023/图.png)。
    依据：无障碍环境建设法第三十二条。
    """
    return Finding(place, "图片没有文字说明", "在方括号里写上图里的内容：![说明](2023/图.png)")


@fault("N113", "用了一级标题")
def top_heading(place: Place) -> Finding:
    """什么：正文里用了一级标题“#”。

    为什么：页面的大标题是年报的名称，由工具生成；一页只有一个大标题。
    怎么改：六个部分用“##”，部分里面的小标题用“###”。
    """
    return Finding(place, "正文里不用一级标题“#”", "六个部分用“##”，小标题用“###”")


@fault("N114", "加粗没有生效", Level.WARNING)
def stray_stars(place: Place) -> Finding:
    r"""什么：正文里留下了没有起作用的“**”，会原样显示。

    为什么：加粗要成对，里面的文字不能以空格开头或结尾，以半角标点结尾时后面要留空格。
    怎么改：检查这一段的“**”是否成对；把结尾的半角标点换成全角，或移到“**”外面。如果就是要显示星号，在每个“*”前加一个反斜杠“\”。
    """
    return Finding(place, "这里的“**”没有起作用，会原样显示", "检查“**”是否成对，里面不要以空格开头或结尾")
