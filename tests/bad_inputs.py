"""What a log can look like after a person, a spreadsheet or a broken save has been at it.

Each case is (name, bytes, verdict, words that must be said). ``ok`` means nothing is said.
"""

from __future__ import annotations

import gzip
import io
import zipfile

HEAD = "date,employer,role,stage,outcome,feedback\n"
ROW = "2026-03-05,Alder Ltd,Cook,interview,rejected,Too quiet\n"
LOG = HEAD + ROW


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


def log(*rows: str, head: str = HEAD) -> bytes:
    """Give a log of these rows as bytes."""
    return (head + "".join(row + "\n" for row in rows)).encode()


def dated(*days: str) -> bytes:
    """Give a log with these days."""
    return log(*(f"{day},Alder {n},Cook,interview,rejected," for n, day in enumerate(days)))


def outcome(*words: str, head: str = HEAD) -> bytes:
    """Give a log with these outcomes."""
    return log(*(f"2026-03-05,Alder {n},Cook,,{word}," for n, word in enumerate(words)), head=head)


def column(name: str, *cells: str) -> bytes:
    """Give a log with one more column that holds these cells."""
    rows = (f"2026-03-05,Alder {n},rejected,{cell}" for n, cell in enumerate(cells))
    return log(*rows, head=f"date,employer,outcome,{name}\n")


STRANGER = "Date,Company,Position,Stage,Result,Comments\n"

CASES: list[tuple[str, bytes, str, tuple[str, ...]]] = [
    # How the letters are written.
    ("plain", LOG.encode(), "ok", ()),
    ("utf-8 with its mark", b"\xef\xbb\xbf" + LOG.encode(), "ok", ()),
    ("accents in utf-8", log("2026-03-05,Café Noël,Cook,,rejected,"), "ok", ()),
    ("utf-16 with tabs", LOG.replace(",", "\t").encode("utf-16"), "tell", ("UTF-16",)),
    ("utf-16 big end first", b"\xfe\xff" + LOG.encode("utf-16-be"), "tell", ("UTF-16",)),
    ("utf-16 without a mark", LOG.encode("utf-16-le"), "tell", ("UTF-16",)),
    ("utf-32", LOG.encode("utf-32"), "tell", ("UTF-16",)),
    (
        "windows letters",
        (HEAD + "2026-03-05,Café Noël,Cook,,rejected,").encode("cp1252"),
        "tell",
        ("Windows-1252", "Café", "line 2"),
    ),
    (
        "windows pound sign",
        log("2026-03-05,Alder,Cook,,rejected,£9 an hour").replace("£".encode(), b"\xa3"),
        "tell",
        ("Windows-1252", "£"),
    ),
    (
        "old mac letters",
        (HEAD + "2026-03-05,Café,Cook,,rejected,").encode("mac_roman"),
        "tell",
        ("may be wrong", "line 2"),
    ),
    (
        "two encodings in one file",
        log("2026-03-05,Café,Cook,,rejected,")
        + "2026-03-06,Noël,Cook,,rejected,\n".encode("cp1252"),
        "tell",
        ("1 of its lines", "Noël"),
    ),
    ("garbled before", log("2026-03-05,CafÃ© Rouge,Cook,,rejected,"), "tell", ("garbled", "CafÃ©")),
    ("garbled apostrophe", log("2026-03-05,Alderâ€™s,Cook,,rejected,"), "tell", ("garbled",)),
    ("a lost letter", log("2026-03-05,Caf\ufffd,Cook,,rejected,"), "tell", ("lost", "line 2")),
    ("nul inside", log("2026-03-05,Al\x00der,Cook,,rejected,"), "tell", ("NUL", "line 2")),
    ("dos end of file", LOG.encode() + b"\x1a", "ok", ()),
    (
        "curly quotes hold no comma",
        log("2026-03-05,Alder,Cook,,rejected,“calm, but quiet”"),
        "tell",
        ("7 cells", "calm, but quiet"),
    ),
    # Line ends.
    ("old mac line ends", LOG.replace("\n", "\r").encode(), "ok", ()),
    ("windows line ends", LOG.replace("\n", "\r\n").encode(), "ok", ()),
    ("mixed line ends", (HEAD + ROW.replace("\n", "\r\n") + ROW).encode(), "ok", ()),
    ("no line end at the end", LOG.rstrip("\n").encode(), "ok", ()),
    # Sizes.
    ("empty", b"", "stop", ("empty", "bounceback new")),
    ("blank lines only", b"\n \n\r\n", "stop", ("blank",)),
    ("a mark and nothing else", b"\xef\xbb\xbf", "stop", ("blank",)),
    ("separators only", b",,,,\n,,,,\n", "stop", ("blank",)),
    ("headings only", HEAD.encode(), "ok", ()),
    ("blank rows between", (HEAD + "\n" + ROW + ",,,,,\n\n" + ROW).encode(), "ok", ()),
    # How cells are separated.
    ("semicolons", LOG.replace(",", ";").encode(), "tell", ("semicolons",)),
    ("tabs", LOG.replace(",", "\t").encode(), "tell", ("tabs",)),
    ("bars", LOG.replace(",", "|").encode(), "tell", ("bars",)),
    ("sep line", ("sep=;\n" + LOG.replace(",", ";")).encode(), "ok", ()),
    ("a space after the comma", LOG.replace(",", ", ").encode(), "ok", ()),
    (
        "semicolons with a decimal comma",
        b"date;employer;outcome;score\n2026-03-05;Alder;rejected;1.234,50\n",
        "tell",
        ("1234.5",),
    ),
    (
        "commas inside semicolon cells",
        b"date;employer;outcome\n2026-03-05;Smith, Jones, Alder;rejected\n",
        "tell",
        ("semicolons",),
    ),
    # Quotation marks.
    ("a line break in a cell", log('2026-03-05,Alder,Cook,,rejected,"one\ntwo"'), "ok", ()),
    (
        "quotes doubled inside",
        log('2026-03-05,Alder,Cook,,rejected,"they said ""no"" twice"'),
        "ok",
        (),
    ),
    ("a quote in the middle", log('2026-03-05,Alder,5" pipes,,rejected,'), "ok", ()),
    (
        "quotes round everything",
        b'"date","employer","outcome"\n"2026-03-05","Alder","rejected"\n',
        "ok",
        (),
    ),
    (
        "a quote that never closes",
        log(
            '2026-03-05,Alder,Cook,,rejected,"too quiet',
            "2026-03-06,Birch,Cook,,rejected,",
            "2026-03-07,Cedar,Cook,,waiting,",
        ),
        "tell",
        ("never closes", "line 2"),
    ),
    (
        "a quote closed in a later row",
        log(
            '2026-03-05,Alder,Cook,,rejected,"too quiet',
            "2026-03-06,Birch,Cook,,rejected,",
            '2026-03-07,Cedar,Cook,,waiting,"fine"',
        ),
        "tell",
        ("never closes", "line 2"),
    ),
    (
        "letters after a closing quote",
        log('2026-03-05,"Alder" Ltd,Cook,,rejected,'),
        "tell",
        ("line 2",),
    ),
    # Rows of another width.
    ("a short row", log("2026-03-05,Alder", ROW.strip()), "ask", ("2 of 6 cells", "line 2")),
    (
        "a comma in the employer",
        log("2026-03-05,Smith, Jones,Cook,interview,rejected,"),
        "tell",
        ("7 cells", "Smith, Jones", "line 2"),
    ),
    (
        "a comma in the feedback",
        log("2026-03-05,Alder,Cook,interview,rejected,Calm, but quiet"),
        "tell",
        ("7 cells", "Calm, but quiet"),
    ),
    (
        "empty cells beyond the end",
        log("2026-03-05,Alder,Cook,interview,rejected,,,,"),
        "tell",
        ("ends in 3 empty cells", "nothing moved"),
    ),
    (
        "a comma at the end of every line",
        log("2026-03-05,Acme,Analyst,phone,rejected,Quiet,", "2026-03-06,Birch,Cook,,waiting,,"),
        "tell",
        ("Every line ends in an empty cell", "'phone'"),
    ),
    ("an interrupted save", (LOG + "2026-03-06,Bir").encode(), "ask", ("line 3", "2 of 6")),
    ("a comma in the day", dated("Mar 5, 2026"), "tell", ("7 cells", "Mar 5, 2026")),
    # Headings.
    ("no headings", ROW.encode() * 2, "ask", ("no row of headings", "looks like data")),
    ("titles above", ("My job search\n\n" + LOG).encode(), "tell", ("above the headings",)),
    (
        "one heading twice, other cells",
        b"date,employer,outcome,stage,stage\n2026-03-05,Alder,rejected,interview,application\n",
        "ask",
        ("stage", "which one"),
    ),
    (
        "one heading twice, same cells",
        b"date,employer,outcome,stage,stage\n2026-03-05,Alder,rejected,interview,interview\n",
        "ok",
        (),
    ),
    ("other words for headings", (STRANGER + ROW).encode(), "tell", ("'Company'", "employer")),
    (
        "headings in capitals with spaces",
        LOG.replace("date,employer", " DATE , Employer ").encode(),
        "ok",
        (),
    ),
    ("a column of one's own", column("mood", "fine"), "ok", ()),
    ("a column called line", column("line", "the 9.15"), "ok", ()),
    ("a heading left blank", column("", "a note"), "ok", ()),
    ("no date column", b"employer,outcome\nAlder,rejected\n", "stop", ("'date'", "'employer'")),
    ("no outcome column", b"date,employer\n2026-03-05,Alder\n", "stop", ("'outcome'",)),
    (
        "a near miss of a heading",
        b"date,employr,outcome\n2026-03-05,Alder,rejected\n",
        "stop",
        ("'employer'", "Is it 'employr'"),
    ),
    (
        "no heading that is known",
        b"Name,Age,Town\nBob,33,Leeds\n",
        "stop",
        ("Needed are", "'Name'"),
    ),
    ("headings again in the middle", (LOG + HEAD + ROW).encode(), "tell", ("again", "line 3")),
    (
        "a comment line",
        log("# applied from the library", ROW.strip()),
        "tell",
        ("comment", "line 2"),
    ),
    (
        "an employer that begins like a comment",
        b"employer,date,outcome\n#1 Recruit,2026-03-05,rejected\n",
        "ok",
        (),
    ),
    ("a total at the end", log(ROW.strip(), "Total,1,,,,"), "ask", ("total", "line 3")),
    (
        "an unsettled merge",
        (HEAD + "<<<<<<< mine\n" + ROW + "=======\n" + ROW + ">>>>>>> theirs\n").encode(),
        "stop",
        ("merged", "lines 2 to 6"),
    ),
    # Days.
    ("iso days", dated("2026-03-05"), "ok", ()),
    ("iso days with a time", dated("2026-03-05 09:30:00", "2026-03-05T09:30"), "ok", ()),
    ("day first, proven", dated("05/03/2026", "25/03/2026"), "tell", ("day first", "25/03/2026")),
    ("day first, by habit", dated("05/03/2026"), "tell", ("day first",)),
    (
        "month first, proven",
        dated("03/05/2026", "03/25/2026"),
        "tell",
        ("month first", "03/25/2026"),
    ),
    ("iso and day first together", dated("2026-03-05", "25/03/2026"), "tell", ("day first",)),
    ("two orders at once", dated("25/03/2026", "03/25/2026"), "tell", ("against each other",)),
    ("dots", dated("25.03.2026"), "tell", ("day first",)),
    ("a spreadsheet's number", dated("46086"), "tell", ("46086", "5 March 2026")),
    (
        "two digits for the year",
        dated("25/03/26", "26/03/26"),
        "tell",
        ("'26' was read as 2026. (2",),
    ),
    ("months by name", dated("5 March 2026", "5-Mar-2026", '"Mar 5, 2026"'), "ok", ()),
    ("sept", dated("5 Sept 2025"), "ok", ()),
    ("ordinals", dated("5th March 2026", "2nd Mar 2026"), "ok", ()),
    ("weekdays", dated("Thursday 5 March 2026", '"Thu, 5 Mar 2026"'), "ok", ()),
    ("words for a day", dated("next week"), "ask", ("'next week'", "not a date", "line 2")),
    ("a day that does not exist", dated("30/02/2026"), "ask", ("30/02/2026", "not exist")),
    ("a day that does not exist, iso", dated("2026-02-30"), "ask", ("not exist",)),
    ("far ahead", dated("2206-03-05"), "ask", ("2206",)),
    ("long ago", dated("1926-03-05"), "ask", ("1926",)),
    ("no year", dated("5 March"), "ask", ("no year",)),
    ("no year, in figures", dated("5/3"), "ask", ("no year",)),
    ("no day at all", dated(""), "ask", ("no date", "left out of trends")),
    ("a day not known yet", dated("TBC"), "ask", ("'TBC'",)),
    ("a spreadsheet's error for a day", dated("#VALUE!"), "ask", ("error", "#VALUE!")),
    ("months in finnish", dated("5 maaliskuuta 2026"), "ask", ("5 maaliskuuta 2026",)),
    ("an answer before its day", column("heard_on", "2026-03-01"), "tell", ("before the day",)),
    # Words.
    (
        "names that look like nothing",
        log(
            *(
                f"2026-03-05,{name},Cook,,rejected,"
                for name in ("NA", "None", "Null", "nan", "TRUE", "inf", "N/A", "-")
            )
        ),
        "ok",
        (),
    ),
    ("noughts in front", column("application_id", "007", "0012"), "ok", ()),
    ("a long number", column("application_id", "12345678901234567890"), "ok", ()),
    ("outcomes in capitals", outcome("Rejected", "NO RESPONSE", " waiting "), "ok", ()),
    (
        "other words for a no",
        outcome("unsuccessful", "Turned down", "Ghosted"),
        "tell",
        ("'unsuccessful' was read as 'rejected'", "'Ghosted' was read as 'no response'"),
    ),
    (
        "an outcome misspelt",
        outcome("rejcted"),
        "ask",
        ("'rejcted'", "did you mean 'rejected'", "line 2"),
    ),
    ("an outcome nobody knows", outcome("banana"), "ask", ("'banana'", "write one of")),
    ("a status with many meanings", outcome("Closed"), "ask", ("several things",)),
    ("declined in a log of ours", outcome("declined"), "ok", ()),
    ("declined in a stranger's", outcome("Declined", head=STRANGER), "ask", ("by whom",)),
    ("accepted in a stranger's", outcome("Accepted", head=STRANGER), "ask", ("several things",)),
    ("a job not applied for", outcome("Saved"), "ask", ("not applied for",)),
    ("an outcome with a picture", outcome("❌ Rejected"), "ok", ()),
    ("an outcome in german", outcome("Absage"), "tell", ("rejected",)),
    (
        "a sentence for an outcome",
        outcome(
            "they said no but kindly and asked me to try again soon "
            "when the new building opens in spring"
        ),
        "ask",
        ("not a known outcome",),
    ),
    ("no outcome", outcome(""), "ask", ("no outcome",)),
    ("no employer", log("2026-03-05,,Cook,,rejected,"), "ask", ("no employer", "line 2")),
    (
        "a stage misspelt",
        log("2026-03-05,Alder,Cook,intervew,rejected,"),
        "ask",
        ("'intervew'", "'interview'"),
    ),
    (
        "another word for a stage",
        log("2026-03-05,Alder,Cook,Phone screen,rejected,"),
        "tell",
        ("'Phone screen' was read as 'screening'",),
    ),
    (
        "another word for a format",
        column("format", "Zoom", "face to face"),
        "tell",
        ("'Zoom' was read as 'video'", "'in person'"),
    ),
    ("a door that may be open", column("door_open", "maybe"), "ask", ("'maybe'", "yes, no")),
    ("hard spaces", log("2026-03-05,Alder\u00a0Ltd\u200b,Cook,,rejected,"), "ok", ()),
    ("ratings", column("calm", "1", "5", ""), "ok", ()),
    ("a rating out of five", column("calm", "4/5", "4 out of 5"), "tell", ("'4/5' was read as 4",)),
    ("a rating as a word", column("calm", "four"), "tell", ("'four' was read as 4",)),
    ("a rating with a nought", column("calm", "4.0"), "tell", ("read as 4",)),
    ("a rating of seven", column("calm", "7"), "ask", ("'7'", "1 to 5")),
    ("a rating of none", column("calm", "0"), "ask", ("'0'",)),
    ("half a rating", column("calm", "3.5"), "ask", ("'3.5'",)),
    ("a score and its total in one cell", column("score", "4/7"), "ask", ("two numbers",)),
    ("a score turned into a day", column("score", "04-Jul"), "ask", ("not a number",)),
    ("a score in per cent", column("score", "62%"), "tell", ("62",)),
    ("a score with thousands", column("score", '"1,200"'), "ok", ()),
    ("a spreadsheet's error", log("2026-03-05,#REF!,Cook,,rejected,"), "ask", ("error", "line 2")),
    ("a formula", log("2026-03-05,Alder,Cook,,rejected,=1+1"), "tell", ("formula", "never run")),
    ("a phone number and a minus", column("notes", "+44 7700 900123", "-2 for nerves"), "ok", ()),
    ("markup", log("2026-03-05,<b>Alder</b>,Cook,,rejected,<script>alert(1)</script>"), "ok", ()),
    ("pay in numbers", column("salary", "24000", '"26,500"'), "ok", ()),
    (
        "pay in words",
        column("salary", "24000", "£24k-£26k", "12.50 an hour"),
        "tell",
        ("line 3", "kept as written"),
    ),
    ("a right-to-left name", log("2026-03-05,شركة الأمل,Cook,,rejected,"), "ok", ()),
    ("pictures in words", log("2026-03-05,Alder 🌳,Cook,,rejected,🙂"), "ok", ()),
    ("a very long cell", log(f"2026-03-05,Alder,Cook,,rejected,{'word ' * 40_000}"), "ok", ()),
    # What looks right at a glance.
    ("day first, with a clock", dated("05/03/2026 14:30"), "tell", ("day first",)),
    ("digits too many", dated("25/03/20261"), "ask", ("25/03/20261",)),
    ("a word behind the day", dated("25/03/2026 (phone)"), "ask", ("(phone)",)),
    ("two days in one cell", dated("2026-03-05 to 2026-03-09"), "ask", ("2026-03-09",)),
    ("iso days with am and pm", dated("2026-03-05 2:30 pm", "2026-03-05 2pm"), "ok", ()),
    ("iso days without marks", dated("20260305"), "ok", ()),
    ("iso days with long dashes", dated("2026\u201103\u201105", "2026\u201303\u201305"), "ok", ()),
    ("invisible marks round a day", dated("\u200e2026-03-05", "\ufeff2026-03-05"), "ok", ()),
    (
        "words that begin like months",
        dated("5 marble 2026", "5 junk 2026"),
        "ask",
        ("marble", "junk"),
    ),
    ("a month misspelt", dated("5 Marhc 2026"), "ask", ("Marhc",)),
    ("a month in german", dated("5 Juli 2026"), "ask", ("Juli",)),
    ("the wrong weekday", dated("Monday 5 March 2026"), "tell", ("a Thursday",)),
    ("a word that is no weekday", dated("printed 5 March 2026"), "ask", ("printed",)),
    ("the fifth of", dated("5th of March 2026"), "ok", ()),
    ("an outcome with a doubt", outcome("rejected?", "offer?"), "ask", ("unsure", "offer?")),
    ("no offer is no offer", outcome("No offer", "not rejected"), "ask", ("'No offer'",)),
    ("a column too narrow", log("2026-03-05,########,Cook,,rejected,"), "ask", ("########",)),
    ("a long number cut short", column("application_id", "1.23457E+15"), "tell", ("cut short",)),
    (
        "letters as web pages write them",
        log("2026-03-05,A &amp; B,Cook,,rejected,"),
        "tell",
        ("&amp;",),
    ),
    ("a line of equals signs", log("2026-03-05,Alder,Cook,,rejected,====="), "ok", ()),
    (
        "a save cut off within a letter",
        log("2026-03-05,Alder,Cook,,rejected,Café")[:-2],
        "tell",
        ("lost",),
    ),
    (
        "date twice, in other capitals",
        b"date,Date,employer,outcome\n2026-03-05,2026-03-06,Alder,rejected\n",
        "ask",
        ("which one",),
    ),
    (
        "a heading twice, the first blank",
        b"date,employer,outcome,stage,stage\n2026-03-05,Alder,rejected,,interview\n",
        "ask",
        ("which one",),
    ),
    (
        "two headings of one meaning",
        b"date,employer,company,outcome\n2026-03-05,Alder,Birch,rejected\n",
        "tell",
        ("'company' could also be employer",),
    ),
    ("data above the headings", (ROW + HEAD + ROW).encode(), "ask", ("looks like data", "line 1")),
    (
        "a heading with its form in brackets",
        b"Date (dd/mm/yyyy),Employer,Outcome\n05/03/2026,Alder,rejected\n",
        "tell",
        ("day first",),
    ),
    (
        "whole lines in quotes",
        b'"date,employer,outcome"\n"2026-03-05,Alder,rejected"\n',
        "tell",
        ("whole line", "line 1"),
    ),
    ("a sep line that is wrong", ("sep=;\n" + LOG).encode(), "ok", ()),
    (
        "a table with bars and a rule",
        b"| date | employer | outcome |\n|---|---|---|\n| 2026-03-05 | Alder | rejected |\n",
        "tell",
        ("rule",),
    ),
    (
        "a score beyond its most",
        b"date,employer,outcome,score,score_out_of\n2026-03-05,Alder,rejected,8,7\n",
        "tell",
        ("more than",),
    ),
    ("days more than a year ahead", dated("2028-12-05"), "tell", ("year ahead",)),
    (
        "feedback with as many commas as a row",
        log('2026-03-05,Alder,Cook,,rejected,"a, b, c, d, e, f\ng, h, i, j, k, l"'),
        "ok",
        (),
    ),
    ("a spreadsheet's error for an outcome", outcome("#N/A"), "ask", ("spreadsheet's error",)),
    ("a day about which one is not sure", dated("c. 5 March 2026"), "ask", ("not a date",)),
    ("days from and to", dated("5-7 March 2026"), "ask", ("5-7 March 2026", "not a date")),
    ("a day behind an apostrophe", dated("'2026-03-05"), "ask", ("not a date",)),
    ("only a month", dated("March 2026", "Mar-26"), "ask", ("March 2026", "Mar-26")),
    ("a week of the year", dated("2026-W10"), "ask", ("2026-W10",)),
    ("seconds since 1970", dated("1772668800"), "ask", ("1772668800",)),
    ("the month behind the day, iso", dated("2026/25/03"), "ask", ("not exist",)),
    ("a day of noughts", dated("0000-00-00", "00/00/0000"), "ask", ("not exist",)),
    ("a day with spaces", dated("5 / 3 / 2026"), "tell", ("day first",)),
    ("days with a zone", dated("2026-03-05T23:30:00Z", "2026-03-05 09:30+01:00"), "ok", ()),
    ("wide digits", dated("２０２６-03-05"), "ok", ()),
    ("months in french", dated("5 mars 2026"), "ask", ("5 mars 2026",)),
    ("days where the months lead, two digits", dated("3/25/26"), "tell", ("month first",)),
    ("a score and nothing under it", column("score", "1e3", "inf", "1_000"), "ask", ("'1e3'",)),
    ("stars for a rating", column("calm", "★★★★", "8/10", "-3"), "ask", ("★★★★", "8/10")),
    ("an outcome and its reason", outcome("rejected (by email)"), "tell", ("'rejected'",)),
    ("an offer taken back", outcome("offer withdrawn", "role filled"), "ask", ("role filled",)),
    ("two outcomes in one", outcome("offer then declined"), "ask", ("offer then declined",)),
    ("a letter of another alphabet", outcome("r\u0435jected"), "ask", ("did you mean",)),
    ("a tick for an outcome", outcome("TRUE", "1"), "ask", ("'TRUE'",)),
    (
        "a comment with commas",
        log("# asked twice, by phone, no answer", ROW.strip()),
        "tell",
        ("comment", "line 2"),
    ),
    ("a footer", log(ROW.strip(), "Exported by a tracker on 2026-03-09"), "ask", ("line 3",)),
    ("a row of units", log("(yyyy-mm-dd),text,,,,", ROW.strip()), "ask", ("line 2",)),
    ("a row of groups above", (",,Job,,,\n" + LOG).encode(), "tell", ("above the headings",)),
    (
        "a number before each row",
        ("," + HEAD + "0," + ROW + "1," + ROW).encode(),
        "ok",
        (),
    ),
    ("a comma behind each row", LOG.replace("\n", ",\n").encode(), "ok", ()),
    ("a row moved to the right", log("," + ROW.strip().rsplit(",", 1)[0]), "ask", ("no date",)),
    (
        "two files in one",
        b"\xef\xbb\xbf" + LOG.encode() + b"\xef\xbb\xbf" + LOG.encode(),
        "tell",
        ("again",),
    ),
    (
        "a save cut off within quotes",
        log('2026-03-05,Alder,Cook,,rejected,"They sa'),
        "tell",
        ("never closes",),
    ),
    ("another table below", (LOG + "\nskill,my_level\nExcel,2\n").encode(), "ask", ("'skill'",)),
    (
        "quotes with backslashes",
        log(r'2026-03-05,Alder,Cook,,rejected,"said \"no\", twice"'),
        "tell",
        ("line 2",),
    ),
    (
        "another's old letters",
        (HEAD + "2026-03-05,Łódź,Cook,,rejected,\n").encode("cp1250"),
        "tell",
        ("That may be wrong", "line 2"),
    ),
    ("half a merge", (LOG + "=======\n" + ROW).encode(), "ask", ("=======", "line 3")),
    (
        "headings to the left",
        b"date,2026-03-05\nemployer,Alder\noutcome,rejected\n",
        "stop",
        ("Needed are",),
    ),
    ("a list in yaml", b"- date: 2026-03-05\n  employer: Alder\n", "stop", ("Needed are",)),
    (
        "a page without its head",
        b"<div><table><tr><td>date</td></tr></table></div>",
        "stop",
        ("web page",),
    ),
    ("a page that begins with a remark", b"<!-- saved --><html></html>", "stop", ("web page",)),
    (
        "an advert pasted into a cell",
        log(
            '2026-03-05,Alder,Cook,,rejected,"We seek a cook, or two.\n\nSkills: grill, bake, chop\n'
            'Hours: mornings, noons, nights\nPay: fair, weekly, in full, always, on time, by bank"',
        ),
        "ok",
        (),
    ),
    (
        "an advert where days do not tell",
        column(
            "notes",
            '"Wanted: calm, kind, quick, neat\nAsks: grill, bake, chop, wash\nGives: pay, food, rest"',
        ).replace(b"2026-03-05", b'"Mar 5, 2026"'),
        "ok",
        (),
    ),
    # What is no CSV at all.
    (
        "a workbook",
        _zip("[Content_Types].xml", "xl/workbook.xml"),
        "stop",
        ("workbook", "bounceback import"),
    ),
    ("an ods", _zip("mimetype", "content.xml"), "stop", ("bounceback import",)),
    ("a word file", _zip("[Content_Types].xml", "word/document.xml"), "stop", ("Word",)),
    ("a zip", _zip("readme.txt"), "stop", ("zip",)),
    (
        "an old workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "stop",
        ("old Excel", "bounceback import"),
    ),
    ("json", b'{"date": "2026-03-05"}', "stop", ("JSON",)),
    ("a list in json", b'[{"date": "2026-03-05"}]', "stop", ("JSON",)),
    ("a pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "stop", ("PDF",)),
    ("a sign-in page", b"<!DOCTYPE html><html><body>Sign in</body></html>", "stop", ("sign-in",)),
    ("a packed log", gzip.compress(LOG.encode()), "stop", ("compressed",)),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(60), "stop", ("picture",)),
    ("bytes of a program", bytes(range(1, 256)) * 9, "stop", ("no text",)),
    ("a database", b"SQLite format 3\x00" + bytes(60), "stop", ("database",)),
    ("a letter in rich text", b"{\\rtf1\\ansi Dear Ann}", "stop", ("rich text",)),
    (
        "a letter",
        b"Dear Ann,\nthank you for the interview.\nBest wishes\n",
        "stop",
        ("Needed are",),
    ),
]
