"""Bytes into rows: which letters they stand for, how a file is written, and where each cell is."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from bounceback_analysis.log.bounds import too_many_cells, too_many_lines
from bounceback_analysis.log.model import Problem

Span = tuple[int, int]

MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
"""How a file begins that says how its letters are written."""
BRING_IN = "bring it in with: bounceback import FILE -o data/my_log.csv"
SAVE_AS = "In your spreadsheet choose Save As, then CSV UTF-8."
PACKED = "This is a compressed file ({}). Unpack it first, then open what is inside."
PICTURE = "This is a picture, not a CSV."
NO_TEXT = {
    b"\xd0\xcf\x11\xe0": f"This is an old Excel workbook, not a CSV: {BRING_IN}",
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
    f"spreadsheet saves, or {BRING_IN}"
)
LONGEST_SAID = 40  # characters of a word that a sentence quotes: enough to know it by
MIXED = "mixed"  # the encoding where some lines are in UTF-8 and some in Windows letters


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
        sample = data[:4000]
        # One byte in twenty that only a program reads is a sign that no text has.
        if len(CONTROL.findall(sample)) * 20 > max(len(sample), 400):
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
        return f"This is a workbook (xlsx or ods), not a CSV: {BRING_IN}. Or: {SAVE_AS}"
    return f"This is a zip file, or a workbook, not a CSV. Unpack it, or {BRING_IN}"


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


def _not_utf8(data: bytes) -> Decoded:
    """Read each line as UTF-8 where it is that, else as Windows-1252, and show a word of it."""
    lines = data.split(b"\n")
    read = [line_of(line) for line in lines]
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


def line_of(line: bytes) -> tuple[str, bool]:
    """Read a line as UTF-8 where it is that, else in Windows letters; say whether it was UTF-8."""
    for encoding in ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            return line.decode(encoding), encoding == "utf-8"
    return line.decode("latin-1"), False


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


DELIMITERS = (",", ";", "\t", "|")
NAMES = {";": "semicolons", "\t": "tabs", "|": "bars"}
QUOTE = '"'
SEP_LINE = re.compile(r"\A\"?sep=(.)\"?[^\S\r\n]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
DAY = re.compile(r"\s*\"?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[ -][A-Za-z]{3})")

SAMPLE = 64_000  # characters that show how a file is written: hundreds of lines, whatever its size

LINES_WEIGHED = 60  # lines weighed for a delimiter: more change the answer no more

WHOLE = "Each whole line stands in quotation marks; they were taken off to find the cells."
UNCLOSED = (
    "A quotation mark opens here and never closes. The lines after it were kept as rows of their "
    "own; look at this one."
)
csv.field_size_limit(2**31 - 1)  # the largest that C takes; how long a cell may be, `bounds` says


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    encoding: str = "utf-8"
    mark: bytes = b""
    delimiter: str = ","
    line_end: str = "\r\n"

    @cached_property
    def cell(self) -> re.Pattern[str]:
        """What matches one cell; group 1 is what stands between its quotation marks."""
        held = rf' *"([^"]*+(?:""[^"]*+)*+)" *(?=[{re.escape(self.delimiter)}\r\n]|\Z)'
        return re.compile(rf"{held}|{self.bare.pattern}")

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """What matches a cell of which no quotation mark is believed."""
        return re.compile(rf"[^{re.escape(self.delimiter)}\r\n]*+")


@dataclass(frozen=True)
class Rows:
    """The rows of a file as text, the physical line where each begins, and what was decided.

    ``starts`` are the places in ``text`` of all physical lines, ``ends`` the last line of each
    row. With ``doubtful`` a quotation mark might also be read as holding whole rows together.
    """

    cells: list[list[str]]
    lines: list[int]
    dialect: Dialect
    problems: tuple[Problem, ...] = ()
    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    doubtful: bool = False

    @cached_property
    def spans(self) -> list[Span]:
        """The places of the rows in ``text``, without their line ends."""
        wide = (
            (self.starts[line - 1], self.starts[end])
            for line, end in zip(self.lines, self.ends, strict=True)
        )
        return [(a, a + len(self.text[a:b].rstrip("\r\n"))) for a, b in wide]


def split_rows(data: bytes) -> Rows:
    """Read any delimited text into rows of cells, none dropped or moved; blank lines go."""
    decoded = decode(data)
    text = decoded.text.rstrip("\x1a")  # how programs of old marked the end
    sep = SEP_LINE.match(text)
    start = sep.end() if sep else 0
    sample = text[start : start + SAMPLE]
    named = sep[1] if sep and sep[1] in sample else ""
    ends = Counter(LINE_END.findall(text[:SAMPLE])).most_common(1)
    line_end = str(ends[0][0]) if ends else "\r\n"
    delimiter = named or find_delimiter(sample)
    dialect = Dialect(decoded.encoding, decoded.mark, delimiter, line_end)
    nothing = Rows([], [], dialect, decoded.problems)
    if not text:
        return nothing
    if why := too_many_lines(text, delimiter):
        return replace(nothing, problems=(*decoded.problems, Problem(None, None, "stop", why)))
    rows = _split(text, start, dialect)
    if whole := _whole_lines(rows.cells):
        dialect = replace(dialect, delimiter=find_delimiter(whole[:SAMPLE]))
        told = Problem(rows.lines[0], None, "tell", WHOLE)
        rows = replace(rows, cells=_split(whole, 0, dialect).cells, problems=(told,))
    if slip := too_many_cells(rows.cells, rows.lines):
        return replace(
            nothing, problems=(*decoded.problems, Problem(slip[0], None, "stop", slip[1]))
        )
    said = list(decoded.problems)
    if not named and dialect.delimiter != ",":
        by = NAMES[dialect.delimiter]
        tell = f"The cells are separated by {by}; read so, and new lines are written so."
        said.append(Problem(None, None, "tell", tell))
    return replace(rows, dialect=dialect, problems=(*said, *rows.problems), text=decoded.text)


class Token(NamedTuple):
    """A cell with its place in the text.

    ``open`` tells that a quotation mark opens it and never closes, ``hides`` that the one which
    would close it lies beyond a line that was perhaps meant as a row.
    """

    text: str
    start: int
    stop: int
    open: bool = False
    hides: bool = False


def tokens(
    text: str, at: int, end: int, dialect: Dialect, is_row: Callable[[str], bool] | None = None
) -> Iterator[Token]:
    """Give the cells of the row that begins at a place; a quote that never closes is a letter."""
    while True:
        found = dialect.cell.match(text, at, end)
        held = found[1] if found else None
        hides = bool(held and is_row and any(map(is_row, LINE_END.split(held)[1:])))
        if found and held is not None and not hides:
            yield Token(held.replace(QUOTE * 2, QUOTE), at, found.end())
        else:
            found = dialect.bare.match(text, at, end) if hides else found
            cell = found[0] if found else ""
            yield Token(cell, at, at + len(cell), cell.lstrip().startswith(QUOTE), hides)
        stop = found.end() if found else at
        if stop >= end or text[stop] != dialect.delimiter:
            return
        at = stop + 1


def _split(text: str, start: int, dialect: Dialect) -> Rows:
    """Split a text from a place on: as the csv module does, and with care each row it refuses."""
    parts = [*([text[:start]] if start else []), *io.StringIO(text[start:], newline="")]
    starts = list(accumulate(map(len, parts), initial=0))
    line = 1 if start else 0
    is_row = row_like(text[start : start + 4 * SAMPLE] if QUOTE in text else "", dialect.delimiter)
    cells, lines, ends = list[list[str]](), list[int](), list[int]()
    problems, doubtful = list[Problem](), False
    while line < len(parts):
        for row, after in _plain(parts, line, dialect, is_row, spaced=f" {QUOTE}" in text):
            if row and (len(row) > 1 or row[0]):
                cells.append(row)
                lines.append(line + 1)
                ends.append(after)
            line = after
        if line < len(parts):
            found = list(tokens(text, starts[line], len(text), dialect, is_row))
            after = bisect_right(starts, found[-1].stop)
            if len(found) > 1 or found[0].text:
                cells.append([token.text for token in found])
                lines.append(line + 1)
                ends.append(min(after, len(parts)))
            doubtful |= any(token.hides for token in found)
            opened = (bisect_right(starts, token.start) for token in found if token.open)
            problems += (Problem(at, None, "tell", UNCLOSED) for at in opened)
            line = after
    return Rows(cells, lines, dialect, tuple(problems), text, starts, ends, doubtful)


def _plain(
    parts: Sequence[str],
    line: int,
    dialect: Dialect,
    is_row: Callable[[str], bool],
    *,
    spaced: bool,
) -> Iterator[tuple[list[str], int]]:
    """Give rows, each with the number of the line behind it, up to one with an odd quote."""
    rest = (parts[at] for at in range(line, len(parts)))
    reader = csv.reader(rest, delimiter=dialect.delimiter, strict=True)
    before = 0
    with suppress(csv.Error):
        for row in reader:
            if reader.line_num > before + 1:
                within = (line for cell in row for line in LINE_END.split(cell)[1:])
                if any(map(is_row, within)):
                    return
            if spaced and any(cell.lstrip(" ")[:1] == QUOTE for cell in row):
                return
            before = reader.line_num
            yield row, line + before


def row_like(text: str, delimiter: str) -> Callable[[str], bool]:
    """Give a test for lines that were meant as rows: as wide as most, with a day in its place."""
    parts = [line.split(delimiter) for line in LINE_END.split(text)]
    wide = [row for row in parts if len(row) > 2]
    # Prose in a long cell has commas too: a row is about as wide as the headings, at least.
    width = max(Counter(map(len, wide)).most_common(1)[0][0], len(wide[0]) - 1) if wide else 0
    usual = [row for row in wide if len(row) >= width]
    dated = [place for row in usual for place, cell in enumerate(row) if DAY.match(cell)]
    place, times = Counter(dated).most_common(1)[0] if dated else (0, 0)
    by_day = times * 2 >= len(usual) - 1

    def is_row(line: str) -> bool:
        row = line.split(delimiter)
        # Where days do not tell: in a sentence, unlike in a row, spaces stand behind the commas.
        if by_day:
            return len(row) >= width > 0 and bool(DAY.match(row[place]))
        return len(row) == width and " " not in {cell[:1] for cell in row}

    return is_row


def _whole_lines(cells: list[list[str]]) -> str:
    """Give the lines of a file in which each whole line stands in quotation marks."""
    if not cells or any(len(row) > 1 or LINE_END.search(row[0]) for row in cells):
        return ""
    split = max(cells[0][0].count(mark) for mark in DELIMITERS) > 1
    return "\n".join(row[0] for row in cells) if split else ""


def find_delimiter(text: str) -> str:
    """Find what separates the cells: what splits the most lines into the same number of them."""
    bare = re.sub(r'"[^"]*"', "", text)
    lines = [line for line in LINE_END.split(bare) if line.strip(" ")][:LINES_WEIGHED]
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: list[str], mark: str) -> tuple[float, int]:
    counts = Counter(line.count(mark) for line in lines)
    counts.pop(0, None)
    if not counts:
        return 0.0, 0
    # Lines of one width speak for a mark; so does being in the line of headings.
    usual, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    heads = max((line.count(mark) for line in lines[:3]), default=0)
    return (times / len(lines)) * (1.0 if heads else 0.5) + 0.01 * min(usual, 20), usual
