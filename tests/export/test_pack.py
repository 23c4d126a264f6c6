"""A ZIP whose names and times tell nothing."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from intake.export.pack import packed


def test_a_zip_holds_its_files_with_no_time_of_their_own_for_their_owner_alone() -> None:
    content = packed([("case.json", b"{}" * 500), ("files/file-1.jpg", b"\xff\xd8")])
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.read("files/file-1.jpg") == b"\xff\xd8"
        told = [(one.filename, one.date_time[0], one.compress_type) for one in archive.infolist()]
        modes = {one.external_attr >> 16 for one in archive.infolist()}
    assert told == [("case.json", 1980, ZIP_DEFLATED), ("files/file-1.jpg", 1980, ZIP_STORED)]
    assert modes == {0o600}
