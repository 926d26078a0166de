"""What the doctor says of others: a real mail server, a real provider, keys that are there or not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from msgspec import structs
from tests.mailboxes import mail_server
from tests.provider import CLIENT, Provider

from gatepost.web.doctor import outside
from gatepost.web.doctor.findings import Finding
from gatepost.web.settings import MailSettings, OidcSettings, Settings, SiteSettings, SsoSettings

SECRET = "7f3b1c9e5a2d8046b1e7c3f95a0d2846"


async def one(given: AsyncIterator[Finding]) -> Finding:
    (found,) = [each async for each in given]
    assert bool(found.mend) == (found.state != "ok")
    return found


async def test_a_mail_server_is_greeted_and_gets_a_letter_only_when_asked() -> None:
    async with mail_server() as server:
        settings = Settings(mail=server.settings)
        assert (await one(outside.mail(settings))).state == "ok"
        assert server.box.letters == []
        assert (await one(outside.mail(settings, "me@news.test"))).state == "ok"
        assert server.box.recipients == ["me@news.test"]
        told = await one(outside.mail(Settings(mail=structs.replace(server.settings, tls="starttls"))))
        assert (told.state, "465" in told.mend) == ("fail", True)
    told = await one(outside.mail(settings))
    assert (told.state, "gatepost mail test" in told.mend) == ("fail", True)
    assert (await one(outside.mail(Settings()))).state == "ok"


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_wrong_password_is_told_and_not_repeated() -> None:
    def check(*given: object) -> AuthResult:
        login = given[-1]
        assert isinstance(login, LoginPassword)
        return AuthResult(success=login.password == b"the right one", handled=False)

    async with mail_server(authenticator=check, auth_require_tls=False, auth_required=True) as server:
        mail = structs.replace(server.settings, username="me", password="a wrong one")
        told = await one(outside.mail(Settings(mail=mail)))
        assert (told.state, "password_file" in told.mend) == ("fail", True)
        assert "a wrong one" not in str(told)
        mail = structs.replace(mail, password="the right one")
        assert (await one(outside.mail(Settings(mail=mail)))).state == "warn"  # sent in the clear


async def test_a_password_file_that_is_gone(tmp_path: Path) -> None:
    mail = MailSettings("127.0.0.1", 25, password_file=str(tmp_path / "gone"), sender="a@b.test")
    assert (await one(outside.mail(Settings(mail=mail)))).state == "fail"


async def test_a_provider() -> None:
    provider = Provider("ES256")
    settings = Settings(oidc=OidcSettings(provider.issuer, CLIENT, SECRET))
    assert (await one(outside.provider(settings))).state == "ok"
    provider.document = {"issuer": "https://another.test"}
    told = await one(outside.provider(settings))
    assert (told.state, "another issuer" in told.said) == ("fail", True)
    provider.close()
    assert (await one(outside.provider(settings))).state == "fail"
    assert (await one(outside.provider(Settings()))).state == "ok"


async def test_keys_of_publishers(tmp_path: Path) -> None:
    def with_sso(**sso: object) -> Settings:
        site = SiteSettings("a", "A", ("https://a.test",), sso=SsoSettings("i", **sso))  # type: ignore[arg-type]
        return Settings(sites=(site,))

    assert (await one(outside.publishers(with_sso(secrets={"k": SECRET})))).state == "ok"
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": []}))
    told = await one(outside.publishers(with_sso(keys_file=str(file))))
    assert (told.state, "no key can be used" in told.said) == ("fail", True)
    told = await one(outside.publishers(with_sso(keys_url="http://127.0.0.1:1/jwks.json")))
    assert (told.check, told.state) == ("sso-keys:a", "fail")
    assert (await one(outside.publishers(Settings()))).state == "ok"
