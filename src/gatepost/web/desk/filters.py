"""The filter bar: a plain GET form with the names that a list's address knows, and what is set now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.queues.query import NAMES
from gatepost.conversation.queues.records import WAITING, Order, Wanted
from gatepost.vocabulary import LANGUAGES
from gatepost.web.desk.listing import link
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.tabs import Tab

SHARES = ("0.3", "0.5", "0.7", "0.8", "0.9", "0.95")
AGES = ("1h", "6h", "1d", "3d", "1w")


class Chip(Struct, frozen=True):
    """One filter that is set, with the address without it."""

    text: str
    link: str


class FilterBar(Struct, frozen=True):
    """`given` holds what the address says, right or wrong, so that a slip can be mended where it was made."""

    action: str
    given: Mapping[str, str]
    chips: Sequence[Chip]
    orders: Sequence[str]
    order: str
    clauses: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str]]
    ages: Sequence[tuple[str, str]]
    shares: Sequence[tuple[str, str]]
    decided: bool

    def kept(self, name: str) -> str:
        return self.given.get(name, "")


def filter_bar(
    tab: Tab, params: Mapping[str, str], wanted: Wanted, messages: Messages, house: House
) -> FilterBar:
    """The bar of a list as this address sets it."""
    given = {name: value for name, value in params.items() if name in NAMES and value.strip()}
    given.pop("kind", None)
    clauses = [
        (clause.id, house.guidelines.title(clause.id, messages.language))
        for clause in house.guidelines.clauses
        if not clause.welcome
    ]
    orders = [order.value for order in Order]
    if wanted.kind not in WAITING:
        orders.remove(Order.SIMILARITY.value)
    ages = [(age, _age(age, messages)) for age in AGES]
    shares = [(share, messages.percent(float(share))) for share in SHARES]
    languages = [(code, messages.name_of(code)) for code in (*LANGUAGES, "und")]
    shown = {
        "language": dict(languages),
        "clause": dict(clauses),
        "older": dict(ages),
        "newer": dict(ages),
        "least": dict(shares),
        "most": dict(shares),
    }
    chips = [
        Chip(
            messages(f"filter.{name}", value=_value(name, value, shown.get(name, {}), messages)),
            link(tab.path, urlencode({key: one for key, one in given.items() if key != name})),
        )
        for name, value in given.items()
        if name != "order" and messages.has(f"filter.{name}")
    ]
    return FilterBar(
        action=tab.path,
        given=given,
        chips=chips,
        orders=orders,
        order=wanted.sorted_by.value,
        clauses=clauses,
        languages=languages,
        ages=ages,
        shares=shares,
        decided=wanted.kind not in WAITING,
    )


def _value(name: str, value: str, known: Mapping[str, str], messages: Messages) -> str:
    if name == "by" and messages.has(f"by.{value}"):
        return messages(f"by.{value}")
    return known.get(value, value)


def _age(age: str, messages: Messages) -> str:
    unit = {"h": "hours", "d": "days", "w": "weeks"}[age[-1]]
    return messages(f"span.{unit}", n=int(age[:-1]))
