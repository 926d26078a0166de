"""Pictures of every state of the widget: `python -m tests.browser.widget_pictures docs/images/widget`.

One sheet for each language and width. Needs Chromium; nothing is fetched.
"""

from __future__ import annotations

import base64
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Locator, expect, sync_playwright
from tests.browser.conftest import ARGUMENTS, found_chromium
from tests.browser.newsroom import ORIGIN, RIGHT_TO_LEFT, Newsroom, Story

from gatepost.conversation.pick import pick
from gatepost.vocabulary import Context, Evidence, Finding, Outcome, Submission, Verdict

WIDTHS = (360, 1280)
COLOURS = 11
SHEET = """<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; background: #fff; font: 600 13px sans-serif }}
body {{ columns: {columns}; column-gap: 12px }} img {{ display: block; margin: 8px }}
figure {{ margin: 0 0 12px; break-inside: avoid; border: 1px solid #bbb }}
figcaption {{ padding: 4px 8px; background: #ddd; direction: ltr; text-align: left }}
</style>{figures}</html>"""
TEXTS = {
    "en": {
        "bad": "idiot", "unsure": "perhaps", "names": ("Hêlîn", "Dara", "Sara"),
        "question": "Which bridge is meant?", "answer": "The old one, below the mill.",
        "good": "Both of them, I think. The map in the article shows it well.",
        "notice": "Please keep to the bridge.", "reply": "The new one opens in May.",
    },
    "ar": {
        "bad": "غبي", "unsure": "ربما", "names": ("هالة", "سامر", "ليلى"),
        "question": "أيّ جسر هو المقصود؟", "answer": "الجسر القديم عند الطاحونة.",
        "good": "كلاهما في رأيي، والخريطة في المقال توضح ذلك جيدًا.",
        "notice": "يُرجى البقاء في موضوع الجسر.", "reply": "الجسر الجديد يُفتح في أيار.",
    },
    "ckb": {
        "bad": "گەمژە", "unsure": "ڕەنگە", "names": ("هێلین", "دارا", "سارا"),
        "question": "مەبەست لە کام پردە؟", "answer": "پردە کۆنەکە، لای ئاشەکە.",
        "good": "پێم وایە هەردووکیان. نەخشەی ناو بابەتەکە باش پیشانی دەدات.",
        "notice": "تکایە لە بابەتی پردەکە دەرمەچن.", "reply": "پردە نوێیەکە لە ئایاردا دەکرێتەوە.",
    },
}  # fmt: skip


class Judge:
    """Rejects and doubts by one word of each language."""

    version = "pictures 1"

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        return [self._one(submission) for submission in submissions]

    def release(self) -> None:
        """As the engine of the tests."""

    def _one(self, submission: Submission) -> Verdict:
        text, language = submission.text, submission.language or "en"
        for words in TEXTS.values():
            bad = str(words["bad"])
            if (at := text.find(bad)) >= 0:
                evidence = (Evidence(at, at + len(bad), bad),)
                grounds = (Finding("personal-attack", 0.97, "classifier", evidence),)
                return self._verdict(Outcome.REJECT, grounds, language)
            if str(words["unsure"]) in text:
                return self._verdict(Outcome.REFER, (), language)
        return self._verdict(Outcome.APPROVE, (), language)

    def _verdict(self, outcome: Outcome, grounds: tuple[Finding, ...], language: str) -> Verdict:
        return Verdict(outcome, grounds, {}, 0.9, language, self.version, "default@00000000")


def states(page: Story, newsroom: Newsroom) -> Iterator[tuple[str, Locator]]:
    """One state after the other: its name, and what of the page shows it."""
    t, w = TEXTS[page.language], page.w
    first, second, third = t["names"]
    newsroom.settings(page.article, notice=t["notice"], questions=True, closes_at="2031-05-01T12:00:00Z")
    asked = newsroom.say(page.article, str(t["question"]), first, question=True, language=page.language)
    newsroom.desk(f"comments/{asked['id']}/reply", text=t["answer"])
    newsroom.say(page.article, str(t["reply"]), third, parent=asked["id"], language=page.language)
    assert newsroom.service is not None
    newsroom.here(pick(newsroom.service.house, asked["id"]))
    page.open()
    page.widget.locator("h2").scroll_into_view_if_needed()
    if page.widget.evaluate("element => element.clientWidth") >= 620:
        expect(page.widget.locator(".guidelines details").first).to_be_visible()
    yield "Reading", page.widget
    page.public(asked["id"]).locator(".mark").click()
    expect(page.public(asked["id"]).locator(".mark")).to_have_attribute("aria-pressed", "true")
    page.press(page.options(asked["id"]), "verify")
    expect(page.public(asked["id"]).locator("[role=status]")).not_to_be_empty()
    yield "Marked as well argued; the text checked", page.public(asked["id"])
    page.press(page.public(asked["id"]), "report")
    expect(page.public(asked["id"]).locator("select option").nth(1)).to_be_attached()
    yield "A report", page.public(asked["id"]).locator("form")
    page.press(page.public(asked["id"]), "reply")
    yield "A reply", page.public(asked["id"]).locator("form")
    page.press(page.public(asked["id"]).locator("form"), "cancel")
    page.form.locator(".identity input").fill(str(second))
    page.text.fill(f"{t['bad']}! {t['good']}")
    page.form.locator("button.send").click()
    expect(page.form.locator(".check")).to_be_visible()
    yield "Before sending: the check", page.form
    page.form.locator(".check > .row > button").last.click()
    card = page.widget.locator("article.rejected")
    expect(card).to_be_focused()
    yield "Not published: why, and the appeal", card
    card.locator("textarea").fill(str(t["good"]))
    page.press(card, "appealSend")
    expect(card.locator(".appeal")).to_have_text(w["appealWaiting"])
    yield "Appealed", card.locator(".appeal")
    waits = {
        "by": "person",
        "median_seconds": 540,
        "p90_seconds": 7200,
        "sample": 212,
        "hours": "08:00-22:00",
    }

    def told(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        route.fulfill(response=answer, json={**answer.json(), "waiting": waits})  # type: ignore[attr-defined]

    page.page.route("**/api/v1/comments", told)
    page.post(f"{t['unsure']}: {t['good']}", str(second))
    page.page.unroute("**/api/v1/comments")
    waiting = page.widget.locator("article.pending")
    expect(waiting).to_be_visible()
    yield "Waiting", waiting
    mine = page.post(str(t["good"]), str(second))
    expect(page.options(mine)).to_be_visible()
    page.status.evaluate("status => { status.textContent = '' }")
    yield "Published: the receipt, the proof, taking it back", page.public(mine)
    page.form.locator("button.send").click()
    yield "Nothing was written", page.form
    page.press(page.form, "signIn")
    expect(page.dialog.locator("form")).to_be_visible()
    yield "Signing in", page.dialog
    page.page.keyboard.press("Escape")
    page.press(page.form, "mine")
    expect(page.dialog).to_contain_text(w["isRejected"])
    yield "One's own comments", page.dialog
    page.page.keyboard.press("Escape")
    newsroom.settings(page.article, closed=True, notice="")
    page.open()
    yield "Closed", page.widget.locator("section > :nth-child(-n+3)").last


def sheet(browser: Browser, newsroom: Newsroom, language: str, width: int) -> bytes:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="en-GB", reduced_motion="reduce"
    )
    context.grant_permissions(["local-network-access"], origin=ORIGIN)
    page = Story(context, newsroom, f"{ORIGIN}/{language}-{width}", language)
    page.attributes = 'site-name="News"'
    figures = []
    for name, element in states(page, newsroom):
        page.page.evaluate("document.activeElement?.blur()")
        page.page.add_style_tag(content="gatepost-comments { max-width: 720px; margin: auto }")
        picture = base64.b64encode(element.screenshot(animations="disabled")).decode()
        figures.append(
            f'<figure><figcaption>{name}</figcaption><img src="data:image/png;base64,{picture}"></figure>'
        )
    columns = 4 if width < 600 else 2
    one = (width if width < 600 else 740) + 30
    board = context.new_page()
    board.set_viewport_size({"width": columns * one + 24, "height": 600})
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    board.set_content(
        SHEET.format(language=language, direction=direction, columns=columns, figures="".join(figures))
    )
    board.wait_for_function("[...document.images].every(one => one.complete)")
    made = board.screenshot(full_page=True)
    context.close()
    return reduced(made)


def reduced(png: bytes) -> bytes:
    """The picture in a few colours: a third of the bytes. Takes what Chromium writes: 8 bits, one pass."""
    width, height = struct.unpack(">II", png[16:24])
    depth = {2: 3, 6: 4}[png[25]]
    packed, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    pixels = _plain(zlib.decompress(packed), width, height, depth)[:, :, :3].astype(np.int32)
    coarse = (pixels >> 3 << 3) + 4
    keys = (coarse[:, :, 0] << 16) | (coarse[:, :, 1] << 8) | coarse[:, :, 2]
    known, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    colours = np.stack([known >> 16, (known >> 8) & 255, known & 255], axis=1)
    chosen = _spread(colours, counts)
    nearest = ((colours[:, None, :] - chosen[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    indices = nearest[inverse].reshape(height, width).astype(np.uint8)
    if width % 2:
        indices = np.pad(indices, ((0, 0), (0, 1)))
    rows = (indices[:, 0::2] << 4) | indices[:, 1::2]
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    palette = np.clip(np.where(chosen > 247, 255, chosen), 0, 255).astype(np.uint8).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", head),
            (b"PLTE", palette),
            (b"IDAT", zlib.compress(data, 9)),
            (b"IEND", b""),
        )
    )


def _plain(data: bytes, width: int, height: int, depth: int) -> np.ndarray:
    """Undoes the filters of PNG (RFC 2083, 6)."""
    rows = np.frombuffer(data, np.uint8).reshape(height, width * depth + 1)
    out = np.zeros((height, width * depth), np.uint8)
    above = np.zeros(width * depth, np.int32)
    for number, row in enumerate(rows):
        kind, line = int(row[0]), row[1:].astype(np.int32)
        if kind == 2:
            line = (line + above) & 255
        elif kind in {1, 3, 4}:
            for at in range(len(line)):
                left = int(line[at - depth]) if at >= depth else 0
                up = int(above[at])
                if kind == 1:
                    guess = left
                elif kind == 3:
                    guess = (left + up) >> 1
                else:
                    corner = int(above[at - depth]) if at >= depth else 0
                    whole = left + up - corner
                    near = (abs(whole - left), abs(whole - up), abs(whole - corner))
                    guess = (left, up, corner)[near.index(min(near))]
                line[at] = (line[at] + guess) & 255
        out[number] = line
        above = line
    return out.reshape(height, width, depth)


def _spread(colours: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The most frequent colour, and always that which is missed most, by how many pixels and how far."""
    chosen = [colours[counts.argmax()]]
    distance = ((colours - chosen[0]) ** 2).sum(axis=1).astype(float)
    while len(chosen) < COLOURS:
        chosen.append(colours[(distance * np.sqrt(counts)).argmax()])
        distance = np.minimum(distance, ((colours - chosen[-1]) ** 2).sum(axis=1))
    return np.array(chosen)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images/widget")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        newsroom = Newsroom(Path(data))
        newsroom.engine = Judge()  # type: ignore[assignment]
        newsroom.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found_chromium(), args=ARGUMENTS)
                for language in TEXTS:
                    for width in WIDTHS:
                        made = sheet(browser, newsroom, language, width)
                        (folder / f"{language}-{width}.png").write_bytes(made)
                        print(f"{language}-{width}.png: {len(made):,} bytes")
                browser.close()
        finally:
            newsroom.stop()


if __name__ == "__main__":
    main()
