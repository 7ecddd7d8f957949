"""Remembers what to come back to: open doors, and requests for feedback; drafts the letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import with_rates
from bounceback_analysis.analysis.feedback import theme_quotes, usable
from bounceback_analysis.analysis.outcomes import employers, in_order, settled, so_far, table
from bounceback_analysis.analysis.timing import ASK, waiting
from bounceback_analysis.analysis.words import listed, plain_date, short
from bounceback_analysis.log.applications import OFFERS, is_placeholder
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.schema import fold, load_words

COLUMNS = ["application", "why", "due_on", "state", "letter", "what", "line", "days"]
COME_BACK = pd.Timedelta(days=90)  # when to knock again where the person set no day
CHASE = pd.Timedelta(days=10)  # how long a request for feedback is left alone
STALE = pd.Timedelta(days=60)  # how long a chase is natural; later ones are left in peace
SOON = pd.Timedelta(days=7)  # what comes this week is worth a thought today
FADES = pd.Timedelta(days=365)  # whoever said it has often moved on: a new application is better

DOOR, OWN_DAY = "they would consider you again", "your follow-up"
BOOKED = "what comes next"
OF_DOORS = ["application", "round", "line", "employer", "date", "heard_on", "follow_up_on"]
SAID = [
    *("state", "counts", "stage", "outcome", "door_open", "next_step"),
    *("feedback", "feedback_status", "feedback_asked_on"),
]
"""What is told apart of lines: no other column is carried along."""
SILENT, FEEDBACK = "waiting longer than is ordinary for you", "feedback not here yet"
FROM_ITS_DAY = (DOOR, FEEDBACK)  # what is fair from a day on, rather than due by it
USUAL = {
    OWN_DAY: ("chase", "reapproach"),
    DOOR: ("reapproach",),
    SILENT: ("chase",),
    FEEDBACK: ("chase_feedback",),
}
"""The letters for what is due where nobody wrote what the next step is; the first that fits."""


@table
def doors(log: Log) -> pd.DataFrame:
    """List what there is to come back to, the soonest first; what was knocked on is left out.

    Columns: application, why, due_on, state (ready, due within a week, later or faded: older than a
    year, and without a day), letter (the kind to draft, if any), what (the person's own next step,
    or what is booked), line (that says so) and days (until it is due). A day of one's own is let go
    once it is past and the application went on, or was answered, after it.
    """
    today, lines = log.as_of, settled(log)[[*OF_DOORS, *SAID]]
    left = open_doors(log).set_index("line")["state"]
    late, own = _late(lines, today), _own_days(lines, left, today)
    # Another day for what is late says nothing else, unless they wrote what it is for.
    days, of_late = (pd.MultiIndex.from_frame(part[["line", "due_on"]]) for part in (own, late))
    moved = (own["why"] == OWN_DAY) & (own["what"] == "") & days.isin(of_late)
    parts = [
        _booked(lines),
        own[~moved],
        _doors_without_a_day(lines, left, own, today),
        _silent(lines, waiting(log), own, today),
        late,
    ]
    found = pd.concat(parts)
    due = found["due_on"].astype("datetime64[us]")
    is_so = [due.isna(), due < today, due <= today + SOON]
    texts = found.astype(dict.fromkeys(["application", "why", "letter", "what"], "str"))
    state = pd.Series(np.select(is_so, ["faded", "ready", "due"], "later"), found.index, "str")
    told = texts.assign(due_on=due, state=state, days=(due - today).dt.days)
    return told[COLUMNS].sort_values(["due_on", "application", "why"], ignore_index=True)


@table
def open_doors(log: Log) -> pd.DataFrame:
    """Say of each door left open whether it is (open), was answered (knocked), or is old (faded).

    Columns: application, line, state, said_on. A day of one's own still to come lets none fade.
    """
    whole = log.whole or log
    lines = so_far(log)
    said = _last(_heard(lines.loc[lines["door_open"].notna(), [*OF_DOORS, "door_open"]]))
    said = said[said["door_open"] == "yes"]
    begun = whole.entries[OF_DOORS].sort_values("round").drop_duplicates("application")
    begun = begun[~(begun["date"] > log.as_of)].assign(key=employers(begun))
    doors_at = said.assign(key=employers(said))
    both = doors_at.merge(begun, on="key", suffixes=("", "_new"))
    both = both[both["application"] != both["application_new"]]
    days = both["date_new"] - both["heard"]
    by_day = days.notna() & (days != pd.Timedelta(0))
    later = (days > pd.Timedelta(0)).where(by_day, both["line_new"] > both["line"])
    knocked = said["application"].isin(both.loc[later, "application"])
    faded = (log.as_of - said["heard"] > FADES) & ~(said["follow_up_on"] >= log.as_of)
    state = np.select([knocked, faded], ["knocked", "faded"], "open")
    found = said[["application", "line"]].assign(state=state, said_on=said["heard"])
    return found.astype({"state": "str"}).reset_index(drop=True)


def _heard(entries: pd.DataFrame) -> pd.DataFrame:
    """Add the day of the answer, else of the step."""
    return entries.assign(heard=entries["heard_on"].fillna(entries["date"]))


def _booked(lines: pd.DataFrame) -> pd.DataFrame:
    """Take the next booked step of each application, with what they mean to do for it."""
    ahead = in_order(lines[lines["state"] == "booked"]).drop_duplicates("application")
    own_step = ahead["next_step"].where(ahead["follow_up_on"].isna())  # a day has its own row
    step = "your " + ahead["stage"].fillna("next step") + (": " + own_step).fillna("")
    return _rows(ahead.assign(next_step=step, follow_up_on=ahead["date"]), BOOKED, ahead["date"])


def _own_days(lines: pd.DataFrame, left: pd.Series, today: pd.Timestamp) -> pd.DataFrame:
    """Take the days that the person set and that still stand, the last of each sort."""
    past = lines["follow_up_on"] < today
    answered = (lines["outcome"] == "waiting") & ~lines["state"].isin(["waiting", "booked"])
    over = past & (answered | (_news(lines) > lines["follow_up_on"]))
    rows = lines[lines["follow_up_on"].notna() & ~over]
    said = rows["line"].map(left)
    rows, said = rows[said != "knocked"], said[said != "knocked"]
    why = pd.Series(OWN_DAY, rows.index).mask(said == "open", DOOR)
    rows = in_order(rows.assign(why=why)).drop_duplicates(["application", "why"], keep="last")
    day = rows["follow_up_on"]
    return _rows(rows, rows["why"], day.mask(today - day > FADES))


def _news(lines: pd.DataFrame) -> pd.Series:
    """Give the last day on which a line was answered, or its application went on after it."""
    come = _heard(lines[lines["state"] != "booked"]).sort_values("round", ascending=False)
    app, own = come["application"], lines["heard_on"]
    later = come["heard"].groupby(app).cummax().groupby(app).ffill().groupby(app).shift()
    later = later.reindex(lines.index)
    return later.where((later >= own) | own.isna(), own)


def _doors_without_a_day(
    lines: pd.DataFrame, left: pd.Series, own: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    """Take the doors left open without a day: three months after the answer, undated ones now."""
    said = lines["line"].map(left)
    rows = _heard(lines).assign(faded=said == "faded")[said.isin(["open", "faded"])]
    rows = rows[~rows["outcome"].isin(OFFERS)]
    rows = rows[~rows["line"].isin(own.loc[own["why"] == DOOR, "line"]) & ~_told(rows, own, today)]
    return _rows(rows, DOOR, (rows["heard"] + COME_BACK).fillna(today).mask(rows["faded"]))


def _silent(
    lines: pd.DataFrame, waits: pd.DataFrame, own: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    """Take the lines that have waited so long that it is time to ask."""
    names = waits.loc[waits["advice"] == ASK, "application"]
    rows = _last(lines[lines["application"].isin(names) & (lines["state"] == "waiting")])
    rows = rows[~_told(rows, own, today)]
    return _rows(rows, SILENT, pd.Series(today, rows.index))


def _told(rows: pd.DataFrame, own: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    """Tell what a day of one's own on the line or a later one stands for already."""
    mine = own[(own["due_on"] > today) | ((own["what"] == "") & own["due_on"].notna())]
    both = rows.merge(mine[["application", "round"]], on="application", suffixes=("", "_own"))
    return rows["line"].isin(both.loc[both["round_own"] >= both["round"], "line"])


def _late(lines: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Take requests for feedback with no answer; a day of one's own since then stands for ours."""
    status, on = lines["feedback_status"], lines["feedback_asked_on"]
    asked = status.isin(["asked", "promised"]) | (status.isna() & on.notna())
    own = lines["follow_up_on"]
    stands = (own > on) & (lines["next_step"].isna() | (own > today))
    rows = lines.assign(due=(on + CHASE).mask(stands, own))
    rows = rows[asked & rows["feedback"].isna() & (rows["due"] >= today - STALE)]
    rows = rows.sort_values(["feedback_asked_on", "line"])
    rows = rows.drop_duplicates("application", keep="last")
    return _rows(rows, FEEDBACK, rows["due"])


def _last(rows: pd.DataFrame) -> pd.DataFrame:
    return in_order(rows).drop_duplicates("application", keep="last")


def _rows(rows: pd.DataFrame, why: pd.Series | str, due_on: pd.Series) -> pd.DataFrame:
    """Make rows of what is due; words beside a day of one's own belong to that day alone."""
    told = rows[["application", "round", "line"]].assign(why=why, due_on=due_on)
    elsewhere = rows["follow_up_on"].notna() & due_on.notna() & (rows["follow_up_on"] != due_on)
    told["what"] = rows["next_step"].fillna("").mask(elsewhere, "")
    said = zip(rows.to_dict("records"), told["why"], told["what"], strict=True)
    return told.assign(letter=pd.Series([_letter(*one) for one in said], rows.index, "str"))


def _letter(line: Mapping[Any, Any], why: str, what: str) -> str:
    """Choose the letter by what the next step says, and by why it is due."""
    step = f" {fold(what)}" if why in {OWN_DAY, DOOR} else ""
    asks = load_words("letters")["asks"]
    wanted = [
        kind
        for ask in asks
        if any(f" {word}" in step for word in ask["words"])
        for kind in ask["kinds"]
    ]
    wanted += [] if why == OWN_DAY and step.strip() else USUAL.get(why, ())
    called = {letter.kind for letter in letters() if letter.fits(*_standing(line))}
    return next((kind for kind in wanted if kind in called), "")


@table
def feedback_yield(log: Log) -> pd.DataFrame:
    """Count who was asked for feedback, what they answered, and what came unasked.

    A row a ``step`` with the rate columns, in lines: asked (of the noes and all that was asked); of
    those asked answered, refused and not yet; of all that told something unasked, in the no (words
    in the answer itself) and usable: it tells of the person or of why, not only that others were
    there.
    """
    steps = requests_of(log)
    counted = [
        (name, int((step == 1).sum()), int((step >= 0).sum())) for name, step in steps.items()
    ]
    return with_rates(pd.DataFrame(counted, columns=["step", "count", "of"]))


@table
def requests_of(log: Log) -> pd.DataFrame:
    """Give what each line is to each step of ``feedback_yield``: 1 yes, 0 no, -1 not counted."""
    entries = so_far(log)
    noes = entries["state"] == "no"
    status, on = entries["feedback_status"], entries["feedback_asked_on"].notna()
    asked = on | status.isin(["asked", "promised", "refused"])
    refused = status == "refused"
    words = entries["feedback"].notna() | entries["feedback_themes"].notna()
    told = (words | (status == "received")) & ~refused
    quotes = theme_quotes(log)
    read_so = entries["line"].isin(quotes["line"]) | ~words
    reason = entries["line"].isin(usable(quotes)["line"])
    steps = {
        "asked": (asked, asked | noes),
        "answered": (asked & told, asked),
        "refused": (asked & refused, asked),
        "not yet": (asked & ~told & ~refused, asked),
        "unasked": (told & ~asked & (status == "received"), told),
        "in the no": (told & ~asked & status.isna(), told),
        "usable": (reason, (told & read_so) | reason),
    }
    return pd.DataFrame(
        {step: np.where(of, yes.astype(int), -1) for step, (yes, of) in steps.items()},
        entries.index,
    )


LETTER_COLUMNS = ["kind", "title", "channel", "text", "note"]
LONGEST = 120  # letters of a name: a longer one is a pasted cell
SKILLS_MOST = 2  # more would be a list, and this is one sentence of a letter
JOB_WORDS = ("role", "job", "post", "position", "vacancy")
COUNTS = {2: "two quick questions", 3: "three quick questions"}
FIELD = re.compile(r"\{(\w+)\}")
CHANNELS = ("email", "phone")


@dataclass(frozen=True)
class Letter:
    """A letter as a template, and the kinds of line that it is for; none named means any."""

    kind: str
    title: str
    outcomes: tuple[str, ...]
    email: str
    phone: str
    feedback: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    note: str = ""

    def fits(self, outcome: str, feedback: str, stage: str, door: str) -> bool:
        """Tell whether a line of this outcome, feedback status, stage and door calls for it."""
        return (
            outcome in self.outcomes
            and (not self.feedback or feedback in self.feedback)
            and (not self.stages or stage in self.stages)
            and door not in self.closed
        )


def letters(own: Mapping[str, Any] | None = None) -> tuple[Letter, ...]:
    """Give all letters, a person's own words in place of ours where there are any."""
    found = []
    for row in load_words("letters")["letter"]:
        given = (own or {}).get(row["kind"])
        said = given.items() if isinstance(given, dict) else ()
        words = {c: t for c, t in said if c in CHANNELS and isinstance(t, str) and t.strip()}
        lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
        found.append(Letter(**{**row, **lists, **words}))
    return tuple(found)


def fill(template: str, fields: Mapping[str, str]) -> str:
    """Fill a template once; a field that is not known leaves nothing behind.

    >>> fill("About {role}{at}.{nonsense}", {"role": "the {at} job", "at": " at Alder"})
    'About the {at} job at Alder.'
    """
    return FIELD.sub(lambda field: fields.get(field[1], ""), template).strip()


@table
def draft_letters(log: Log, *, line: int) -> pd.DataFrame:
    """Draft every letter that one line calls for, as an e-mail and as words for a phone call.

    The part ``letters`` of the settings may hold ``name``, and own words by kind and channel, such
    as ``{"reply": {"email": "Dear all, ..."}}``. ``line`` is that of the file. Columns: kind,
    title, channel (email or phone), text, and note: what to know before sending it. Raises a
    ValueError where the log has no such line.
    """
    rows = settled(log)
    rows = rows[rows["line"] == line]
    if rows.empty:
        raise ValueError(f"The log has no line {line}; log.entries['line'] has them all.")
    return letters_for(rows.iloc[0], log.settings.get("letters"), log.plan)


def letters_for(
    entry: Mapping[str, Any] | pd.Series,
    own: Mapping[str, Any] | None = None,
    plan: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Draft the letters of a line, in own words if any, of no day to come, and skills once done."""
    if _text(entry, "state") == "booked":
        entry = {**dict(entry), "date": None}
    standing = _standing(entry)
    then = load_words("letters")["words"]["then"].get(standing[0], "")
    fields = {**_fields(entry, own or {}), "then": then, "learned": _learned(entry, plan)}
    rows = [
        (letter.kind, letter.title, channel, fill(getattr(letter, channel), fields), letter.note)
        for letter in letters(own)
        if letter.fits(*standing)
        for channel in CHANNELS
    ]
    return pd.DataFrame(rows, columns=LETTER_COLUMNS).astype("str")


def _standing(entry: Mapping[Any, Any] | pd.Series) -> tuple[str, str, str, str]:
    """Say what letters go by: what came of the line, its feedback, its stage and the door."""
    outcome = _text(entry, "counts") or _text(entry, "outcome")
    if _text(entry, "state") == "booked" and outcome in {"waiting", "passed", "no response"}:
        outcome = "booked"  # there is nothing yet to thank for, nor to ask after
    status = "received" if _text(entry, "feedback") else _text(entry, "feedback_status")
    if not status and _day(entry, "feedback_asked_on"):
        status = "asked"
    return outcome, status, _text(entry, "stage"), _text(entry, "door_open")


def _fields(entry: Mapping[str, Any] | pd.Series, own: Mapping[str, Any]) -> dict[str, str]:
    """Put what the line says into words, each with its own wording where it says nothing."""
    words = load_words("letters")["words"]
    employer, name = _name(_text(entry, "employer")), _name(str(own.get("name") or ""))
    role, on = _role(_text(entry, "role")) or words["role"], _day(entry, "date")
    asked, step = _questions(entry), words["step"].get(_text(entry, "stage"), "")
    return {
        "role": role,
        "about": f" about my {step}{on}" if step else "",
        "case": f"my {step} for {role}" if step else role,
        "matter": f"my {step}{on} for {role}" if step else role,
        "at": "" if is_placeholder(employer) else f" at {employer}",
        "on": on,
        "heard": _day(entry, "heard_on") or on,
        "asked": _day(entry, "feedback_asked_on"),
        "step": step or words["step"]["none"],
        "name": f",\n{name}" if name else "",
        "me": f"my name is {name} and " if name else "",
        "questions": "\n".join(f"- {question}" for question in asked),
        "spoken": COUNTS[len(asked)],
    }


def _learned(entry: Mapping[str, Any] | pd.Series, plan: pd.DataFrame | None) -> str:
    """Say which skills of the plan were worked on since they answered, two of them at most."""
    days = [entry.get(name) for name in ("heard_on", "date")]
    since = next((day for day in days if pd.notna(day)), None)
    if plan is None or since is None:
        return ""
    done = plan[(plan["done_on"] > since) & plan["skill"].notna()].sort_values("done_on")
    skills = [_name(skill) for skill in dict.fromkeys(done["skill"].iloc[::-1])][:SKILLS_MOST]
    return f"I have worked on {listed(skills)} since then, and " if skills else ""


def _questions(entry: Mapping[str, Any] | pd.Series) -> list[str]:
    """Choose three questions: by the step, and by what the person rated weakest."""
    known = load_words("letters")["questions"]
    step = _text(entry, "stage") or "unnamed"
    stage = step if step in {"application", "unnamed"} else "other"
    ratings = {name: entry.get(name) for name in known["weak"]}
    weak = {name: value for name, value in ratings.items() if pd.notna(value) and value <= 2}
    third = known["weak"][min(weak, key=lambda name: weak[name])] if weak else known["last"]
    return [*known[stage], third]


def _role(role: str) -> str:
    """Name the job as one says it: the Support worker role."""
    if not role:
        return ""
    words = fold(role).split() or [""]
    article = "" if words[0] == "the" else "the "
    return f"{article}{_name(role)}" + ("" if words[-1] in JOB_WORDS else " role")


def _name(text: str) -> str:
    """Keep a name to one line; one written from right to left stays in its own order."""
    line = short(text, LONGEST)
    turned = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in line)
    return f"\u2068{line}\u2069" if turned else line


def _text(entry: Mapping[str, Any] | pd.Series, name: str) -> str:
    value = entry.get(name)
    return "" if value is None or pd.isna(value) else str(value).strip()


def _day(entry: Mapping[str, Any] | pd.Series, name: str) -> str:
    value = entry.get(name)
    day = "" if value is None else plain_date(pd.Timestamp(value))
    return f" on {day}" if day else ""
