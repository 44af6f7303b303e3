"""The site over https, with a certificate made for the test."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from open_site import open_site

from assistant.errors import OperatorError
from interfaces.ui.server import TlsFiles, checked_tls, served


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsFiles:
    """A self-signed certificate for 127.0.0.1."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
        .add_extension(host, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "site.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "site.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    locked = serialization.BestAvailableEncryption(b"secret")
    (folder / "locked.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locked))
    (folder / "both.pem").write_bytes((folder / "site.pem").read_bytes() + (folder / "site.key").read_bytes())
    return TlsFiles(folder / "site.pem", folder / "site.key")


def test_the_site_answers_over_https_with_cookies_for_https_only(tls: TlsFiles, tmp_path: Path) -> None:
    with open_site(tmp_path) as site, served(site.app, tls) as address:
        assert address.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=tls.certificate)
        with urllib.request.urlopen(f"{address}/api/me", timeout=10, context=trusting) as answer:
            assert answer.status == 200
            assert "; Secure" in answer.headers["Set-Cookie"]
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            urllib.request.urlopen(address.replace("https", "http"), timeout=10)


def test_files_that_fit_are_taken(tls: TlsFiles) -> None:
    both = tls.certificate.with_name("both.pem")
    assert checked_tls(None, None) is None
    assert checked_tls(tls.certificate, tls.key) == tls
    assert checked_tls(both, None) == TlsFiles(both)


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        ("nowhere.pem", "site.key"),
        ("site.pem", "nowhere.key"),
        ("site.pem", None),
        ("site.key", "site.key"),
        ("site.pem", "locked.key"),
    ],
)
def test_files_that_do_not_are_said_in_one_sentence(tls: TlsFiles, certificate: str, key: str | None) -> None:
    folder = tls.certificate.parent
    with pytest.raises(OperatorError, match="correct DAOGOU_TLS_CERTIFICATE and DAOGOU_TLS_KEY"):
        checked_tls(folder / certificate, folder / key if key else None)


def test_a_key_without_a_certificate_is_said(tls: TlsFiles) -> None:
    with pytest.raises(OperatorError, match="set DAOGOU_TLS_CERTIFICATE"):
        checked_tls(None, tls.key)
