"""Uploads on their way in: parts too large for memory are spooled to a temporary file that is never in clear."""

import io
import secrets
import tempfile
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import Request

from intake.core.errors import NotStoredError

IN_MEMORY = 256 * 1024
_BLOCK = 16


class SealedSpool(io.RawIOBase):
    """A temporary file under AES-256-CTR with a key that lives only in this object; gone when closed.

    The key is used for one file and one writing, so its counter never repeats; there is no tag, because the file
    is only this process's own memory, spilled.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file: IO[bytes] = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 -- closed with this object
        self._key, self._nonce = secrets.token_bytes(32), secrets.token_bytes(8)
        self._at = 0

    def readable(self) -> bool:
        """Say yes: what was written can be read back."""
        return True

    def writable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: Any) -> int:
        """Encrypt and append at the present place; returns how much the disk took. NotStoredError where it is full."""
        plain = bytes(data)
        try:
            self._file.seek(self._at)
            written = self._file.write(self._crypt(plain))
        except OSError as error:
            raise NotStoredError("there is no room for the upload") from error
        self._at += written
        return written

    def readinto(self, buffer: Any) -> int:
        """Read and decrypt from the present place."""
        self._file.seek(self._at)
        plain = self._crypt(self._file.read(len(buffer)) or b"")
        buffer[: len(plain)] = plain
        self._at += len(plain)
        return len(plain)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place."""
        end = self._file.seek(0, io.SEEK_END)
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: end}[whence]
        return self._at

    def tell(self) -> int:
        """Return the present place."""
        return self._at

    def close(self) -> None:
        """Drop the file and the key."""
        if not self.closed:
            self._file.close()
            self._key = b""
        super().close()

    def _crypt(self, data: bytes) -> bytes:
        """Apply the key stream of the present place."""
        skip = self._at % _BLOCK
        counter = self._nonce + (self._at // _BLOCK).to_bytes(8, "big")
        stream = Cipher(algorithms.AES(self._key), modes.CTR(counter)).encryptor()
        stream.update(bytes(skip))
        return stream.update(data)


class SealedRequest(Request):
    """A request whose large upload parts are spooled encrypted, and which has bounds on fields and memory."""

    max_form_memory_size = 600_000
    max_form_parts = 400

    @property
    def max_content_length(self) -> int | None:
        """The most that is taken of a body: far less where it is no upload, since all of it is then held in memory."""
        most = super().max_content_length
        if most is None or self.mimetype == "multipart/form-data":
            return most
        return min(most, self.max_form_memory_size)

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        """Set it for this request, as Flask allows."""
        self._max_content_length = value

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,  # noqa: ARG002 -- Werkzeug's signature
        filename: str | None = None,  # noqa: ARG002 -- Werkzeug's signature
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Give small parts memory and all others an encrypted spool."""
        known = content_length or total_content_length
        if known is not None and known <= IN_MEMORY:
            return io.BytesIO()
        return io.BufferedRandom(SealedSpool())
