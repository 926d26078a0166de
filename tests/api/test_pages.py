"""A comment on an article whose page lies on a web server: read, compared, kept."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.api.gatepost_here import Client, settings_in
from tests.publishers import Publisher, html, page, publishing

from gatepost.web.composition import DATABASE, running
from gatepost.web.demo.articles import all_articles
from gatepost.web.settings import ModeSettings, PageSettings, Settings, SiteSettings

STORY = next(article for article in all_articles() if article.slug == "reading-the-meters")
ELSEWHERE = (
    "Yesterday evening the striker scored twice before half-time, the goalkeeper slipped, the referee "
    "ignored a clear penalty, and supporters of the visitors celebrated outside the stadium with drums, "
    "flags, roasted chestnuts and enormous puppets, as in the season when the trainer from Marseille wept."
)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with publishing() as made:
        yield made


def settings(folder: Path, publisher: Publisher, **pages: object) -> Settings:
    site = SiteSettings("news", "News", (publisher.origin,), modes=ModeSettings("automatic"), read_pages=True)
    rules = {"wait_ms": 30_000, "private_addresses": ("127.0.0.0/8",), **pages}
    return settings_in(folder, sites=(site,), pages=PageSettings(**rules))  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path, empty_database: Path) -> Path:
    shutil.copy(empty_database, tmp_path / DATABASE)
    return tmp_path


async def test_off_topic_is_computed_from_the_publishers_own_page(folder: Path, publisher: Publisher) -> None:
    url = f"{publisher.origin}/story"
    words = [block.text for block in STORY.blocks]
    publisher.answers["/story"] = html(page(STORY.front.title, *words, author="Ann Example"), 'ETag: "1"')
    async with running(settings(folder, publisher)) as service, Client(service) as client:
        about = await client.said("When will the water readings of our council be on the website?", url=url)
        away = await client.said(ELSEWHERE, url=url)
        store = service.house.store
        verdicts = []
        for made in (about, away):
            await service.house.screener.settled(made["id"], 30.0)
            verdicts.append(await store.verdict_of(made["id"]))
        article = await store.article("news", url)
        assert article is not None
        kept = await store.page_read(article.id)
        token = await service.accounts.add_token("robot", ["check"])
        checked = await client.post(
            "/api/v1/check",
            json={"text": ELSEWHERE, "article": {"url": url}},
            headers={"Authorization": f"Bearer {token}"},
        )
    assert kept is not None
    assert (kept.title, kept.authors, kept.etag) == (STORY.front.title, ("Ann Example",), '"1"')
    assert [path for path, _ in publisher.requests] == ["/story"]
    near, far = (verdict.probabilities["off-topic"] for verdict in verdicts if verdict is not None)
    assert near is not None
    assert far is not None
    assert near < 0.3 < 0.75 <= far
    assert away["state"] == "pending"
    assert checked.json()["probabilities"]["off-topic"] == pytest.approx(far)


async def test_private_pages_are_not_read_unless_the_operator_names_them(
    folder: Path, publisher: Publisher
) -> None:
    url = f"{publisher.origin}/story"
    async with (
        running(settings(folder, publisher, private_addresses=())) as service,
        Client(service) as client,
    ):
        made = await client.said(ELSEWHERE, url=url)
        await service.house.screener.settled(made["id"], 30.0)
        verdict = await service.house.store.verdict_of(made["id"])
        metrics = (await client.get("/metrics")).text
    assert publisher.requests == []
    assert verdict is not None
    assert verdict.probabilities["off-topic"] is None
    assert 'gatepost_signals_total{signal="page-unread"}' in metrics
