"""What is said of where an old report is to go: each a code with its manual page."""

from generator.problems import Finding, Level, Place, fault


@fault("I121", "不知道是哪个机关的年报")
def no_agency(place: Place, name: str) -> Finding:
    """什么：从标题、文件名和所在文件夹都看不出这份年报属于专栏里的哪个机关，没有导入。

    为什么：放错了机关，读者就看到别人的数字。
    怎么改：用 --agency 写明机关文件夹，如 --agency jixian/shengchang；或者先用 nianbao new 建立这个机关；或者把旧文件放进和专栏一样的文件夹里再导入。
    """
    what = f"专栏里没有“{name}”" if name else "标题里没有机关名称"
    return Finding(
        place, f"不知道是哪个机关的年报：{what}", "用 --agency 写明机关文件夹，如 jixian/shengchang"
    )


@fault("I130", "不知道新机关的名称")
def no_name(place: Place, path: str) -> Finding:
    """什么：要放进的机关还不在专栏里，旧文件的标题里又没有机关名称，没有导入。

    为什么：机关的全称印在每一页上，不能编造。
    怎么改：加上 --name 写明全称，如 --name 某某镇人民政府。
    """
    return Finding(
        place, f"“{path}”是新机关，标题里没有它的名称", "加上 --name 写明全称，如 --name 某某镇人民政府"
    )


@fault("I131", "原文有空白")
def blanks(place: Place, count: int, level: Level) -> Finding:
    """什么：旧文件的表格里有空白的格子，照原样留空，数据文件里写着 _。

    为什么：空白不等于 0，工具不替您断定。现行格式不许有空白，所以这份年报先作草稿，不会发布；2019 年格式的旧年报可以留空。
    怎么改：确实都是 0 的，加上 --blank-as-zero 再导入一次（已经导入的，再加上 --force）；不全是 0 的，在数据文件里逐个填写。
    """
    hint = "确实都是 0 的，加上 --blank-as-zero 再导入（已导入的再加 --force）；否则在写着 _ 的地方填写"
    return Finding(place, f"原文的表格有 {count} 格空白，照原样留空", hint, level=level)


@fault("I132", "不像是年报")
def no_report(place: Place) -> Finding:
    """什么：文件里没有认出一张表格，也没有认出年报的一个部分，没有导入。

    为什么：多半是选错了文件，或者文件已经损坏，读出来是乱码。
    怎么改：打开文件看一看；是年报的，补上“一、总体情况”等标题，另存为 .docx 再导入。
    """
    return Finding(
        place,
        "不像是年报：没有认出一张表格，也没有认出一个部分",
        "打开看一看是不是选错了文件；是年报就另存为 .docx 再导入",
    )


@fault("I122", "不知道是哪一年的年报")
def no_year(place: Place) -> Finding:
    """什么：从标题和文件名都看不出这份年报是哪一年的，没有导入。

    为什么：放错了年份，跨年的勾稽关系就全错了。
    怎么改：用 --year 写明年份；年份是报告所说的那一年，不是公布的那一年。
    """
    return Finding(place, "标题和文件名里都没有年份", "用 --year 写明报告的年份")


@fault("I123", "这份年报已经有了")
def already_there(place: Place, file: str) -> Finding:
    """什么：这个机关这一年的年报已经在专栏里，没有导入，也没有改动。

    为什么：已有的文件不会被覆盖，免得丢失改好的内容。
    怎么改：确实要用旧文件重来，加上 --force：原来的文件改名为 年份.yaml~ 留在旁边。
    """
    return Finding(place, f"{file} 已经有了，没有导入", "要用它重来就加上 --force，原来的文件会改名留在旁边")


@fault("I124", "两个文件是同一份年报")
def same_report(place: Place, file: str, other: str) -> Finding:
    """什么：这次导入的两个文件，是同一个机关同一年的年报，只导入了第一个。

    为什么：一个机关一年只有一份年报。
    怎么改：看一看哪个文件是最后公布的，去掉另一个；年份或机关认错了，就分开导入，用 --agency 和 --year 写明。
    """
    return Finding(place, f"{file} 已经由“{other}”导入", "去掉其中一个文件，或者分开导入并写明机关和年份")


@fault("I125", "年份和标题不符", Level.WARNING)
def other_year(place: Place, given: int, said: int) -> Finding:
    """什么：命令里写的年份，和旧文件标题里的不一样；按命令里的导入。

    为什么：年份是报告所说的那一年，不是公布的那一年；写错了，跨年的勾稽关系就全错了。
    怎么改：核对标题；命令写错了，删掉刚导入的文件，改正 --year 再导入。
    """
    return Finding(
        place, f"命令里写的是 {given} 年，标题里是 {said} 年", "核对标题；写错了就改正 --year 重新导入"
    )


@fault("I126", "机关和标题不符", Level.WARNING)
def other_agency(place: Place, known: str, said: str) -> Finding:
    """什么：要放进的机关，和旧文件标题里的名称不一样。

    为什么：机关改过名称的，旧年报用旧名称，这不算错；但也可能是放错了机关。
    怎么改：核对标题；放错了，删掉刚导入的文件，改正 --agency 再导入。
    """
    return Finding(place, f"放进了“{known}”，标题里是“{said}”", "核对；放错了就改正 --agency 重新导入")


@fault("I127", "新建了机关", Level.WARNING)
def new_agency(place: Place, path: str, name: str, kind: str) -> Finding:
    """什么：专栏里还没有这个机关，按旧文件的标题新建了一个，类别是按名称判断的。

    为什么：机关的全称和类别印在每一页上，也决定法定公布期限，要人看过。
    怎么改：打开 agency.yaml 核对名称和类别，填上联系方式。
    """
    return Finding(place, f"新建机关 {path}：{name}，类别“{kind}”", "核对 agency.yaml，填上联系方式")


@fault("I128", "这个年份没有年报格式")
def no_form(place: Place, year: int) -> Finding:
    """什么：年份早于政府信息公开年报制度，没有导入。

    为什么：政府信息公开条例自 2008 年起施行，此前没有年报。
    怎么改：核对年份，用 --year 写明。
    """
    return Finding(place, f"{year} 年没有年报格式", "核对年份，用 --year 写明")


@fault("I129", "文件写不进去")
def not_written(place: Place, reason: str) -> Finding:
    """什么：系统不让写这个文件；这份年报没有导入，原来的文件没有改动。

    为什么：可能没有权限，或者磁盘已满。
    怎么改：检查文件夹的权限和磁盘空间，再导入一次。
    """
    return Finding(place, f"文件写不进去：{reason}", "检查文件夹的权限和磁盘空间，再导入一次")
