"""What `gatepost.toml` says, as frozen records. Every key, its default and its explanation stand here once.

`settings_file.py` reads a file into these and names every fault at once; docs/reference/settings.md is
compared with them by a test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from msgspec import Struct, field

from gatepost.conversation.discretion import Discreet
from gatepost.conversation.readers.reserved import RESERVED
from gatepost.conversation.retention.policy import Policy as RetentionSettings
from gatepost.conversation.rights import RIGHTS
from gatepost.web import settings_checks as check
from gatepost.web.settings_checks import Key

WHO = ("guest", "email", "sso")
MODES = ("advise", "approve-only", "automatic")
ROLES = tuple(RIGHTS)
FILE_NAME = "gatepost.toml"


class ServerSettings(Discreet, frozen=True):
    """`database` may hold a password."""

    SECRET: ClassVar[frozenset[str]] = frozenset({"database"})

    host: str = "127.0.0.1"
    port: int = 8000
    data: str = "gatepost-data"
    base_url: str = ""
    trusted_proxies: tuple[str, ...] = ()
    engine: str = "full"
    guidelines: str = ""
    database: str = ""
    connections: int = 10
    role: str = "all"
    processes: int = 1
    lease_seconds: int = 30


class LimitSettings(Struct, frozen=True):
    posts_per_minute: int = 6
    posts_burst: int = 10
    checks_per_minute: int = 20
    checks_burst: int = 10
    checks_per_day: int = 60
    writes_per_minute: int = 30
    writes_burst: int = 30
    per_address: int = 6
    per_network: int = 40
    attack_per_minute: int = 100
    attack_factor: int = 5
    work_bits: int = 16

    @property
    def attack_floor(self) -> int:
        """Comments a minute that may be an attack; 0: never. One address at its limit is none."""
        if not self.attack_per_minute:
            return 0
        one_address = (self.posts_per_minute + self.posts_burst) * self.per_address
        return max(self.attack_per_minute, one_address)


class PageSettings(Struct, frozen=True):
    """How articles are read from the sites' own pages, where a site wants that."""

    wait_ms: int = 1500
    refresh_hours: int = 24
    timeout_seconds: int = 10
    private_addresses: tuple[str, ...] = ()


class ModeSettings(Struct, frozen=True):
    """How far the engine may go on its own. `default` empty means: as shipped."""

    default: str = ""
    languages: dict[str, str] = {}
    clauses: dict[str, str] = {}


class SsoSettings(Discreet, frozen=True):
    """The publisher's own sign-in: who signs tokens about readers, with which keys. Without `issuer` none.

    `secrets`: key id and shared secret (HS256) of each. `keys_file` or `keys_url`: a JWK Set (RFC 7517).
    """

    SECRET: ClassVar[frozenset[str]] = frozenset({"secrets"})

    issuer: str = ""
    audience: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    keys_file: str = ""
    keys_url: str = ""


class SiteSettings(Discreet, frozen=True):
    SECRET: ClassVar[frozenset[str]] = frozenset({"secret"})

    id: str
    name: str
    origins: tuple[str, ...]
    language: str = "en"
    articles: str = "open"
    read_pages: bool = False
    secret: str = ""
    undo_seconds: int = 60
    four_eyes: tuple[str, ...] = ()
    alarm_minutes: int = 0
    unattended_minutes: int = 0
    hours: str = ""
    timezone: str = "UTC"
    quality_share: float = 0.0
    check_before: bool = True
    slow_seconds: int = 0
    close_after_days: int = 0
    newsroom: str = "Newsroom"
    who: tuple[str, ...] = ("guest",)
    badges: dict[str, str] = field(default_factory=dict)
    reserved_names: tuple[str, ...] = RESERVED
    sso: SsoSettings = SsoSettings()
    retention: RetentionSettings = RetentionSettings()
    modes: ModeSettings = ModeSettings()


class LedgerSettings(Struct, frozen=True):
    """How the ledger is bound together and signed: docs/explanation/ledger.md."""

    checkpoint_minutes: int = 60
    key_file: str = ""


class OidcSettings(Discreet, frozen=True):
    """The newsroom's own OpenID provider. Without `issuer` there is none."""

    SECRET: ClassVar[frozenset[str]] = frozenset({"client_secret"})

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_secret_file: str = ""
    name: str = ""
    scopes: str = "openid profile email"
    role_claim: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    allow_domains: tuple[str, ...] = ()


class MailSettings(Discreet, frozen=True):
    """Carries letters to readers; without `host` none are written. `sender` is the key `from`."""

    SECRET: ClassVar[frozenset[str]] = frozenset({"password"})

    host: str = ""
    port: int = 587
    username: str = ""
    password: str = ""
    password_file: str = ""
    tls: str = "starttls"
    sender: str = ""
    reply_to: str = ""


def mail_settings(**values: Any) -> MailSettings:
    """From the keys of the file, one of which is a word of Python's."""
    return MailSettings(sender=values.pop("from", ""), **values)


class Settings(Struct, frozen=True):
    server: ServerSettings = ServerSettings()
    limits: LimitSettings = LimitSettings()
    sites: tuple[SiteSettings, ...] = ()
    pages: PageSettings = PageSettings()
    oidc: OidcSettings = OidcSettings()
    mail: MailSettings = MailSettings()
    ledger: LedgerSettings = LedgerSettings()

    @property
    def data(self) -> Path:
        return Path(self.server.data)

    @property
    def base_url(self) -> str:
        """The public address, without a slash at its end."""
        if self.server.base_url:
            return self.server.base_url.rstrip("/")
        host = "127.0.0.1" if self.server.host in {"0.0.0.0", "::", ""} else self.server.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server.port}"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


SERVER_KEYS = (
    Key("host", check.text, "the address to listen on; 0.0.0.0 for every network of this machine"),
    Key("port", check.whole(0, 65535), "the port to listen on; 0 takes any that is free"),
    Key("data", check.path, "the folder of the database, beside this file unless it begins with /"),
    Key(
        "database",
        check.database,
        "postgresql://USER@HOST/NAME: comments live there; without it in a file in the data folder",
    ),
    Key("connections", check.whole(2, 1_000), "connections to PostgreSQL that this process has at most"),
    Key(
        "base_url",
        check.origin,
        "where readers and moderators reach this server, e.g. https://comments.example.org",
    ),
    Key(
        "trusted_proxies",
        check.addresses,
        "proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1 or 10.0.0.0/8",
    ),
    Key(
        "engine",
        check.one_of("fast", "cascade", "full"),
        "who reads the comments: fast, cascade or full",
    ),
    Key(
        "guidelines",
        check.existing_file,
        "the guidelines file of your newsroom; without it the shipped ones hold",
    ),
    Key(
        "role",
        check.one_of("all", "web"),
        "web: leave screening, letters and rounds to gatepost worker (PostgreSQL)",
    ),
    Key("processes", check.whole(1, 64), "server processes that share the port (PostgreSQL)"),
    Key(
        "lease_seconds",
        check.whole(3, 3600),
        "seconds after which others take up what a killed process had (PostgreSQL)",
    ),
)
LIMIT_KEYS = (
    Key(
        "posts_per_minute",
        check.whole(1, 10**9),
        "comments that one reader may post in a minute, in the long run",
    ),
    Key("posts_burst", check.whole(1, 10**9), "comments that one reader may post at once"),
    Key(
        "checks_per_minute",
        check.whole(1, 10**9),
        "texts that one reader may check in a minute; programs with a token may more",
    ),
    Key("checks_burst", check.whole(1, 10**9), "texts that one reader may check at once"),
    Key("checks_per_day", check.whole(1, 10**9), "texts one reader may check under one article in a day"),
    Key(
        "writes_per_minute",
        check.whole(1, 10**9),
        "appeals, reports, withdrawals and the like that one reader may send in a minute",
    ),
    Key("writes_burst", check.whole(1, 10**9), "the same at once"),
    Key(
        "per_address",
        check.whole(1, 10**6),
        "how many readers' worth new readers behind one address have together",
    ),
    Key("per_network", check.whole(1, 10**6), "how many readers' worth a network (IPv4 /24, IPv6 /48) has"),
    Key(
        "attack_per_minute",
        check.whole(0, 10**9),
        "more comments than this in a minute on one site may be an attack; 0: nothing ever is",
    ),
    Key(
        "attack_factor",
        check.whole(1, 10**6),
        "how many times the site's ordinary level it must also be to be an attack",
    ),
    Key(
        "work_bits",
        check.whole(0, 28),
        "work that browsers do for each comment during an attack, doubled by each step; 0: none",
    ),
)
PAGE_KEYS = (
    Key(
        "wait_ms",
        check.whole(0, 60_000),
        "milliseconds that a comment waits for its article's page before it is screened without",
    ),
    Key(
        "refresh_hours", check.whole(1, 8_760), "hours after which a page that is commented on is read again"
    ),
    Key("timeout_seconds", check.whole(1, 120), "seconds that fetching a page may take in all"),
    Key(
        "private_addresses",
        check.addresses,
        "your own networks in which pages may lie, e.g. 10.1.2.0/24; without, public addresses only",
    ),
)
LEDGER_KEYS = (
    Key(
        "checkpoint_minutes",
        check.whole(0, 525_600),
        "minutes after which what was written is signed by a checkpoint; 0: only by hand",
    ),
    Key(
        "key_file",
        check.existing_secret,
        "the private key that signs (Ed25519, PEM); without, one is made in the data folder",
    ),
)
OIDC_KEYS = (
    Key("issuer", check.issuer, "the provider's issuer, exactly as it names itself; without, there is none"),
    Key("client_id", check.text, "the id under which the provider knows this server"),
    Key(
        "client_secret",
        check.text,
        "the client's secret; the variable GATEPOST_OIDC_CLIENT_SECRET comes before it",
    ),
    Key(
        "client_secret_file",
        check.existing_secret,
        "a file that holds the secret, instead of writing it here",
    ),
    Key("name", check.text, "what people call the provider, for the button; its host without"),
    Key("scopes", check.text, "what is asked of the provider; openid must be among it"),
    Key("role_claim", check.text, "the claim that names roles or groups; without, roles are managed here"),
    Key("roles", check.table_of(*ROLES), 'which role a value of that claim gives, e.g. news-desk = "editor"'),
    Key("allow_domains", check.domains, "e-mail domains whose people get a seat without an invitation"),
)
MAIL_KEYS = (
    Key("host", check.text, "the server that takes letters over SMTP; without, none are written"),
    Key("port", check.whole(1, 65535), "its port: 587 with starttls, 465 with tls"),
    Key("username", check.text, "by which we sign in there; without, we do not"),
    Key("password", check.text, "its password; the variable GATEPOST_MAIL_PASSWORD comes before it"),
    Key("password_file", check.existing_secret, "a file that holds the password, instead of writing it here"),
    Key(
        "tls",
        check.one_of("starttls", "tls", "none"),
        "starttls, tls, or none (for a server on this machine)",
    ),
    Key("from", check.sender, "the address that letters come from, e.g. comments@example.org", required=True),
    Key("reply_to", check.mail_address, "where answers to letters go, if not there"),
)
MODE_KEYS = (
    Key("default", check.one_of(*MODES), "for every language: advise, approve-only or automatic"),
    Key(
        "languages",
        check.table_of(*MODES, named=check.comment_language),
        'by language code, e.g. ckb = "advise"',
    ),
    Key("clauses", check.table_of(*MODES), "by clause; the more careful of language and clause holds"),
)
_days = check.whole(0, 36_500)
RETENTION_KEYS = (
    Key("rejected_days", _days, "days from a rejection after which text and name are erased"),
    Key("withdrawn_days", _days, "days from a withdrawal after which text and name are erased"),
    Key("published_days", _days, "days from publication after which text and name are erased"),
    Key("guests_days", _days, "days without a comment after which nobody knows who a guest was"),
    Key("accounts_days", _days, "days without a comment or sign-in after which an account is forgotten"),
    Key("appeals_days", _days, "days from the answer after which an appeal's words are erased"),
    Key("reports_days", _days, "days after which an answered report's words and sender are erased"),
    Key("notes_days", _days, "days after which moderators' notes and closed escalations' words are erased"),
    Key("suspensions_days", _days, "days from its end after which a suspension's words are erased"),
    Key("retries_days", _days, "days in which a comment sent again (Idempotency-Key) is known again"),
)
SSO_KEYS = (
    Key("issuer", check.text, "who signs the tokens, as their `iss` says; without, there is no such sign-in"),
    Key("audience", check.text, "whom the tokens are for, as their `aud` says; the site's id without"),
    Key("secrets", check.secrets, 'shared secrets for HS256 by key id (`kid`), e.g. 2026-11 = "..."'),
    Key("keys_file", check.existing_secret, "a file with a JWK Set: public keys, or secrets with kty oct"),
    Key("keys_url", check.web_address, "where your server publishes its public keys as a JWK Set, by https"),
)
SITE_KEYS = (
    Key("id", check.identifier, "a short name for programs: a-z, 0-9 and hyphens", required=True),
    Key("name", check.text, "the name that readers know", required=True),
    Key("origins", check.origins, "where your pages live, e.g. https://www.example.org", required=True),
    Key("language", check.language, "the language of the site, for readers who name none"),
    Key(
        "articles",
        check.one_of("open", "registered"),
        "open: any page of the origins; registered: only articles that a program has made known",
    ),
    Key(
        "read_pages",
        check.flag,
        "true: read what articles say from their pages on these origins, to tell what is off the topic",
    ),
    Key("secret", check.secret, "signs articles' titles and bodies; at least 32 characters"),
    Key("undo_seconds", check.whole(0, 86_400), "how long a moderator can take a decision back"),
    Key("four_eyes", check.names, 'clauses on which two moderators must agree, e.g. ["threat", "unlawful"]'),
    Key(
        "alarm_minutes",
        check.whole(0, 100_000),
        "minutes that a comment may wait for a person before the desk is alarmed; 0: never",
    ),
    Key(
        "unattended_minutes",
        check.whole(0, 100_000),
        "no comments are taken while one has waited so long and nobody has been at the desk since; 0: never",
    ),
    Key("hours", check.hours, "when comments are taken, e.g. 08:00-22:00; without, at all hours"),
    Key("timezone", check.timezone, "by whose clock the hours are, e.g. Europe/Istanbul"),
    Key(
        "quality_share",
        check.part,
        "share of the decided comments that another moderator judges blindly, 0 (none) to 1",
    ),
    Key("check_before", check.flag, "true: readers may have a text checked before they send it"),
    Key(
        "slow_seconds",
        check.whole(0, 86_400),
        "seconds between two comments of one reader under an article; 0: none",
    ),
    Key(
        "close_after_days",
        check.whole(0, 100_000),
        "days after which an article takes no more comments, from when it became known here; 0: never",
    ),
    Key("newsroom", check.text, "the label of what the newsroom itself writes"),
    Key(
        "who",
        check.some_of(*WHO),
        "who may comment: guest (with a name), email (by a link in a letter), sso (by your own sign-in)",
    ),
    Key(
        "badges", check.labels, 'badges that your sign-in may give: id and label, e.g. author = "Our author"'
    ),
    Key("reserved_names", check.names, "what nobody without a badge may be called; look-alikes count, too"),
    Key("sso", check.section(SSO_KEYS, SsoSettings), "your own sign-in, by signed tokens"),
    Key(
        "retention",
        check.section(RETENTION_KEYS, RetentionSettings),
        "how long texts, names and words are kept",
    ),
    Key("modes", check.section(MODE_KEYS, ModeSettings), "what the engine may decide on its own"),
)
SECTIONS: dict[str, tuple[tuple[Key, ...], Any]] = {
    "server": (SERVER_KEYS, ServerSettings),
    "limits": (LIMIT_KEYS, LimitSettings),
    "pages": (PAGE_KEYS, PageSettings),
    "oidc": (OIDC_KEYS, OidcSettings),
    "mail": (MAIL_KEYS, mail_settings),
    "ledger": (LEDGER_KEYS, LedgerSettings),
    "sites": (SITE_KEYS, SiteSettings),
}
