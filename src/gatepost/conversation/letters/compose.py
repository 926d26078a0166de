"""From the outbox to a message: looked up at the moment of sending, so that a letter never says what has
ceased to be true. What was taken back, withdrawn or switched off meanwhile gives no letter at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from gatepost.conversation.letters.records import Addressee, Kind, Letter, Message
from gatepost.conversation.letters.texts import texts
from gatepost.conversation.letters.unsubscribe import Leave, token_for
from gatepost.conversation.records import ArticleRecord, CommentRecord
from gatepost.vocabulary import State

if TYPE_CHECKING:
    from gatepost.conversation.house import House

ISOLATE, END = "\u2068", "\u2069"
"""First-strong isolate and its end: a name keeps its own direction and leaves the sentence's alone."""
LONGEST_EXCERPT = 600
LONGEST_TITLE = 120
MOST_NEWS = 10
"""So many comments stand in one letter about a followed article; the others are counted."""

Said = Mapping[str, str]


class Composer:
    """Writes messages. `base_url`: where readers reach this server."""

    def __init__(self, house: House, base_url: str) -> None:
        self._house, self._base_url = house, base_url

    async def message(self, letter: Letter) -> Message | None:
        """The message, or None when there is no reason for it any more. Raises `StoreUnavailable`."""
        if letter.kind == Kind.SIGN_IN:
            return self._sign_in(letter)
        reader = await self._house.store.letters.addressee(letter.author or "")
        if reader is None or not reader.wants(letter.kind):
            return None
        if letter.kind == Kind.ARTICLE:
            return await self._news(letter, reader)
        comment = await self._house.store.comment(letter.about or "")
        article = await self._house.store.article_by_id(comment.article) if comment else None
        if comment is None or article is None:
            return None
        if letter.kind == Kind.DECISION:
            return await self._decision(letter, reader, comment, article)
        if comment.state is not State.APPROVED or comment.author == reader.author:
            return None
        said, name = texts(reader.language), comment.author_name
        values = {"name": name, "title": _title(article), "site": self._site(letter)}
        subject = _filled(said[f"{letter.kind}_subject"], values)
        lines = [_filled(said[letter.kind], values), excerpt(comment.text or "")]
        lines.append(said["read"].format(link=address(article, comment.id)))
        return await self._signed(letter, reader, subject, lines, article)

    def _sign_in(self, letter: Letter) -> Message:
        said, site = texts(letter.said.language), self._site(letter)
        lines = [_filled(said["sign_in"], {"site": site}), letter.said.link, said["sign_in_once"]]
        subject = _filled(said["sign_in_subject"], {"site": site})
        text = "\n\n".join(lines) + "\n"
        return Message(letter.id, letter.said.to, subject, text, letter.said.language, site)

    async def _news(self, letter: Letter, reader: Addressee) -> Message | None:
        store = self._house.store
        article = await store.article_by_id(letter.about or "")
        if article is None or not await store.follows.has(reader.author, article.id):
            return None
        found, total = await store.letters.news(article.id, reader.author, letter.said.since, MOST_NEWS)
        if not found:
            return None
        said = texts(reader.language)
        values = {"title": _title(article), "n": str(total)}
        subject = _filled(said["article_subject_one" if total == 1 else "article_subject"], values)
        lines = [_filled(said["article"], values)]
        for comment in found:
            by = _filled(said["article_by"], {"name": comment.author_name})
            lines.append(f"{by}\n{excerpt(comment.text or '')}\n{address(article, comment.id)}")
        if total > len(found):
            lines.append(said["article_more"].format(n=total - len(found)))
        return await self._signed(letter, reader, subject, lines, article)

    async def _decision(
        self, letter: Letter, reader: Addressee, comment: CommentRecord, article: ArticleRecord
    ) -> Message | None:
        from gatepost.conversation.statement import (
            statement_of,
        )  # it needs the house, which needs the postman

        if comment.author != reader.author or comment.state not in (State.APPROVED, State.REJECTED):
            return None
        said, values = texts(reader.language), {"title": _title(article)}
        standing = await self._house.store.decision_of(comment.id)
        appeal = await self._house.store.appeal_of(comment.id)
        answered = standing is not None and appeal is not None and standing[0].appeal == appeal.id
        public = comment.state is State.APPROVED
        key = ("overturned" if public else "upheld") if answered else "approved" if public else "rejected"
        lines = [_filled(said[key], values)]
        if public:
            if answered and appeal is not None and appeal.reply:
                lines.append(_filled(said["reply_of_moderator"], {"reply": appeal.reply}))
            lines.append(excerpt(comment.text or ""))
        else:
            statement = await statement_of(self._house, comment, reader.language)
            if statement is None:
                return None
            lines += [excerpt(comment.text or ""), statement.text]
        lines.append(said["see"].format(link=address(article, comment.id)))
        subject = _filled(said[f"{key}_subject"], values)
        return await self._signed(letter, reader, subject, lines, article)

    async def _signed(
        self, letter: Letter, reader: Addressee, subject: str, lines: list[str], article: ArticleRecord
    ) -> Message:
        """With the way out of such letters below, and in the headers for programs."""
        said, site = texts(reader.language), self._site(letter)
        leave = Leave(reader.author, letter.kind, article.id if letter.kind == Kind.ARTICLE else None)
        out = f"{self._base_url}/unsubscribe/{await token_for(self._house, leave)}"
        foot = f"-- \n{_filled(said['goodbye'], {'site': site})}\n{said['unsubscribe'].format(link=out)}"
        text = "\n\n".join([*lines, foot]) + "\n"
        return Message(
            letter.id, reader.email, subject, text, reader.language, site, out, f"article-{article.id}"
        )

    def _site(self, letter: Letter) -> str:
        return self._house.sites.of(letter.site).name


def address(article: ArticleRecord, comment: str) -> str:
    """Where readers find the comment."""
    return f"{article.url.partition('#')[0]}#gatepost-{quote(comment)}"


def excerpt(text: str) -> str:
    """The beginning of a published text, or of the reader's own; each paragraph keeps its own direction."""
    cut = text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1].rstrip() + "…"
    return "\n".join(f"{ISOLATE}{line}{END}" if line.strip() else "" for line in cut.splitlines())


def _title(article: ArticleRecord) -> str:
    title = " ".join(article.title.split()) or article.url
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    isolated = {
        name: value if value.isdecimal() else f"{ISOLATE}{value}{END}" for name, value in values.items()
    }
    return sentence.format(**isolated)
