"""Uploads on their way in: whole when they are read, never in clear on the disk."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from intake.core.errors import NotStoredError
from intake.uploads import IN_MEMORY, SealedRequest, SealedSpool


@pytest.mark.parametrize("size", [10, IN_MEMORY, IN_MEMORY + 1, 900_000])
def test_an_upload_arrives_whole_wherever_it_was_kept(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    environ = EnvironBuilder(method="POST", data={"file": (io.BytesIO(content), "a.bin")}).get_environ()
    incoming = SealedRequest(environ)
    incoming.max_content_length = 1_000_000
    with incoming.files["file"].stream as stream:
        kept = isinstance(stream, io.BufferedRandom)
        assert stream.read() == content
    environ["wsgi.input"].close()
    assert kept is (size >= IN_MEMORY)


def test_a_large_upload_is_never_in_clear_on_the_disk(tmp_path: Path) -> None:
    content = b"canary" * 100_000
    with SealedSpool() as spool:
        spool.write(content)
        spool._file.seek(0)
        raw = spool._file.read()
        assert b"canary" not in raw
        assert len(raw) == len(content)


def test_an_upload_of_unknown_length_is_kept_sealed() -> None:
    with SealedRequest({})._get_file_stream(None, "text/plain") as stream:
        assert isinstance(stream, io.BufferedRandom)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.binary(max_size=70)),
        st.tuples(st.just("read"), st.integers(0, 90)),
        st.tuples(st.just("seek"), st.integers(0, 1000)),
    ),
    max_size=30,
)


@given(steps=steps)
@examples(deadline=None)
def test_a_sealed_file_behaves_as_a_file_in_memory(steps: list[tuple[str, Any]]) -> None:
    plain = io.BytesIO()
    with io.BufferedRandom(SealedSpool()) as sealed:
        for what, value in steps:
            if what == "seek":
                at = min(value, len(plain.getvalue()))
                assert sealed.seek(at) == plain.seek(at)
            elif what == "read":
                assert sealed.read(value) == plain.read(value)
            else:
                assert sealed.write(value) == plain.write(value)
            assert sealed.tell() == plain.tell()
        sealed.seek(0)
        assert sealed.read() == plain.getvalue()
        assert sealed.seek(-len(plain.getvalue()), io.SEEK_END) == 0
        assert sealed.seek(0, io.SEEK_CUR) == 0


class Narrow(io.BytesIO):
    """A file on a disk that takes a little at a time, as a nearly full one does."""

    def write(self, data: Any) -> int:
        return super().write(bytes(data)[:7])


def test_an_upload_that_the_disk_takes_in_pieces_is_whole() -> None:
    spool = SealedSpool()
    spool._file.close()
    spool._file = Narrow()
    content = bytes(number % 251 for number in range(30_000))
    with io.BufferedRandom(spool) as stream:
        stream.write(content)
        stream.seek(0)
        assert stream.read() == content


def test_an_upload_without_room_on_the_disk_is_not_taken() -> None:
    spool = SealedSpool()
    spool._file.close()
    with Path("/dev/full").open("r+b", buffering=0) as spool._file, pytest.raises(NotStoredError):
        spool.write(b"words")
    spool.close()


def test_a_closed_file_forgets_its_key() -> None:
    spool = SealedSpool()
    assert spool.readable()
    assert spool.writable()
    assert spool.seekable()
    spool.close()
    spool.close()
    assert spool._key == b""
    assert spool._file.closed
