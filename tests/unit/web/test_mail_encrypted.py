"""Letters over encrypted connections, with a certificate made for the test."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec import structs
from tests.mailboxes import mail_server

from gatepost.conversation.letters.ports import Undeliverable
from gatepost.conversation.letters.records import Message
from gatepost.web.mail import Mail

LETTER = Message("k", "reader@example.org", "Hello", "Hello.\n", "en")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """For 127.0.0.1, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "mail.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_must_be_trusted(certificate: Path, tls: str) -> None:
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate)
    options = {"ssl": served} if tls == "tls" else {"tls_context": served}
    async with mail_server(**options) as server:
        settings = structs.replace(server.settings, tls=tls)
        trust = ssl.create_default_context(cafile=str(certificate))
        assert await Mail(settings, trust=trust).deliver([LETTER]) == [None]
        (stranger,) = await Mail(settings, timeout=5).deliver([LETTER])
        assert isinstance(stranger, Exception)
        assert not isinstance(stranger, Undeliverable)
        assert len(server.box.letters) == 1
