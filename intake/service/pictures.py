"""Looking at an upload: its kind by its bytes, and images rebuilt from their pixels."""

import warnings
from io import BytesIO

import puremagic
from PIL import Image, ImageFile, ImageOps

from intake.core.errors import UnsafeFileError

MAX_PIXELS = 50_000_000
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "PNG"}
_ORIGINALS = {
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/x-wav": "wav",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "text/plain": "txt",
}


def kind_of(content: bytes) -> str:
    """Return the media type told by the bytes, never by the name; raises UnsafeFileError for kinds not taken."""
    if not content:
        raise UnsafeFileError("empty")
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        found = []
    kinds = [match.mime_type for match in found if match.mime_type]
    for kind in kinds:
        if kind in _PICTURES or kind in _ORIGINALS:
            return str(kind)
    if not kinds and _is_text(content):
        return "text/plain"
    raise UnsafeFileError("kind")


def rebuild(content: bytes, kind: str) -> tuple[bytes, str, bool]:
    """Return (bytes, media type, safe): a picture made anew from its pixels, without EXIF, XMP or GPS.

    Other kinds come back as they are, marked unsafe. Raises UnsafeFileError for a picture that does not open
    or has more than 50 million pixels.
    """
    wanted = _PICTURES.get(kind)
    if wanted is None:
        return content, kind, False
    pixels = _pixels(content, "GIF" if kind == "image/gif" else wanted, keep_alpha=wanted == "PNG")
    pixels.info = {}  # what stood beside the pixels: EXIF, XMP, ICC, comments
    out = BytesIO()
    pixels.save(out, wanted, **({"quality": 88} if wanted != "PNG" else {}))
    return out.getvalue(), f"image/{wanted.lower()}", True


def _pixels(content: bytes, form: str, *, keep_alpha: bool) -> Image.Image:
    """Decode a picture, upright; raises UnsafeFileError whatever goes wrong on hostile bytes."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for its whole process
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[form]) as opened:
                _check_size(opened)
                has_alpha = "A" in opened.getbands() or "transparency" in opened.info
                return ImageOps.exif_transpose(opened).convert("RGBA" if keep_alpha and has_alpha else "RGB")
    except UnsafeFileError:
        raise
    except Exception as error:  # Pillow raises many kinds
        raise UnsafeFileError("picture") from error


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise UnsafeFileError("pixels")


def extension_of(kind: str) -> str:
    """Return the file ending for a media type that is taken."""
    return _ORIGINALS.get(kind) or kind.removeprefix("image/").replace("jpeg", "jpg")


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content
