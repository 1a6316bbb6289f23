"""The column as data: what the tables say, what validators say of them, and what the page and the catalogue promise."""

import csv
import hashlib
import io
import json
import re
import shutil
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from columns import MARKDOWN, SETTINGS, TABLES, column, files_of

from generator import opendata
from generator.build import Options, build
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Money, Site
from generator.opendata.tables import _LEAD
from generator.pages.rows import Row
from generator.rules import Fact

FIGURES = TABLES.replace(
    "requests: {fill: 0}",
    "requests:\n  fill: 0\n  received: [3, 1, 0, 0, 0, 0]\n  results: {granted: [3, 1, 0, 0, 0, 0, 4]}",
)
OLD = (
    "published: 2021-01-20\nproactive_disclosure:\n  fill: 0\n"
    "  article_20_5: {administrative_licensing: [7, -3, 0]}\n"
    "  article_20_9: {centralized_procurement: [2, 1646.50万元]}\n"
    "requests:\n  fill: 0\n  received: [_, _, _, _, _, _]\nreconsideration_and_litigation: {fill: 0}\n"
)
FILES = {
    "xian/agency.yaml": "name: 某县人民政府\nkind: government\ncode: 11000000000000001Y\ncontact: {phone: 0000-1234567}\n",
    "xian/2015.yaml": "published: 2016-03-20\n",
    "xian/2015.md": "## 概述\n\n公开信息 15 条。\n",
    "xian/2022.yaml": f"published: unknown\n{TABLES}",
    "xian/2023.yaml": f"published: 2024-03-20\n{FIGURES}",
    "xian/2024.yaml": TABLES,
    "xian/2024.md": MARKDOWN,
    "xian/zhen/2020.yaml": OLD,
}


def made(project: Path, **options) -> Path:
    outcome = build(project, project / "site", Options(jobs=1, **options))
    assert outcome.published, outcome.problems
    return project / "site"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """data/ of a column with reports of every form."""
    return made(column(tmp_path, FILES)) / "data"


def test_every_form_has_a_row_for_each_of_its_published_reports(data: Path):
    assert sorted(path.name for path in data.glob("reports-*")) == [
        f"reports-{form.id}.csv" for form in sorted(editions().all, key=lambda form: form.id)
    ]
    found = [(row["agency_path"], row["year"]) for row in rows(data / "reports-2021.csv")]
    assert found == [("xian", "2022"), ("xian", "2023"), ("xian/zhen", "2023")]
    assert rows(data / "reports-legacy.csv") == [
        {
            "agency_path": "xian",
            "agency": "某县人民政府",
            "agency_code": "11000000000000001Y",
            "agency_kind": "government",
            "year": "2015",
            "published": "2016-03-20",
            "scope": "own",
        }
    ]


@pytest.mark.parametrize("form", [form.id for form in editions().all])
def test_the_tables_say_what_the_reports_say(data: Path, form: str):
    """Under the same names; but for money, which is in 元, and a date that nobody knows, which is blank."""
    for row in rows(data / f"reports-{form}.csv"):
        report = json.loads((data.parent / f"{row['agency_path']}/{row['year']}.json").read_bytes())
        assert report["edition"] == form
        assert list(row)[len(_LEAD) :] == list(report["cells"])
        for name, value in report["cells"].items():
            times = (
                10_000 if report["units"].get(name) == "万元" and name.endswith("procurement_amount") else 1
            )
            assert row[name] == (
                "" if value is None else f"{Decimal(str(value)) * times:f}".removesuffix(".0")
            ), name
        assert row["agency"] == report["agency"]
        assert row["agency_code"] == (report["agency_code"] or "")
        assert row["scope"] == report["scope"]
        assert row["published"] == ("" if report["published"] == "unknown" else report["published"])


def test_blanks_stay_blank_changes_keep_their_sign_and_money_is_in_yuan(data: Path):
    (row,) = rows(data / "reports-2019.csv")
    assert row["requests.received.natural_person"] == ""
    assert row["requests.received.total"] == ""
    assert row["requests.carried_in.natural_person"] == "0"
    assert row["proactive_disclosure.article_20_5.administrative_licensing.change"] == "-3"
    assert row["proactive_disclosure.article_20_9.centralized_procurement.procurement_amount"] == "16465000"


def test_a_preview_has_drafts_without_a_date(tmp_path: Path):
    site = made(column(tmp_path, FILES), drafts=True)
    row = next(row for row in rows(site / "data/reports-2021.csv") if row["year"] == "2024")
    assert row["published"] == ""


@pytest.mark.parametrize("form", [form.id for form in editions().all])
def test_every_column_is_explained(data: Path, form: str):
    said = {row["name"]: row for row in rows(data / f"columns-{form}.csv")}
    head = rows(data / f"reports-{form}.csv")[0]
    assert list(said) == list(head)
    for cell in editions().get(form).cells:
        row = said[cell.address]
        assert row["kind"] == cell.kind
        assert row["unit"] == ("元" if cell.kind == "money" else cell.unit)
        assert row["total"] == ("true" if cell.row_total or cell.column_total else "false")
        assert row["section"]
        assert row["row"]
        assert row["column"]
    assert said["year"] == {
        "name": "year",
        "section": "",
        "row": "",
        "column": "年报的年份",
        "unit": "",
        "kind": "year",
        "total": "false",
    }


def test_tables_open_in_a_spreadsheet(data: Path):
    for path in data.glob("*.csv"):
        body = path.read_bytes()
        assert body.startswith("\ufeff".encode())
        assert body.count(b"\n") == body.count(b"\r\n")


def test_frictionless_finds_the_package_valid_and_sees_any_change(data: Path):
    import frictionless

    def valid() -> bool:
        return frictionless.validate(str(data / "datapackage.json")).valid

    assert valid()
    table = data / "reports-2021.csv"
    body = table.read_bytes()
    table.write_bytes(body.replace(b",2024-03-20,", b",2024-03-21,"))
    assert not valid()  # the digest
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (data / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert valid()
    wrong = [
        (b",own,", b",both,"),  # an enumeration
        (b",2024-03-20,own,0,", b",2024-03-20,own,-1,"),  # a minimum
        (b",2023,2024-03-20,", b",2022,2024-03-20,"),  # the primary key
        (b",2023,", b",,"),  # a required value
        (b"requests.received.total", b"requests.received.sum"),  # a column
    ]
    for old, new in wrong:
        assert old in body
        table.write_bytes(body.replace(old, new, 1))
        assert not valid(), old


def test_the_package_follows_the_profile_of_the_standard(data: Path):
    """The parts of the profile of version 2 that concern us."""
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["homepage"] == "http://www.example.gov.cn/nianbao/data/index.html"
    assert package["contributors"] == [{"title": "某县人民政府办公室", "roles": ["publisher"]}]
    assert "licenses" not in package
    for resource in package["resources"]:
        body = (data / resource["path"]).read_bytes()
        assert resource["bytes"] == len(body)
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert body.decode("utf-8-sig").split("\r\n", 1)[0] == ",".join(names)
        assert set(resource["schema"]["primaryKey"]) <= set(names)


@pytest.mark.filterwarnings("always::UserWarning")  # which is how csvw says what is wrong
def test_csvw_finds_the_tables_valid_and_sees_what_is_not(data: Path):
    from csvw import CSVW

    metadata = str(data / "csv-metadata.json")

    def warnings() -> list[str]:
        found = CSVW(metadata, validate=True)
        assert len(found.tables) == 6
        return [] if found.is_valid else [str(warning.message) for warning in found.warnings]

    assert warnings() == []
    table = data / "reports-2021.csv"
    body = table.read_bytes()
    wrong = [
        (b",own,", b",both,"),
        (b",2024-03-20,own,0,", b",2024-03-20,own,-1,"),
        (b",2023,2024-03-20,", b",,2024-03-20,"),
        (b"requests.received.total", b"requests.received.sum"),
    ]
    for old, new in wrong:
        table.write_bytes(body.replace(old, new, 1))
        assert warnings(), old


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib of itself
@pytest.mark.parametrize("url", ["http://www.example.gov.cn/nianbao/", ""])
def test_the_catalogue_leads_to_every_table(tmp_path: Path, url: str):
    import rdflib

    settings = SETTINGS if url else re.sub(r"^url: .*\n", "", SETTINGS)
    site = made(
        column(tmp_path, FILES | {"site.yaml": f"title: 政府信息公开年报\nkeywords: [年报]\n{settings}"})
    )
    text = (site / "data/catalog.jsonld").read_text("utf-8")
    assert ("http://www.example.gov.cn" in text) == bool(url)
    base = f"{url or 'http://mirror.example/'}data/"
    graph = rdflib.Graph().parse(data=text, format="json-ld", publicID=f"{base}catalog.jsonld")
    dcat, dct, spdx = (
        rdflib.Namespace(name)
        for name in ("http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://spdx.org/rdf/terms#")
    )
    (catalogue,) = graph.subjects(rdflib.RDF.type, dcat.Catalog)
    assert catalogue == rdflib.URIRef(f"{base}catalog.jsonld")
    (dataset,) = graph.objects(catalogue, dcat.dataset)
    for subject in (catalogue, dataset):  # what DCAT-AP wants of both
        assert graph.value(subject, dct.title)
        assert graph.value(subject, dct.description)
        assert (
            graph.value(graph.value(subject, dct.publisher), rdflib.FOAF.name).value == "某县人民政府办公室"
        )
    found = {}
    for distribution in graph.objects(dataset, dcat.distribution):
        address = str(graph.value(distribution, dcat.downloadURL))
        body = (site / "data" / address.removeprefix(base)).read_bytes()
        assert graph.value(distribution, dcat.accessURL) == rdflib.URIRef(address)
        assert int(graph.value(distribution, dcat.byteSize)) == len(body)
        checksum = graph.value(graph.value(distribution, spdx.checksum), spdx.checksumValue)
        assert str(checksum) == hashlib.sha256(body).hexdigest()
        found[address] = distribution
    assert sorted(found) == sorted(base + path.name for path in (site / "data").glob("*.csv"))
    assert not list(graph.subject_objects(dct.license))


def test_nobody_is_made_a_publisher(tmp_path: Path):
    site = made(column(tmp_path, FILES | {"site.yaml": "title: 政府信息公开年报\n"}))
    assert "publisher" not in (site / "data/catalog.jsonld").read_text("utf-8")
    package = json.loads((site / "data/datapackage.json").read_text("utf-8"))
    assert package.keys() == {"$schema", "name", "title", "description", "resources"}


def test_every_page_leads_to_the_data(tmp_path: Path):
    site = made(column(tmp_path, FILES))
    for path in site.rglob("*.html"):
        links = re.findall(r'<a href="([^"]+)">数据下载</a>', path.read_text("utf-8"))
        assert links, path
        for link in links:
            # On 404.html, which is shown at any address, it begins at the host.
            place = path.parent / link.removeprefix("/nianbao/")
            assert place.resolve() == (site / "data/index.html").resolve()
    assert (site / "index.html").read_text("utf-8").count("数据下载") == 2


def test_the_page_offers_every_file_of_its_folder(data: Path):
    page = (data / "index.html").read_text("utf-8")
    files = {path.name for path in data.iterdir()} - {"index.html"}
    assert set(re.findall(r'<a href="([^"]+)" download="\1"', page)) == files
    assert "2022—2023年年报的数据" in page
    assert "<code>requests.received.total</code> 是“新收申请”" in page


def test_the_page_explains_the_formats_that_reports_are_offered_in(tmp_path: Path):
    project = column(
        tmp_path, FILES | {"site.yaml": f"title: 政府信息公开年报\n{SETTINGS}downloads: [json]\n"}
    )
    page = (made(project) / "data/index.html").read_text("utf-8")
    assert "JSON 数据（<code>.json</code>）" in page
    assert "CSV 表格（<code>.csv</code>）" not in page


def test_without_reports_there_is_no_data_and_nothing_leads_there(tmp_path: Path):
    project = tmp_path
    (project / "content").mkdir()
    (project / "content/site.yaml").write_text(f"title: 政府信息公开年报\n{SETTINGS}", "utf-8")
    site = made(project)
    assert not (site / "data").exists()
    assert not [path for path in site.rglob("*.html") if "data/" in path.read_text("utf-8")]


def test_a_column_of_old_reports_only_has_its_list_of_reports(tmp_path: Path):
    project = column(tmp_path, FILES)
    shutil.rmtree(project / "content/xian/zhen")
    for path in project.glob("content/xian/20*"):
        if path.stem != "2015":
            path.unlink()
    site = made(project)
    assert sorted(path.name for path in (site / "data").glob("*.csv")) == [
        "columns-legacy.csv",
        "reports-legacy.csv",
    ]
    assert "列名是这一格的地址" not in (site / "data/index.html").read_text("utf-8")


def test_two_builds_give_the_same_data(tmp_path: Path):
    one, other = (files_of(made(column(tmp_path / name, FILES)) / "data") for name in "ab")
    assert one == other


def test_a_thousand_reports_cost_well_under_a_second():
    form = editions().get("2019")
    values = tuple(
        Money(Decimal("12.5"), "万元") if cell.kind == "money" else cell.index for cell in form.cells
    )
    agencies = [Agency(f"xian/ju-{number}", f"某局{number}", AgencyKind.DEPARTMENT) for number in range(1000)]
    facts = [
        Fact(agency, 2020, "a.yaml", form.id, "own", values, (), (), "", 0, draft=False, waivers={})
        for agency in agencies
    ]
    rows = [
        Row(agency.path, agency.name, 2020, "", date(2021, 1, 20).isoformat(), (), "2019", "own", ())
        for agency in agencies
    ]
    began = time.process_time()
    files = opendata.files(Site("年报", "", None), rows, facts)
    assert time.process_time() - began < 0.8
    assert files[0].body.count(b"\r\n") == 1001
