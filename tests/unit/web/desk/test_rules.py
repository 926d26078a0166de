"""The guidelines editor as a browser without JavaScript sees it, with the real fast engine."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from tests.unit.web.desk.conftest import PLENTY, SITE, Desk

from gatepost.conversation.records import Moderator
from gatepost.engine.guidelines import document_of, load, written
from gatepost.vocabulary import LANGUAGES, State
from gatepost.web.composition import running
from gatepost.web.desk.rules.changes import marked
from gatepost.web.desk.rules.fields import number
from gatepost.web.service import Service
from gatepost.web.settings import ModeSettings, ServerSettings, Settings, SiteSettings

WORD = "You scribbler, read it once more."
MULTIPART = "multipart/form-data"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    site = SiteSettings("news", "News", (SITE,), modes=ModeSettings("automatic"))
    settings = Settings(ServerSettings(data=str(tmp_path), engine="fast"), PLENTY, (site,))
    async with running(settings) as made:
        yield made


@pytest.fixture
async def editor(service: Service) -> AsyncIterator[Desk]:
    await service.house.store.add_moderator(Moderator(id="ed", name="Ed", role="editor"))
    async with Desk(service) as made:
        await made.signs_in("Ed")
        yield made


async def kept(editor: Desk, path: str, **fields: object) -> str:
    """Send a form that becomes a draft; the draft's address."""
    answer = await editor.post(path, data=fields)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("/desk/rules/draft/")
    return str(answer.headers["location"])


async def with_word(editor: Desk, term: str = "scribbler", source: str = "v1") -> str:
    return await kept(
        editor,
        f"/desk/rules/draft/{source}/words",
        term=term,
        clause="personal-attack",
        severity="slur",
        match="word",
        allow="Scunthorpe United\n\nshit happens",
    )


async def tried(editor: Desk, draft: str) -> httpx.Response:
    answer = await editor.post(f"{draft}/dry-run", data={"comments": "50"})
    assert answer.status_code == 303, answer.text
    shown = await editor.get(answer.headers["location"])
    assert shown.status_code == 200
    return shown


def plain(answer: httpx.Response) -> str:
    """The page's words alone."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def test_from_the_overview_to_a_published_word(editor: Desk) -> None:
    told = await editor.says(WORD)
    overview = await editor.get("/desk/rules")
    assert "Version 1" in plain(overview)
    assert 'href="/desk/rules/draft/v1/clause/profanity"' in overview.text
    draft = await with_word(editor)
    page = await editor.get(draft)
    assert "Word: scribbler" in plain(page)
    assert "Allowance: Scunthorpe United" in plain(page)
    assert f'action="{draft}/publish"' not in page.text, "not before it was tried"
    run = await tried(editor, draft)
    assert "Decisions that would differ: 1 (comments read: 1)" in plain(run)
    assert f"/desk/comments/{told.comment.id}" in run.text
    assert WORD in plain(run)
    answer = await editor.post(f"{draft}/publish", data={"note": "at last"})
    assert answer.headers["location"] == "/desk/rules?published=yes"
    after = await editor.get(answer.headers["location"])
    assert "Version 2" in plain(after)
    assert "Nothing that was decided is decided again" in plain(after)
    again = await editor.says(WORD + " Twice.")
    house = editor.service.house
    assert (await house.find(again.comment.id)).state is State.REJECTED
    assert (await house.find(told.comment.id)).state is State.APPROVED


async def test_a_clause_in_six_languages_and_its_thresholds(editor: Desk) -> None:
    form = await editor.get("/desk/rules/draft/v1/clause/profanity")
    for language in LANGUAGES:
        assert f'name="wording.{language}"' in form.text
        assert load().wording("profanity", language) in unescape(form.text)
    fields: dict[str, object] = {"active": "yes", "refer": "0,3", "reject": "٠٫٩٥"}
    for language in LANGUAGES:
        fields[f"title.{language}"] = load().title("profanity", language)
        fields[f"wording.{language}"] = load().wording("profanity", language)
    fields["wording.ckb"] = "جنێو نا."
    draft = await kept(editor, "/desk/rules/draft/v1/clause/profanity", **fields)
    page = plain(await editor.get(draft))
    assert "a person reads from" in page
    assert "0.27 → 0.3" in page
    assert "0.88 → 0.95" in page
    assert "Wording · " in page
    source = await editor.service.house.store.rules.draft(draft.rsplit("/", 1)[1])
    assert source is not None
    assert source.base == 1
    assert 'ckb = "جنێو نا."' in source.text


async def test_an_own_clause_comes_and_goes_with_its_modes(editor: Desk) -> None:
    draft = await kept(
        editor,
        "/desk/rules/draft/v1/clause/new",
        **{
            "id": "spoilers",
            "active": "yes",
            "refer": "0.5",
            "title.en": "Spoilers",
            "wording.en": "No endings.",
        },
    )
    source = draft.rsplit("/", 1)[1]
    draft = await kept(
        editor,
        f"/desk/rules/draft/{source}/site/news",
        **{"default": "automatic", "clause.spoilers": "advise", "four_eyes": ["spoilers", "threat"]},
    )
    page = plain(await editor.get(draft))
    assert "Spoilers" in page
    assert "Four eyes" in page
    source = draft.rsplit("/", 1)[1]
    draft = await kept(editor, f"/desk/rules/draft/{source}/clause/spoilers", action="remove")
    left = await editor.service.house.store.rules.draft(draft.rsplit("/", 1)[1])
    assert left is not None
    assert left.sites["news"].four_eyes == ("threat",)
    assert left.sites["news"].modes.clauses == {}
    assert "spoilers" not in left.text


async def test_modes_by_language_and_clause(editor: Desk) -> None:
    draft = await kept(
        editor,
        "/desk/rules/draft/v1/site/news",
        **{
            "default": "advise",
            "language.tr": "automatic",
            "language.ar": "",
            "clause.threat": "advise",
            "new_language": "tr",
            "new_clause": "profanity",
            "new_mode": "approve-only",
        },
    )
    kept_draft = await editor.service.house.store.rules.draft(draft.rsplit("/", 1)[1])
    assert kept_draft is not None
    modes = kept_draft.sites["news"].modes
    assert (modes.everywhere, modes.languages) == ("advise", {"tr": "automatic"})
    assert modes.clauses == {"threat": "advise", "tr/profanity": "approve-only"}
    source = draft.rsplit("/", 1)[1]
    form = await editor.get(f"/desk/rules/draft/{source}/site/news")
    assert 'name="clause.tr/profanity"' in form.text


async def test_limits_of_automation_and_the_preamble(editor: Desk) -> None:
    draft = await kept(
        editor,
        "/desk/rules/draft/v1/general",
        **{"approve_below": "never", "reject_from": "0.97", "preamble.en": "Be kind."},
    )
    page = plain(await editor.get(draft))
    assert "Approve alone below" in page
    assert "no limit → never" in page
    assert "no limit → 0.97" in page
    source = draft.rsplit("/", 1)[1]
    form = await editor.get(f"/desk/rules/draft/{source}/general")
    assert 'name="approve_below" value="never"' in form.text
    assert 'name="reject_from" value="0.97"' in form.text


@pytest.mark.parametrize(
    ("path", "fields", "problem"),
    [
        (
            "clause/profanity",
            {"refer": "often", "title.en": "T", "wording.en": "W", "active": "y"},
            "refer is 'often'",
        ),
        ("clause/new", {"id": "Spoilers!", "active": "y"}, "its id is 'Spoilers!'"),
        (
            "words",
            {"term": "(x", "clause": "threat", "severity": "strong", "match": "word"},
            "mend the brackets",
        ),
        ("general", {"approve_below": "seldom"}, "approve_below is 'seldom'"),
        ("file", {"guidelines": 'name = "x"\r\nlanguage = 5\r\n'}, "language is 5"),
    ],
)
async def test_what_the_parser_finds_is_shown_and_nothing_typed_is_lost(
    editor: Desk, path: str, fields: dict[str, str], problem: str
) -> None:
    answer = await editor.post(f"/desk/rules/draft/v1/{path}", data=fields)
    assert answer.status_code == 422
    assert problem in plain(answer)
    for value in fields.values():
        assert value.replace("\r\n", "\n") in unescape(answer.text)
    assert await editor.service.house.store.rules.drafts() == []


async def test_every_problem_of_a_file_stands_on_a_line_of_its_own(editor: Desk) -> None:
    text = (
        written(document_of(load()))
        .replace("refer = 0.27", "refer = 27", 1)
        .replace("reject = 0.87", 'reject = "x"', 1)
    )
    answer = await editor.post("/desk/rules/draft/v1/file", files={"guidelines": (None, text)})
    assert answer.status_code == 422
    problems = re.findall(r"<li>(guidelines: [^<]*)</li>", answer.text)
    assert len(problems) == 2
    assert "Problems: 2" in plain(answer)


async def test_a_file_becomes_the_same_kind_of_draft(editor: Desk) -> None:
    text = "# Our remark.\n" + written(document_of(load())).replace("refer = 0.27", "refer = 0.3", 1)
    answer = await editor.post(
        "/desk/rules/draft/v1/file", files={"guidelines": (None, text.replace("\n", "\r\n"))}
    )
    page = plain(await editor.get(answer.headers["location"]))
    assert "0.27 → 0.3" in page
    draft = await editor.service.house.store.rules.draft(answer.headers["location"].rsplit("/", 1)[1])
    assert draft is not None
    assert draft.text == text


async def test_who_publishes_second_is_told_and_can_go_on(editor: Desk) -> None:
    ours, theirs = await with_word(editor), await with_word(editor, "penny-a-liner")
    await tried(editor, ours)
    await tried(editor, theirs)
    assert (await editor.post(f"{theirs}/publish")).status_code == 303
    refused = await editor.post(f"{ours}/publish")
    assert refused.status_code == 409
    assert "Another version came into force meanwhile. Your draft is kept" in plain(refused)
    assert "Put it onto version 2" in plain(await editor.get(ours))
    answer = await editor.post(f"{ours}/take")
    onto = answer.headers["location"]
    assert onto != ours
    page = plain(await editor.get(onto))
    assert "Word: penny-a-liner" in page, "what would be undone is shown"
    await tried(editor, onto)
    assert (await editor.post(f"{onto}/publish")).status_code == 303


async def test_earlier_versions_can_be_read_compared_fetched_and_taken_back(editor: Desk, desk: Desk) -> None:
    draft = await with_word(editor)
    await tried(editor, draft)
    await editor.post(f"{draft}/publish", data={"note": "they ask for it"})
    page = await desk.get("/desk/rules/versions")
    assert "they ask for it" in plain(page)
    assert "the settings file" in plain(page)
    version = await desk.get("/desk/rules/versions/2")
    assert "Word: scribbler" in plain(version)
    assert load().wording("threat", "en") in plain(version)
    assert "/take" not in version.text, "a moderator looks and changes nothing"
    compared = await desk.get("/desk/rules/compare")
    assert "From version 1 to version 2" in plain(compared)
    back = await desk.get("/desk/rules/compare?before=2&after=1")
    assert "Word: scribbler removed" in plain(back)
    file = await desk.get("/desk/rules/versions/1/guidelines.toml")
    assert file.headers["content-disposition"] == 'attachment; filename="guidelines-1.toml"'
    assert "[[clause]]" in file.text
    named = await desk.get(f"/desk/rules/versions?version={editor.service.house.guidelines.version}")
    assert named.headers["location"] == "/desk/rules/versions/2"
    taken = await editor.post("/desk/rules/draft/v1/take")
    assert "Word: scribbler removed" in plain(await editor.get(taken.headers["location"]))
    await tried(editor, taken.headers["location"])
    assert (await editor.post(f"{taken.headers['location']}/publish")).status_code == 303
    assert editor.service.house.rules_number == 3
    assert editor.service.house.guidelines.version == load().version


async def test_moderators_may_look_and_not_change(desk: Desk) -> None:
    for path in ("/desk/rules", "/desk/rules/draft/v1", "/desk/rules/draft/v1/words"):
        assert (await desk.get(path)).status_code == 403, path
    assert (await desk.post("/desk/rules/draft/v1/take")).status_code == 403
    page = await desk.get("/desk/rules/versions")
    assert 'href="/desk/rules"' not in page.text
    assert 'href="/desk/rules/versions"' in page.text


GONE = ("draft/v9", "draft/vx", "draft/0", "versions/9", "versions/x", "dry-run/x", "compare?before=9")


@pytest.mark.parametrize("path", [*GONE, "draft/v1/clause/x", "draft/v1/site/x"])
async def test_what_is_not_there_is_said_so(editor: Desk, path: str) -> None:
    answer = await editor.get(f"/desk/rules/{path}")
    assert answer.status_code == 404
    assert "This is not here any more" in plain(answer)


@pytest.mark.parametrize("language", ["ckb", "ar", "fa"])
async def test_every_page_right_to_left(editor: Desk, language: str) -> None:
    await editor.says(WORD)
    draft = await with_word(editor)
    run = await tried(editor, draft)
    pages = [draft, str(run.url.path), "/desk/rules", "/desk/rules/versions", "/desk/rules/versions/1"]
    pages += [
        f"{draft}/{part}" for part in ("clause/threat", "clause/new", "words", "general", "site/news", "file")
    ]
    pages.append("/desk/rules/compare")
    for path in pages:
        answer = await editor.get(path, params={"language": language})
        assert answer.status_code == 200, path
        assert f'<html lang="{language}" dir="rtl"' in answer.text
        assert "style=" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    shown = await editor.get(str(run.url.path), params={"language": language})
    assert "←" in shown.text
    assert "→" not in shown.text


async def test_texts_of_comments_are_escaped_and_go_with_an_erasure(editor: Desk) -> None:
    from gatepost.conversation.erase import erase

    made = await editor.says("<script>alert(1)</script> you scribbler")
    run = await tried(editor, await with_word(editor))
    assert "&lt;script&gt;" in run.text
    assert "<script>alert" not in run.text
    await erase(editor.service.house, made.comment.id, "operator")
    again = await editor.get(str(run.url.path))
    assert "scribbler" not in again.text
    assert made.comment.id in again.text


async def test_a_draft_can_be_thrown_away(editor: Desk) -> None:
    draft = await with_word(editor)
    assert draft in (await editor.get("/desk/rules")).text
    assert (await editor.post(f"{draft}/forget")).headers["location"] == "/desk/rules"
    assert (await editor.get(draft)).status_code == 404


async def test_the_desk_names_a_clause_as_it_was_called_when_it_struck(editor: Desk) -> None:
    document = document_of(load())
    (table,) = [one for one in document["clause"] if one["id"] == "personal-attack"]
    table["title"]["en"] = "Insults of old"
    draft = await kept(editor, "/desk/rules/draft/v1/file", guidelines=written(document))
    draft = await with_word(editor, source=draft.rsplit("/", 1)[1])
    await tried(editor, draft)
    await editor.post(f"{draft}/publish")
    made = await editor.says(WORD)
    document["clause"].remove(table)
    draft = await kept(editor, "/desk/rules/draft/v2/file", guidelines=written(document))
    await tried(editor, draft)
    assert (await editor.post(f"{draft}/publish")).status_code == 303
    assert "Insults of old" in plain(await editor.get("/desk/decided"))
    history = await editor.get(f"/desk/comments/{made.comment.id}")
    assert "Insults of old" in plain(history)
    (link, *_) = re.findall(r'href="(/desk/rules/versions\?version=[^"]+)"', history.text)
    assert (await editor.get(unescape(link))).headers["location"] == "/desk/rules/versions/2"


def test_a_certificate_goes_with_the_rules_that_it_was_for() -> None:
    from gatepost.web.desk.rules.source import _written

    document = document_of(load())
    document["automation"] = {"approve_below": 0.05, "certificate": {"guidelines": load().version}}
    assert "certificate" in _written(document)
    document["clause"][0]["refer"] = 0.3
    assert "certificate" not in _written(document)
    assert "approve_below = 0.05" in _written(document)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("0.5", 0.5), ("0,5", 0.5), ("٠٫٥", 0.5), ("۰٫۵", 0.5), (" 1 ", 1.0), ("often", "often")],
)
def test_numbers_as_people_type_them(typed: str, meant: object) -> None:
    assert number(typed) == meant


def test_words_that_went_and_came_are_marked() -> None:
    marks = marked("No swear words here.", "No rude words here.")
    assert [(one.kind, one.text) for one in marks] == [
        ("same", "No "),
        ("del", "swear"),
        ("ins", "rude"),
        ("same", " words here."),
    ]
