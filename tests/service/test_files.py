"""Attachments: told by their bytes, pictures made anew from pixels, ciphertext that cannot be cut or swapped."""

import io
import zipfile
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFile
from PIL.PngImagePlugin import PngInfo

from intake.core.errors import CannotOpenError, UnsafeFileError
from intake.service import files, pictures
from intake.service.files import KeptFile, check_total, drop_file, keep_file, read_file, renew_files
from intake.service.worker import Worker, sweep_blobs
from intake.store.models import Blob
from tests.conftest import World
from tests.service.made_up import filed

CANARY = b"canary-4711"


def picture(form: str, size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, 9, 9), fill="red")
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def with_exif() -> bytes:
    """Return a JPEG with a maker's note, a place (GPS) and a turn of 90 degrees."""
    exif = Image.Exif()
    exif[0x010F] = CANARY.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (34.0, 3.0, 8.0)
    return picture("JPEG", exif=exif, comment=CANARY)


def with_text() -> bytes:
    info = PngInfo()
    info.add_text("Author", CANARY.decode())
    info.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    return picture("PNG", pnginfo=info)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.txt", CANARY)
    return out.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few bytes that says it is 60,000 by 60,000 pixels."""
    content = bytearray(picture("PNG", (1, 1)))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64)


def kept(world: World, content: bytes, name: str = "IMG_1.JPG") -> tuple[KeptFile, bytes]:
    one = keep_file(world.site, content, name)
    return one, b"".join(read_file(world.site, one))


@pytest.mark.parametrize("make", [with_exif, with_text])
def test_a_picture_loses_everything_but_its_pixels(world: World, make: Any) -> None:
    assert CANARY in make()
    one, clean = kept(world, make())
    assert one.safe
    assert CANARY not in clean
    with Image.open(io.BytesIO(clean)) as opened:
        assert not opened.getexif()
        assert not {
            key for key in opened.info if key not in {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        }


def test_a_turned_picture_is_stood_upright_before_its_exif_goes(world: World) -> None:
    _, clean = kept(world, with_exif())
    with Image.open(io.BytesIO(clean)) as opened:
        assert opened.size == (20, 40)


@pytest.mark.parametrize(
    ("form", "kind"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/png")],
)
def test_each_kind_of_picture_is_made_anew(world: World, form: str, kind: str) -> None:
    one, clean = kept(world, picture(form))
    assert (one.kind, one.safe, one.size) == (kind, True, len(clean))
    assert one.name == f"IMG_1.{pictures.extension_of(kind)}"
    with Image.open(io.BytesIO(clean)) as opened:
        assert opened.size == (40, 20)
        red, green, _ = opened.convert("RGB").getpixel((4, 4))  # type: ignore[misc]  # three bands after RGB
    assert red > 180 > green


def test_what_hides_behind_a_picture_is_gone(world: World) -> None:
    """A file that is both a picture and an archive comes back as a picture alone."""
    double = picture("PNG") + zipped()
    with zipfile.ZipFile(io.BytesIO(double)) as archive:
        assert archive.read("evil.txt") == CANARY
    _, clean = kept(world, double)
    assert not zipfile.is_zipfile(io.BytesIO(clean))


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (PDF, "application/pdf", "pdf"),
        (MP4, "video/mp4", "mp4"),
        ("they said: كناري\n".encode(), "text/plain", "txt"),
    ],
)
def test_an_original_is_kept_as_it_is_and_marked_unsafe(
    world: World, content: bytes, kind: str, ending: str
) -> None:
    one, same = kept(world, content, "proof.exe")
    assert same == content
    assert (one.kind, one.name, one.safe) == (kind, f"proof.{ending}", False)


def test_half_a_picture_is_refused_whatever_a_library_allowed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(UnsafeFileError, match=r"^picture$"):
        kept(world, picture("PNG")[:60])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (bytes(25_000_001), "size"),
        (b"\x7fELF" + bytes(60), "kind"),
        (zipped(), "kind"),
        (b"MZ" + bytes(200), "kind"),
        (bytes(range(128, 256)), "kind"),
        (picture("PNG")[:60], "picture"),
        (picture("JPEG")[:200], "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100), "picture"),
        (b"GIF89a" + bytes(20), "picture"),
        (bomb(), "picture"),
    ],
)
def test_what_is_not_taken_is_refused_with_a_code(world: World, content: bytes, code: str) -> None:
    with pytest.raises(UnsafeFileError, match=f"^{code}$"):
        keep_file(world.site, content, "a.png")
    assert list((world.settings.data / "blobs").iterdir()) == []


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 799)
    with pytest.raises(UnsafeFileError, match=r"^pixels$"):
        keep_file(world.site, picture("PNG"), "a.png")
    monkeypatch.setattr(pictures, "MAX_PIXELS", 800)
    keep_file(world.site, picture("PNG"), "a.png")


def of_size(size: int) -> KeptFile:
    return KeptFile(uuid4(), bytes(32), "a.txt", "text/plain", size, False)


def test_ten_files_and_fifty_megabytes_are_the_most_of_a_case() -> None:
    check_total([of_size(1)] * 9, 1)
    check_total([of_size(1)] * 10)
    with pytest.raises(UnsafeFileError, match=r"^count$"):
        check_total([of_size(1)] * 10, 1)
    check_total([of_size(25_000_000)], 25_000_000)
    with pytest.raises(UnsafeFileError, match=r"^total$"):
        check_total([of_size(25_000_000)] * 2, 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\Rosa\\photo.of.me.JPG", "photo.of.me.txt"),
        ("../../etc/passwd", "passwd.txt"),
        ('a<b>:"|?*.txt', "ab.txt"),
        (".bashrc", "file.txt"),
        ("\x00\u202e", "file.txt"),
        ("x" * 500, "x" * 80 + ".txt"),
        ("صورة.png", "صورة.txt"),
    ],
)
def test_a_name_is_made_safe_to_show_and_to_save(world: World, name: str, shown: str) -> None:
    assert keep_file(world.site, b"words", name).name == shown


def test_the_ciphertext_shows_nothing_and_has_no_time(world: World) -> None:
    one, _ = kept(world, CANARY * 10)
    path = world.settings.data / "blobs" / one.blob.hex
    assert CANARY not in path.read_bytes()
    assert path.stat().st_mtime == 0


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-1], lambda raw: raw[:-1] + bytes([raw[-1] ^ 1])])
def test_a_cut_or_changed_file_is_refused(world: World, spoil: Any) -> None:
    one, _ = kept(world, CANARY * 10_000)
    path = world.settings.data / "blobs" / one.blob.hex
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(CannotOpenError):
        b"".join(read_file(world.site, one))


def test_a_file_in_the_place_of_another_is_refused(world: World) -> None:
    (one, _), (two, _) = kept(world, b"one"), kept(world, b"two")
    folder = world.settings.data / "blobs"
    (folder / two.blob.hex).replace(folder / one.blob.hex)
    with pytest.raises(CannotOpenError):
        b"".join(read_file(world.site, replace(one, key=two.key)))


def test_the_record_of_a_file_is_read_back(world: World) -> None:
    one, _ = kept(world, b"words")
    assert KeptFile.from_document(one.to_document()) == one


def test_a_draft_that_is_still_written_keeps_its_files(any_world: World) -> None:
    site = any_world.site
    written, forgotten = (keep_file(site, b"words", "a.txt") for _ in range(2))
    any_world.clock.advance(timedelta(minutes=90))
    renew_files(site, [])
    renew_files(site, [written])
    any_world.clock.advance(timedelta(minutes=90))
    sweep_blobs(site)
    Worker(site).run_once()
    assert b"".join(read_file(site, written)) == b"words"
    with pytest.raises(FileNotFoundError):
        list(read_file(site, forgotten))


def test_a_dropped_file_is_gone_but_not_one_that_a_case_took(any_world: World) -> None:
    site = any_world.site
    one, two = (keep_file(site, b"words", "a.txt") for _ in range(2))
    case_id = filed(any_world).case_id
    with site.writing() as session:
        files.take_files(session, case_id, [two.blob])
    for each in (one, two):
        drop_file(site, each)
    with site.reading() as session:
        assert session.get(Blob, one.blob) is None
    with pytest.raises(FileNotFoundError):
        list(read_file(site, one))
    assert b"".join(read_file(site, two)) == b"words"


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP"]),
    st.binary(max_size=200),
)
def test_hostile_bytes_are_refused_with_a_code_and_never_break(start: bytes, rest: bytes) -> None:
    told = ""
    try:
        _, kind, _ = pictures.rebuild(start + rest, pictures.kind_of(start + rest))
        told = pictures.extension_of(kind)
    except UnsafeFileError as error:
        told = str(error)
    assert told in {"empty", "kind", "picture", "pixels", "png", "jpg", "webp", *pictures._ORIGINALS.values()}
