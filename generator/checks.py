"""What the checks take as usual: thresholds that rest on a guess, local days; site.yaml may set others. Words too."""

from dataclasses import dataclass, fields

# As shown in docs/files.md and read from `checks:` in site.yaml.
LABELS = {
    "department_deadline": "政府部门的公布期限（月-日）",
    "government_deadline": "县级以上人民政府的公布期限（月-日）",
    "township_deadline": "乡镇、街道的公布期限（月-日）",
    "institution_deadline": "其他机构的公布期限（月-日）",
    "jump_ratio": "比上年增减到几倍算突变",
    "jump_minimum": "数字不小于几才看突变",
    "unit_ratio": "金额比上年差几倍算单位错误",
    "carried_out_share": "结转下年超过百分之几算偏高",
    "carried_out_minimum": "结转下年不少于几件才看比例",
    "other_handling_share": "“其他处理—其他”超过百分之几算偏高",
    "other_handling_minimum": "“其他处理—其他”不少于几件才看比例",
    "problems_length": "第五部分至少几个字",
    "overview_length": "第一部分最多几个字",
    "similarity": "相似度达到百分之几算雷同",
    "percentage_tolerance": "百分比允许差几个百分点",
}


@dataclass(frozen=True, slots=True)
class Checks:
    """Thresholds and days. Days are month-day; shares and similarity are per cent; lengths are characters."""

    department_deadline: str = "01-31"  # 条例第四十九条
    government_deadline: str = "03-31"  # 条例第四十九条
    township_deadline: str = "01-31"  # not in the law: local
    institution_deadline: str = "01-31"
    jump_ratio: float = 5
    jump_minimum: float = 20
    unit_ratio: float = 1000
    carried_out_share: float = 35
    carried_out_minimum: float = 5
    other_handling_share: float = 20
    other_handling_minimum: float = 10
    problems_length: float = 50
    overview_length: float = 1000  # 武政办发〔2025〕54号
    similarity: float = 85
    percentage_tolerance: float = 0.1


@dataclass(frozen=True, slots=True)
class Word:
    """An entry of the word list: what should not be written, and what should be."""

    wrong: str  # … stands for a few characters without a mark
    right: str
    serious: bool = False
    unless: tuple[str, ...] = ()  # longer words in which it is right
    why: str = ""


assert LABELS.keys() == {field.name for field in fields(Checks)}
