"""Bytes into text: which letters they stand for, and whether they are text at all."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace

from bounceback_analysis.log.model import Problem

MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
"""How a file begins that says how its letters are written."""
WORKBOOK = "bring it in with: bounceback import FILE -o data/my_log.csv"
SAVE_AS = "In your spreadsheet choose Save As, then CSV UTF-8."
PACKED = "This is a compressed file ({}). Unpack it first, then open what is inside."
PICTURE = "This is a picture, not a CSV."
NO_TEXT = {
    b"\xd0\xcf\x11\xe0": f"This is an old Excel workbook, not a CSV: {WORKBOOK}",
    b"%PDF": "This is a PDF, not a CSV. Open the list it was made from, and save that as CSV.",
    b"\x1f\x8b": PACKED.format("gzip"),
    b"7z\xbc\xaf": PACKED.format("7z"),
    b"Rar!": PACKED.format("rar"),
    b"GIF8": PICTURE,
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"SQLite format 3": "This is a database, not a CSV. Export its table as CSV first.",
    b"{\\rtf": f"This is a rich text document, not a CSV. {SAVE_AS}",
}
AS_UTF16 = "The file is in UTF-16, as Excel's 'Unicode Text' is; it was read so, and new lines are "
WIDE = Problem(None, None, "tell", f"{AS_UTF16}written so.")
GARBLED = re.compile(r"\w*(?:Ã[\u0080-\u00bf]|â€[\u0090-\u201d™œ]|Â[\u00a0-\u00bf])\w*")
ENTITY = re.compile(r"&(?:amp|quot|nbsp|apos|#39|#x27);")
WORD_WITH_ACCENT = re.compile(r"\w*[^\x00-\x7f]+\w*")
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
NOT_TEXT = (
    "This is no text that a person could read, so it is no CSV. Look for the file that your "
    f"spreadsheet saves, or {WORKBOOK}"
)
LONGEST_SAID = 40
"""Characters of a word that a sentence quotes: enough to know it by."""
MIXED = "mixed"
"""The encoding of a file some of whose lines are in UTF-8 and some in Windows letters."""


@dataclass(frozen=True)
class Decoded:
    """A file's text, the encoding it was in, its mark, and what there is to say of that."""

    text: str
    encoding: str
    mark: bytes = b""
    problems: tuple[Problem, ...] = ()


def decode(data: bytes) -> Decoded:
    """Turn a file's bytes into text; one problem that says stop where they are no table."""
    if why := _no_table(data):
        return Decoded("", "", problems=(Problem(None, None, "stop", why),))
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _marked(data, mark, encoding)
    if encoding := _unmarked_utf16(data):
        return Decoded(data.decode(encoding, "replace"), encoding, problems=(WIDE,))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _machine_code(data):
            return Decoded("", "", problems=(Problem(None, None, "stop", NOT_TEXT),))
        if error.reason != "unexpected end of data" or error.start < len(data) - 3:
            return _not_utf8(data)
        text = data.decode("utf-8", "replace")  # a save that was cut off within a letter
    return Decoded(text, "utf-8", problems=_oddities(text))


def _no_table(data: bytes) -> str:
    if not data:
        return (
            "The file is empty (0 bytes). If it held your log, look in the folder 'backups' beside "
            "it; else start a new log with: bounceback new data/my_log.csv"
        )
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00\x1a,;"):
        return "The file holds only blank lines. Start a log with: bounceback new data/my_log.csv"
    for start, why in NO_TEXT.items():
        if head.startswith(start):
            return why
    low = head.lower()
    if re.match(rb"<(!doctype|!--|\?xml|(html|head|body|meta|script|style|table|div)\b)", low):
        return (
            "This is a web page, perhaps a sign-in page, not a CSV. Download the file again while "
            "you are signed in; or copy the table in it into a spreadsheet, and save that as CSV."
        )
    if low.startswith((b"{", b"[")) and re.match(rb'[\[{]\s*(["{\[\]}]|$)', low):
        return "This is JSON, not a CSV. Export your list as CSV, then open that."
    return _unsettled(data)


def _unsettled(data: bytes) -> str:
    """Recognise the marks that a version control leaves where two versions met."""
    if b"<<<<<<<" not in data:
        return ""
    mark = re.compile(rb"(?:<{7}|>{7}|={7})(?:\s|$)")
    lines = [n for n, line in enumerate(data.split(b"\n"), 1) if mark.match(line)]
    if len(lines) < 2:
        return ""
    return (
        f"Two versions of this file were merged and not settled: see lines {lines[0]} to "
        f"{lines[-1]}. Keep the lines you want; take out the marks <<<<<<<, ======= and >>>>>>>."
    )


def _zipped(data: bytes) -> str:
    if b"[Content_Types].xml" in data and b"word/" in data:
        return f"This is a Word document, not a CSV. Copy its table into a spreadsheet. {SAVE_AS}"
    if b"xl/" in data or b"opendocument.spreadsheet" in data or b"[Content_Types].xml" in data:
        return f"This is a workbook (xlsx or ods), not a CSV: {WORKBOOK}. Or: {SAVE_AS}"
    return f"This is a zip file, or a workbook, not a CSV. Unpack it, or {WORKBOOK}"


def _marked(data: bytes, mark: bytes, encoding: str) -> Decoded:
    text = data[len(mark) :].decode(encoding, "replace")
    if encoding == "utf-8" and "\ufffd" in text and b"\xef\xbf\xbd" not in data:
        return replace(_not_utf8(data[len(mark) :]), mark=mark)
    wide = () if encoding == "utf-8" else (WIDE,)
    return Decoded(text, encoding, mark, (*wide, *_oddities(text)))


def _unmarked_utf16(data: bytes) -> str:
    """Recognise UTF-16 without its mark: in plain words every second byte is nought."""
    sample = data[: 4000 - len(data[:4000]) % 2]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if len(sample) > 8 and odd > 0.4 * len(sample) / 2 > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if len(sample) > 8 and even > 0.4 * len(sample) / 2 > 4 * odd else ""


def _machine_code(data: bytes) -> bool:
    """Tell what only a program reads: one byte in twenty is a sign that no text has."""
    sample = data[:4000]
    return len(CONTROL.findall(sample)) * 20 > max(len(sample), 400)


def _not_utf8(data: bytes) -> Decoded:
    """Read each line as UTF-8 where it is that, else as Windows-1252, and show a word of it."""
    lines = data.split(b"\n")
    read = [_line(line) for line in lines]
    other = [n for n, (_, plain) in enumerate(read) if not plain]
    accents = [n for n, line in enumerate(lines) if not line.isascii()]
    text = "\n".join(line for line, _ in read)
    found = WORD_WITH_ACCENT.search(read[other[0]][0])
    word = found[0][:LONGEST_SAID] if found else ""
    mixed = len(other) < len(accents)
    which = f"{len(other)} of its lines are" if mixed else "The file is"
    doubt = " If that is not what you wrote, save the file again as CSV UTF-8."
    if re.search(r"[\x80-\x9f\u0192\u2020-\u2030\u02c6]\w|[a-z][ŽŸ™‹]", word):
        doubt = " That may be wrong: it could come from an old Mac. Save it again as CSV UTF-8."
    said = f"{which} in Windows letters (Windows-1252), read as such: '{word}' on this line.{doubt}"
    problem = Problem(other[0] + 1, None, "tell", said)
    return Decoded(text, MIXED if mixed else "cp1252", problems=(problem, *_oddities(text)))


def _line(line: bytes) -> tuple[str, bool]:
    for encoding in ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            return line.decode(encoding), encoding == "utf-8"
    return line.decode("latin-1"), False


def byte_at(data: bytes, text: str, place: int, encoding: str, mark: bytes) -> int:
    """Give where in the bytes of a file a place of its text is, behind the mark at its start."""
    if encoding == "cp1252":  # a byte for each letter
        return len(mark) + place
    if encoding != MIXED:
        return len(mark) + len(text[:place].encode(encoding))
    above = text.count("\n", 0, place)
    lines = data[len(mark) :].split(b"\n", above + 1)
    begin = text.rfind("\n", 0, place) + 1
    _, utf8 = _line(lines[above])
    within = len(text[begin:place].encode()) if utf8 else place - begin
    return len(mark) + sum(map(len, lines[:above])) + above + within


def _oddities(text: str) -> tuple[Problem, ...]:
    """Say where letters were garbled before, or where a byte of nought stands."""
    found: list[tuple[int, str]] = []
    if "\x00" in text:
        said = "An invisible character (NUL) stands here, as after a broken save; it was kept."
        found.append((text.index("\x00"), said))
    # The marks are looked for first: most texts have none, and the pattern is slow.
    marked = any(mark in text for mark in ("Ã", "â€", "Â"))
    if marked and (garbled := GARBLED.search(text)):
        said = "looks garbled, as if saved with the wrong letters; it was left as it is."
        found.append((garbled.start(), f"'{garbled[0][:LONGEST_SAID]}' {said}"))
    if "&" in text and (entity := ENTITY.search(text)):
        said = f"'{entity[0]}' is how a web page writes a letter; it was left as it is."
        found.append((entity.start(), said))
    if "\ufffd" in text:
        said = "A letter was lost here before (it shows as \ufffd); type that word again."
        found.append((text.index("\ufffd"), said))
    return tuple(Problem(text.count("\n", 0, at) + 1, None, "tell", said) for at, said in found)
