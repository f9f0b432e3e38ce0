"""Pictures of text, read by tesseract (a program of its own)."""

import shutil
import subprocess

from understudy.knowledge.documents import Document, read_html
from understudy.knowledge.formats.file import File, MissingToolError, UnreadableError
from understudy.knowledge.formats.limits import TIMEOUT_S
from understudy.knowledge.formats.paragraphs import as_paragraphs

__all__ = ["read_image"]

_PROGRAM = "tesseract"


def read_image(file: File) -> list[Document]:
    """What stands in a picture.

    Raises:
        MissingToolError: there is no tesseract here.
        UnreadableError: tesseract cannot read the picture, or sees no text in it.
    """
    text = _recognised(file.data)
    if not text.strip():
        raise UnreadableError("no text can be seen in it")
    return [read_html(as_paragraphs(text), file.key, file.head)]


def _recognised(picture: bytes) -> str:
    """The text in a PNG, JPEG, TIFF or another picture that tesseract knows."""
    program = shutil.which(_PROGRAM)
    if program is None:
        raise MissingToolError(
            "text in pictures is read by tesseract", hint="sudo apt-get install tesseract-ocr"
        )
    try:
        done = subprocess.run(
            [program, "stdin", "stdout"],
            input=picture,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"tesseract takes longer than {TIMEOUT_S:.0f} s") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {done.returncode}"]
        raise UnreadableError(f"tesseract cannot read it: {said[-1]}")
    return done.stdout.decode("utf-8", "replace")
