"""The figures page, its tables as CSV, and who sees what."""

from __future__ import annotations

import csv
import io
import re

import pytest
from tests.unit.web.desk.conftest import Desk

from gatepost.conversation.decide import decide
from gatepost.conversation.records import Moderator
from gatepost.vocabulary import LANGUAGES, Outcome
from gatepost.web.desk.figures.page import SECTIONS

PATH = "/desk/figures"


async def busy(desk: Desk) -> None:
    """Three decided by the engine, one by Mina, one of them overturned by Zoe, one that waits."""
    house = desk.service.house
    for name in ("Zoe", "=Zed"):
        await house.store.add_moderator(Moderator(id=name.strip("=").lower(), name=name, role="moderator"))
    await desk.says("a fair point")
    overturned = await desk.says("you idiot")
    await desk.says("another fair point")
    referred = await desk.says("perhaps")
    await desk.says("perhaps not")
    await decide(house, "mina", referred.comment.id, Outcome.REJECT, ["threat"])
    await decide(house, "zoe", overturned.comment.id, Outcome.APPROVE)
    await decide(house, "zed", referred.comment.id, Outcome.APPROVE)


def numbers(page: str, table: str) -> list[list[str]]:
    """The rows of one table of the page, as text."""
    part = page.split(f'id="how-{table}"')[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", part, flags=re.DOTALL)
    return [
        [
            " ".join(re.sub(r"<[^>]+>|[\u2068\u2069]", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
        ]
        for row in rows
    ]


async def test_every_figure_stands_on_the_page_with_how_it_is_counted(desk: Desk) -> None:
    await busy(desk)
    page = (await desk.get(PATH)).text
    assert "Only the blind sample is drawn by chance" in page
    for _, names in SECTIONS:
        assert all(f'id="how-{name}"' in page for name in names)
    today = numbers(page, "volume")[-1]
    assert today[1:] == ["5", "4", "2", "1"]
    assert numbers(page, "decided") == [
        ["the engine", "2", "1", "3", "50.0% 18.8% to 81.2%"],
        ["people", "2", "1", "3", "50.0% 18.8% to 81.2%"],
    ]
    assert [row[:2] for row in numbers(page, "times")] == [["the engine", "3"], ["people", "1"]]
    assert [row[:3] for row in numbers(page, "overturned_clauses")] == [
        ["Approvals", "4", "0"],
        ["Personal attacks", "1", "1"],
        ["Threats and calls to violence", "1", "1"],
    ]
    assert [row[:3] for row in numbers(page, "overturned_engines")] == [["stub 1", "3", "1"]]
    assert [row[:3] for row in numbers(page, "overturned_languages")] == [["English", "6", "2"]]


async def test_plots_are_drawn_without_styles_that_the_policy_forbids_and_have_their_numbers_below(
    desk: Desk,
) -> None:
    await busy(desk)
    page = (await desk.get(PATH)).text
    assert page.count("<svg") == 3
    assert page.count('<details class="numbers">') == 2
    assert "style=" not in page
    assert "<style" not in page
    assert all('role="img"' in svg for svg in re.findall(r"<svg[^>]*>", page))


async def test_a_moderator_sees_the_line_about_themselves_and_an_editor_all(desk: Desk) -> None:
    await busy(desk)
    page = (await desk.get(PATH)).text
    assert [row[:5] for row in numbers(page, "moderators")] == [["Mina", "0", "1", "1", "1"]]
    assert "This line is about you" in page
    assert "Zoe" not in page
    file = await desk.get("/desk/figures.csv?table=moderators")
    assert "Zoe" not in file.text
    await desk.service.house.store.add_moderator(Moderator("mina", "Mina", "editor"))
    page = (await desk.get(PATH)).text
    assert {row[0] for row in numbers(page, "moderators")} == {"Mina", "Zoe", "=Zed"}


async def test_a_table_comes_as_csv_that_no_spreadsheet_runs(desk: Desk) -> None:
    await busy(desk)
    await desk.service.house.store.add_moderator(Moderator("mina", "Mina", "editor"))
    answer = await desk.get("/desk/figures.csv?table=moderators&period=7d")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="gatepost-moderators-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv"',
        answer.headers["content-disposition"],
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["name"] for row in rows} == {"Mina", "Zoe", "'=Zed"}
    mina = next(row for row in rows if row["name"] == "Mina")
    assert (mina["moderator"], mina["n"], mina["overturned"], mina["share"]) == ("mina", "1", "1", "1.0")
    assert 0 < float(mina["share_low"]) < float(mina["share_high"]) == 1.0


async def test_the_days_come_as_csv_without_persons(desk: Desk) -> None:
    await busy(desk)
    text = (await desk.get("/desk/figures.csv?table=days")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(row["decisions"]) for row in rows) == 6
    assert {row["who"] for row in rows} == {"engine", "people"}
    assert "mina" not in text


async def test_every_table_of_the_page_can_be_had_as_csv(desk: Desk) -> None:
    await busy(desk)
    for path in re.findall(r'href="(/desk/figures\.csv[^"]*)"', (await desk.get(PATH)).text):
        answer = await desk.get(path.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert len(answer.content.decode("utf-8-sig").splitlines()) > 1


async def test_period_site_and_language_narrow_what_is_counted(desk: Desk) -> None:
    await busy(desk)
    for query, came in (
        ("written=en", "5"),
        ("written=ckb", "0"),
        ("site=news", "5"),
        ("site=elsewhere", "0"),
        ("period=24h", "5"),
    ):
        page = (await desk.get(f"{PATH}?{query}")).text
        assert numbers(page, "volume")[-1][1] == came, query
    page = (await desk.get(f"{PATH}?period=24h")).text
    assert len(numbers(page, "volume")) == 24
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:00", numbers(page, "volume")[0][0])
    page = (await desk.get(f"{PATH}?from=2020-01-01&to=2020-01-03")).text
    assert [row[0] for row in numbers(page, "volume")] == ["2020-01-01", "2020-01-02", "2020-01-03"]
    assert page.count("Nothing to count in this period.") > 8


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("period=9w", "There is no such period"),
        ("period=range", "Give both days"),
        ("from=2020-02-30&to=2020-03-01", "Give both days"),
        ("from=2020-02-03&to=2020-02-01", "lies before the first"),
        ("from=2300-02-03&to=2300-02-04", "in the future"),
        ("from=2020-02-03&to=2022-02-04", "366 days"),
        ("from=0001-01-01&to=0001-01-02", "Give both days"),
    ],
)
async def test_a_wrong_period_is_told_and_the_usual_one_shown(desk: Desk, query: str, sentence: str) -> None:
    answer = await desk.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'id="how-volume"' in answer.text
    refused = await desk.get(f"/desk/figures.csv?{query}")
    assert (refused.status_code, refused.json()["code"]) == (422, "period-invalid")


async def test_an_unknown_table_is_refused_and_headers_cannot_be_smuggled_in(desk: Desk) -> None:
    refused = await desk.get('/desk/figures.csv?table=x";y')
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid-parameter")
    answer = await desk.get('/desk/figures.csv?period=7d&from=";evil&to=%0d%0aX: y')
    assert "evil" not in answer.headers["content-disposition"]
    page = await desk.get(f'{PATH}?period=7d&from="><script>&site=<b>')
    assert "<script>" not in page.text.replace("<script src", "")
    assert "<b>&amp;" not in page.text


async def test_an_empty_house_has_a_page_too(desk: Desk) -> None:
    page = (await desk.get(PATH)).text
    assert "Nothing to count in this period." in page
    assert numbers(page, "volume")[-1][1:] == ["0", "0", "0", "0"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_every_language(desk: Desk, language: str) -> None:
    await busy(desk)
    page = (await desk.get(f"{PATH}?language={language}")).text
    assert f'lang="{language}"' in page
    assert '<div dir="ltr"><svg' in page
    if language in ("ar", "ckb"):
        assert "٪٥٠٫٠" in page
    if language == "tr":
        assert "%50,0" in page


async def test_strangers_do_not_see_figures(stranger: Desk) -> None:
    for path in (PATH, "/desk/figures.csv", "/desk/quality", "/desk/quality.jsonl"):
        answer = await stranger.get(path)
        assert answer.headers["location"].startswith("/desk/sign-in")


async def test_an_auditor_sees_figures_and_judges_nothing(desk: Desk) -> None:
    await desk.service.house.store.add_moderator(Moderator("mina", "Mina", "auditor"))
    page = await desk.get(PATH)
    assert page.status_code == 200
    assert "/desk/quality" not in page.text.split("<main")[0]
    assert (await desk.get("/desk/quality")).json()["code"] == "right-missing"
    assert (await desk.post("/desk/quality")).json()["code"] == "right-missing"
    assert (await desk.get("/desk/quality.jsonl")).json()["code"] == "right-missing"
