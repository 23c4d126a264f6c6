"""A small mail server for tests: it takes what it is sent and keeps it."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_FROM = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Post:
    """What a mail server was told, and where it listens."""

    port: int = 0
    commands: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, post: Post, tls: ssl.SSLContext | None, *, at_once: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.post, self.tls, self.at_once = post, tls, at_once

    def handle_error(self, request: object, client_address: object) -> None:
        """Take a client that hangs up as the end of the talk."""


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        if self.server.at_once:
            self.secure()
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            self.server.post.commands.append(line)
            self.answer(line.split()[0].upper())

    def answer(self, verb: str) -> None:
        if verb == "EHLO" and self.server.tls and self.request is self.connection:
            self.say("250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN")
        elif verb == "DATA":
            self.say("354 go on")
            self.server.post.messages.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
            self.say("250 kept")
        else:
            said = {
                "EHLO": "250-here\r\n250 AUTH PLAIN",
                "AUTH": "235 welcome",
                "STARTTLS": "220 go",
                "QUIT": "221 bye",
            }
            self.say(said.get(verb, "250 ok"))
            if verb == "STARTTLS":
                self.secure()

    def secure(self) -> None:
        assert self.server.tls is not None
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
        self.wfile.flush()

    def finish(self) -> None:
        super().finish()
        self.connection.close()


@contextmanager
def post_office(tls: ssl.SSLContext | None = None, *, at_once: bool = False) -> Iterator[Post]:
    """Run an SMTP server (RFC 5321) on a loopback port; with a context it offers STARTTLS, or speaks TLS at once."""
    post = Post()
    with _Server(post, tls, at_once=at_once) as server:
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield post
        server.shutdown()


def own_certificate(folder: Path) -> ssl.SSLContext:
    """Return a server's context with a certificate that nobody else signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_FROM)
        .not_valid_after(_FROM + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "own.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "key.pem")
    return context
