"""Settings files, right and wrong: every fault at once, with file, key and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.settings import (
    LIMIT_KEYS,
    SERVER_KEYS,
    SITE_KEYS,
    LimitSettings,
    ServerSettings,
    SiteSettings,
)
from gatepost.web.settings_file import SettingsInvalid, parse_settings, read_settings
from gatepost.web.settings_template import template

FILE = Path("/etc/gatepost/gatepost.toml")
SITE = '[[sites]]\nid = "a"\nname = "A"\norigins = ["https://a.test"]\n'


def faults(content: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        parse_settings(content, FILE)
    lines = [str(fault) for fault in caught.value.faults]
    assert all(line.startswith(str(FILE)) for line in lines)
    return [line.removeprefix(f"{FILE}: ") for line in lines]


def test_the_template_is_a_file_that_works_and_shows_the_defaults() -> None:
    settings = parse_settings(template(), FILE)
    assert settings.server == ServerSettings(data="/etc/gatepost/gatepost-data")
    assert settings.limits == LimitSettings()
    for key in (*SERVER_KEYS, *LIMIT_KEYS, *SITE_KEYS):
        assert key.name in template()


def test_every_key_is_read() -> None:
    settings = parse_settings(
        '[server]\nhost = "0.0.0.0"\nport = 80\ndata = "/srv/g"\nbase_url = "https://C.test/"\n'
        'trusted_proxies = ["10.0.0.0/8"]\nengine = "fast"\n'
        "[limits]\nposts_per_minute = 5\nposts_burst = 6\nchecks_per_minute = 7\nchecks_burst = 8\n"
        + SITE.replace('"https://a.test"', '"https://A.test:443/", "http://localhost:8000"')
        + 'language = "ckb"\narticles = "registered"\nundo_seconds = 0\nsecret = "' + "x" * 32 + '"\n'
        '[sites.modes]\ndefault = "advise"\n[sites.modes.languages]\nen = "automatic"\n'
        '[sites.modes.clauses]\n"ar/threat" = "advise"\nabuse.racism = "approve-only"\n',
        FILE,
    )  # fmt: skip
    assert settings.server == ServerSettings(
        "0.0.0.0", 80, "/srv/g", "https://c.test", ("10.0.0.0/8",), "fast"
    )
    assert settings.limits == LimitSettings(5, 6, 7, 8)
    (site,) = settings.sites
    assert site.origins == ("https://a.test", "http://localhost:8000")
    assert (site.language, site.articles, site.undo_seconds) == ("ckb", "registered", 0)
    assert site.modes.default == "advise"
    assert site.modes.languages == {"en": "automatic"}
    assert site.modes.clauses == {"ar/threat": "advise", "abuse.racism": "approve-only"}
    assert settings.is_https


def test_all_faults_are_told_at_once() -> None:
    told = faults('[server]\nprot = 1\nport = "80"\n[limit]\n' + SITE + 'modes = {default = "auto"}\n')
    assert told == [
        "limit: there is no such key. Did you mean 'limits'?",
        "server.prot: there is no such key. Did you mean 'port'?",
        "server.port: this is a text. Write a whole number from 0 to 65535, without quotation marks",
        "sites[1].modes.default: 'auto' is not known here. Did you mean 'automatic'? "
        "Write one of: advise, approve-only, automatic",
    ]


@pytest.mark.parametrize(
    ("content", "key", "word"),
    [
        ("", "sites", "no site is named"),
        ("sites = 5", "sites", "no site is named"),
        ("sites = [5]", "sites[1]", "not a table"),
        ("server = 5\n" + SITE, "server", "not a table"),
        ("[[sites]]\n", "sites[1].id", "missing"),
        (SITE + SITE, "sites[2].id", "id of two sites"),
        (SITE + SITE.replace('"a"', '"b"'), "sites[2].origins", "belongs to the site 'a'"),
        (SITE.replace('"a"', '"A B"'), "sites[1].id", "cannot be an id"),
        (SITE.replace('"A"', '" "'), "sites[1].name", "text"),
        (SITE.replace('["https://a.test"]', "[]"), "sites[1].origins", "empty"),
        (SITE.replace('["https://a.test"]', '"https://a.test"'), "sites[1].origins", "text"),
        (SITE.replace("https://a.test", "https://a.test/path"), "sites[1].origins[1]", "more than an origin"),
        (SITE.replace("https://a.test", "a.test"), "sites[1].origins[1]", "not an address"),
        (SITE.replace("https://a.test", "https://a:99999"), "sites[1].origins[1]", "not an address"),
        (SITE.replace("https://a.test", "*"), "sites[1].origins[1]", "not an address"),
        (SITE + 'language = "English"', "sites[1].language", "language code"),
        (SITE + 'articles = "all"', "sites[1].articles", "not known"),
        (SITE + 'secret = "short"', "sites[1].secret", "too short"),
        (SITE + "undo_seconds = -1", "sites[1].undo_seconds", "out of range"),
        (SITE + "undo_seconds = true", "sites[1].undo_seconds", "true or false"),
        (SITE + "undo_seconds = 1.5", "sites[1].undo_seconds", "a number"),
        (SITE + "modes = 5", "sites[1].modes", "not a table"),
        (SITE + "[sites.modes]\nlanguages = 5", "sites[1].modes.languages", "not a table"),
        (SITE + "modes = 5", "sites[1].modes", "[sites.modes]"),
        ("sites = [5]", "sites[1]", "[[sites]]"),
        (SITE + '[sites.modes.languages]\nen = "on"', "sites[1].modes.languages.en", "not known"),
        (SITE + '[sites.modes.languages]\nku = "advise"', "sites[1].modes.languages.ku", "kmr for Kurmanji"),
        (SITE + '[sites.modes.languages]\nEnglish = "advise"', "sites[1].modes.languages.English", "code"),
        (SITE + 'four_eyes = ["threat", "threats"]', "sites[1].four_eyes[2]", "'threat'"),
        (SITE + 'four_eyes = ["welcome.criticism"]', "sites[1].four_eyes[1]", "no clause"),
        (SITE + 'four_eyes = "threat"', "sites[1].four_eyes", '["threat"]'),
        (SITE + "four_eyes = [5]", "sites[1].four_eyes[1]", "a text"),
        (SITE + '[sites.modes.clauses]\nthreats = "advise"', "sites[1].modes.clauses.threats", "'threat'"),
        (SITE + '[sites.modes.clauses]\nabuse = "advise"', "sites[1].modes.clauses.abuse", "abuse.sexism"),
        (SITE + '[sites.modes.clauses]\n"ku/threat" = "advise"', "sites[1].modes.clauses.ku/threat", "kmr"),
        ("[server]\nport = 65536\n" + SITE, "server.port", "out of range"),
        ("[server]\nport = 2001-01-01\n" + SITE, "server.port", "a date"),
        ('[server]\nengine = "big"\n' + SITE, "server.engine", "not known"),
        ('[server]\nguidelines = "none.toml"\n' + SITE, "server.guidelines", "no file"),
        ('[server]\ntrusted_proxies = ["proxy"]\n' + SITE, "server.trusted_proxies[1]", "not an address"),
        ("[limits]\nposts_per_minute = 0\n" + SITE, "limits.posts_per_minute", "out of range"),
        ("[server\n", "", "not TOML"),
    ],
)
def test_each_fault_names_its_key(content: str, key: str, word: str) -> None:
    told = [line for line in faults(content) if line.startswith(f"{key}: " if key else "this is")]
    assert told
    assert any(word in line for line in told), told


def test_modes_may_name_the_clauses_of_the_newsroom_s_own_guidelines(tmp_path: Path) -> None:
    modes = '[sites.modes.clauses]\nspoilers = "advise"\n'
    (tmp_path / "mine.toml").write_text(
        'name = "mine"\nlanguage = "en"\n[[clause]]\nid = "spoilers"\n'
        '[clause.title]\nen = "Spoilers"\n[clause.wording]\nen = "No endings."\n',
        "utf-8",
    )
    settings = parse_settings(
        '[server]\nguidelines = "mine.toml"\n' + SITE + modes, tmp_path / "gatepost.toml"
    )
    assert settings.sites[0].modes.clauses == {"spoilers": "advise"}
    assert faults('[server]\nguidelines = "none.toml"\n' + SITE + modes) == [
        "server.guidelines: there is no file /etc/gatepost/none.toml. "
        "Correct the path, or leave the key out for the shipped guidelines"
    ]


def test_a_secret_is_never_repeated_in_an_error() -> None:
    assert not any("hunter2" in line for line in faults(SITE + 'secret = "hunter2"'))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="no such file"):
        read_settings(tmp_path / "none.toml")
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        read_settings(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(SettingsInvalid, match="not UTF-8"):
        read_settings(tmp_path / "latin.toml")


@given(content=st.text())
def test_no_text_ends_in_anything_but_a_fault(content: str) -> None:
    with pytest.raises(SettingsInvalid):
        parse_settings(content, FILE)


def test_the_public_address_is_what_people_can_open() -> None:
    assert parse_settings(SITE, FILE).base_url == "http://127.0.0.1:8000"
    everywhere = parse_settings('[server]\nhost = "0.0.0.0"\nport = 81\n' + SITE, FILE)
    assert everywhere.base_url == "http://127.0.0.1:81"
    assert parse_settings('[server]\nhost = "::1"\n' + SITE, FILE).base_url == "http://[::1]:8000"
    assert SiteSettings("a", "A", ()).modes.default == ""


SITES = '[[sites]]\nid = "a"\nname = "A"\norigins = ["https://a.example"]\n'


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ('issuer = "https://id.example"', "client_id"),
        ('client_id = "x"', "oidc.issuer"),
        ('issuer = "http://id.example"\nclient_id = "x"', "not an https address"),
        ('issuer = "https://u@id.example"\nclient_id = "x"', "not an issuer"),
        ('issuer = "https://id.example?a=b"\nclient_id = "x"', "not an issuer"),
        ('issuer = "https://id.example"\nclient_id = "x"\nclient_secret_file = "none"', "cannot be read"),
        ('issuer = "https://id.example"\nclient_id = "x"\nscopes = "email"', "openid is not among"),
        ('issuer = "https://id.example"\nclient_id = "x"\nrole_claim = "groups"', "oidc.roles"),
        ('issuer = "https://id.example"\nclient_id = "x"\n[oidc.roles]\na = "king"', "not known here"),
        ('issuer = "https://id.example"\nclient_id = "x"\nallow_domains = ["@a.b"]', "not an e-mail domain"),
        ('issuer = "https://id.example"\nclient_id = "x"\nallow_domains = [""]', "not an e-mail domain"),
    ],
)
def test_what_is_wrong_with_a_provider_is_said(tmp_path: Path, table: str, word: str) -> None:
    with pytest.raises(SettingsInvalid, match=word):
        parse_settings(f"[oidc]\n{table}\n{SITES}", tmp_path / "gatepost.toml")


def test_a_provider_with_its_secret_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" hush\n")
    table = 'issuer = "http://localhost:8080/realm"\nclient_id = "x"\nclient_secret_file = "secret"'
    settings = parse_settings(
        f"[oidc]\n{table}\nallow_domains = ['News.Example']\n{SITES}", tmp_path / "g.toml"
    )
    assert settings.oidc.issuer == "http://localhost:8080/realm"
    assert settings.oidc.client_secret_file == str(tmp_path / "secret")
    assert settings.oidc.allow_domains == ("news.example",)
    both = table + '\nclient_secret = "x"'
    with pytest.raises(SettingsInvalid, match="named twice"):
        parse_settings(f"[oidc]\n{both}\n{SITES}", tmp_path / "g.toml")


def test_one_address_at_its_limit_is_no_attack() -> None:
    shipped = LimitSettings()
    assert shipped.attack_floor == 100
    assert shipped.attack_floor > (shipped.posts_per_minute + shipped.posts_burst) * shipped.per_address
    raised = LimitSettings(posts_per_minute=1_000, posts_burst=500)
    assert raised.attack_floor == 9_000
    assert LimitSettings(attack_per_minute=0, posts_per_minute=1_000).attack_floor == 0


@pytest.mark.parametrize(
    ("mail", "wrong"),
    [
        ('from = "c@n.test"\n', "mail.host: this key is missing"),
        ('host = "h"\n', "mail.from: this key is missing"),
        ('host = "h"\nfrom = "nobody"\n', "is not an e-mail address"),
        ('host = "h"\nfrom = "c@n.test\\nBcc: x@y.z"\n', "is not an e-mail address"),
        ('host = "h"\nfrom = "c@n.test"\nreply_to = "a, b"\n', "is not an e-mail address"),
        ('host = "h"\nfrom = "c@n.test"\ntls = "ssl"\n', "'ssl' is not known here"),
        ('host = "h"\nfrom = "c@n.test"\npassword_file = "gone"\n', "cannot be read"),
        ('host = "h"\nfrom = "c@n.test"\nfrmo = "x"\n', "Did you mean 'from'?"),
    ],
)
def test_what_is_wrong_with_the_mail_server(mail: str, wrong: str) -> None:
    told = faults(f"[mail]\n{mail}{SITE}")
    assert any(wrong in line for line in told), told


def test_a_mail_server_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3\n")
    text = (
        '[mail]\nhost = "smtp.n.test"\nport = 465\ntls = "tls"\nusername = "u"\npassword_file = "secret"\n'
        'from = "News <c@n.test>"\nreply_to = "d@n.test"\n'
    )
    mail = parse_settings(text + SITE, tmp_path / "gatepost.toml").mail
    assert (mail.host, mail.port, mail.tls, mail.sender) == ("smtp.n.test", 465, "tls", "News <c@n.test>")
    assert mail.password_file == str(tmp_path / "secret")
    assert parse_settings(SITE, tmp_path / "gatepost.toml").mail.host == ""


MAIL = '[mail]\nhost = "localhost"\nfrom = "a@news.example"\n'
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ("who = []", "sites[1].who"),
        ('who = ["everybody"]', "Write one of: guest, email, sso"),
        ('who = ["email"]', "no mail server is named"),
        ('who = ["sso"]', "sites[1].sso.issuer"),
        ('[sites.sso]\nissuer = "x"', "no keys are named"),
        (f'[sites.sso.secrets]\none = "{SECRET}"', "one issuer only"),
        ('[sites.sso]\nissuer = "x"\nsecrets = {a = "short"}', "too short"),
        ('[sites.sso]\nissuer = "x"\nsecrets = {a = ""}', "empty"),
        ('[sites.sso]\nissuer = "x"\nkeys_url = "http://x.example/keys"', "not an https address"),
        ('[sites.sso]\nissuer = "x"\nkeys_file = "none.json"', "cannot be read"),
        ('[sites.badges]\n"Our Author" = "x"', "cannot be an id"),
        ('[sites.badges]\nauthor = ""', "this is empty"),
        ('[sites.badges]\nnewsroom = "Us"', "what the desk itself writes under"),
        (f'[sites.badges]\nauthor = "{"x" * 41}"', "too long"),
    ],
)
def test_what_is_wrong_with_who_comments_is_said(more: str, word: str) -> None:
    assert any(word in fault for fault in faults(f"{SITE}{more}\n")), faults(f"{SITE}{more}\n")


def test_who_may_comment_is_read() -> None:
    sso = f'[sites.sso]\nissuer = "https://a.test"\nsecrets = {{2026-11 = "{SECRET}"}}\n'
    more = f'who = ["sso", "email", "sso"]\nreserved_names = []\n[sites.badges]\nauthor = "Our author"\n{sso}'
    (site,) = parse_settings(f"{MAIL}{SITE}{more}", FILE).sites
    assert (site.who, site.reserved_names, site.badges) == (("sso", "email"), (), {"author": "Our author"})
    assert site.sso.secrets == {"2026-11": SECRET}
    assert "moderator" in parse_settings(SITE, FILE).sites[0].reserved_names
