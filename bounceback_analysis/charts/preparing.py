"""Draws what to work on before the next one: skills, the plan, and the hard questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from bounceback_analysis.analysis.feedback import theme_of
from bounceback_analysis.analysis.skills import ADVERTS_TO_RANK
from bounceback_analysis.analysis.words import count_of, inside, listed, plain_date, plural
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Meaning, Segment, Square, Text, short
from bounceback_analysis.charts.picture import (
    HIGHEST,
    MOST_ROWS,
    Picture,
    Row,
    as_start,
    empty_picture,
    from_top,
    in_one_line,
    of_topic,
)
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    Box = tuple[float, float, float, float]

MOST_ACTIONS = 7  # rows at their full height, where most labels take two lines
MOST_TICKS = 6  # numbers of adverts on an axis: more would touch on a small screen
MOST_LABELS = 14  # names beside points: more of them hide the points
MOST_SQUARES = 12  # squares of one question: beyond, the number beside them says it
SHORT_ACTION, SHORT_QUESTION = 54, 52  # letters of a label that takes two lines, its mark included
IN_A_SENTENCE = 60  # letters of an action inside a sentence: enough to know it again
IN_A_TITLE = 70  # letters of a question at the end of a title, which may take two lines
WIDE, HIGH = 620.0, 330.0  # pixels of the field in which skills are placed, inside the axes
LETTER, LINE = 8.3, 19.0  # pixels of a broad letter, and of a line with air
STEPS = ("no gap", "1 level", "2 levels", "3 levels", "4 levels")
NO_ADVERTS = (
    "Next: in Record an outcome, write what one advert asks for under Skills that the advert "
    "asked for, with ; between them, or paste an advert below."
)
RATE = "Write your level and the level you want beside a skill in your plan, and its gap will show."
NO_ACTIONS = "Next: write one action with a day into your plan; the form below does it for you."
SAY_ALOUD = "Say one answer aloud today, then mark it as practised."
NOT_YET = "Before and since can be compared once employers say why after an action was done."
VERDICTS = {
    "cannot tell yet": "Too few to be sure.",
    "leaning": "It leans that way; that is not sure yet.",
}


@of_topic()
def plot_skill_gaps(gaps: pd.DataFrame) -> Picture:
    """Draw demand across and the gap upwards; without levels, what adverts ask for most."""
    skills = gaps[gaps["kind"] == "skill"]
    placed = skills[(skills["demand"] > 0) & skills["gap"].notna()]
    if placed.empty and not skills["adverts"].any():
        return empty_picture("No adverts to compare with yet", NO_ADVERTS)
    if placed.empty:
        return _asked_most(skills)
    field = _Field(float(placed["adverts"].max()), float(placed["gap"].max()))
    of = plural(placed["adverts_of"].iloc[0], "advert")
    return Picture(
        title=_gaps_title(placed),
        subtitle="To the right: asked for by more adverts. Upwards: further to go. Circle: you "
        "have it. Lines: your own middle. What comes first counts recent adverts more.",
        sentence=_gaps_sentence(placed, gaps),
        marks=tuple(_points(placed, field)),
        x=Axis(-0.03 * field.x_high, field.x_high, field.x_ticks(), f"of {of}"),
        y=Axis(-0.09, field.y_high, tuple((n / 4, name) for n, name in enumerate(STEPS))),
        height=HIGHEST,
    )


class _Field(NamedTuple):
    """How the drawing's pixels stand to adverts and gap, so that labels can keep apart."""

    adverts: float
    gap: float

    @property
    def x_high(self) -> float:
        return self.adverts * 1.25

    @property
    def y_high(self) -> float:
        return max(self.gap, 0.5) + 0.12

    def x_ticks(self) -> tuple[tuple[float, str], ...]:
        step = max(1, round(self.adverts / MOST_TICKS))
        return tuple((float(n), str(n)) for n in range(0, int(self.x_high) + 1, step))

    def box(self, text: Text) -> Box:
        """Give the left, lower, right and upper edge of a text in pixels."""
        wide = LETTER * len(text.text)
        left = text.x / self.x_high * WIDE - (wide if text.anchor == "right" else 0)
        middle = text.y / self.y_high * HIGH
        return left, middle - LINE / 2, left + wide, middle + LINE / 2

    def holds(self, box: Box) -> bool:
        left, lower, right, upper = box
        return left >= 0 and right <= WIDE and -0.07 / self.y_high * HIGH <= lower and upper <= HIGH


def _points(placed: pd.DataFrame, field: _Field) -> Iterable[Mark]:
    adverts, gap = float(placed["adverts"].median()), float(placed["gap"].median())
    yield Segment(adverts, -0.06, adverts, field.y_high, "faint", 1)
    yield Segment(0, gap, field.x_high, gap, "faint", 1)
    rows = placed.sort_values(["priority", "demand"], ascending=False).to_dict("records")
    # A point takes the room of three letters that begin ten pixels to its left.
    taken = [
        field.box(Text(row["adverts"] - 10 / WIDE * field.x_high, row["gap"], "···"))
        for row in rows
    ]
    for number, row in enumerate(rows):
        meaning: Meaning = "gap" if row["gap"] > 0 else "strength"
        yield Dot(row["adverts"], row["gap"], meaning, hover=_evidence(row), key=row["skill"])
        if number < MOST_LABELS and (label := _label(row, field, taken)):
            taken.append(field.box(label))
            yield label


def _label(row: Row, field: _Field, taken: list[Box]) -> Text | None:
    """Find the first place beside a point where its name covers nothing; else it stays silent."""
    aside, line = 12 / WIDE * field.x_high, LINE / HIGH * field.y_high
    for lines in (0, 1, -1, 2, 3):
        y = row["gap"] + lines * line
        for label in (
            Text(row["adverts"] + aside, y, row["skill"], "left"),
            Text(row["adverts"] - aside, y, row["skill"], "right"),
        ):
            box = field.box(label)
            if field.holds(box) and not any(_overlap(box, other) for other in taken):
                return label
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _evidence(row: Row) -> str:
    """Say all that is known of a skill, for the hover of its point."""
    parts = [
        row["skill"],
        count_of(row["adverts"], row["adverts_of"], "advert"),
        f"you {row['level']:.0f}, wanted {row['wanted']:.0f}",
    ]
    parts += _named_by(row, "feedback")
    if tied := _named_by(row, "theme"):
        parts.append(f"its theme, {inside(row['of_themes'])}: {' and '.join(tied)}")
    if row["priority"] > 0:
        parts.append(f"among the first three {_of_hundred(row['top3_share'])} times")
    return ", ".join(parts)


def _named_by(row: Row, what: str) -> list[str]:
    """Say how many employers praised and missed a skill, or the themes tied to it."""
    counts = {"praised": row[f"{what}_strengths"], "named as a gap": row[f"{what}_gaps"]}
    return [f"{said} by {plural(n, 'employer')}" for said, n in counts.items() if n]


def _of_hundred(share: float) -> str:
    """Say how many of a hundred; re-draws are never sure, so neither none nor all."""
    return f"{min(99, max(1, round(100 * share)))} of 100"


def _gaps_title(placed: pd.DataFrame) -> str:
    first = placed.iloc[0]
    level = _level(placed, "priority")
    if first["priority"] > 0 and len(level) > 1:
        named = listed(level) if len(level) <= 3 else f"{len(level)} skills"
        return f"{as_start(named)} come first, level with each other"
    if first["priority"] > 0:
        asked = f"{count_of(first['adverts'], first['adverts_of'], 'advert')} ask for it"
        to_go = plural(first["wanted"] - first["level"], "level")
        return f"{as_start(first['skill'])} first: {asked}, {to_go} to go"
    if placed["priority"].isna().all():
        return f"Too early to rank: {plural(first['adverts_of'], 'advert')} so far, five are needed"
    return "No gap in the skills that you gave a level"


def _level(skills: pd.DataFrame, by: str) -> list[str]:
    """Name the skills that share the first place."""
    return list(skills.loc[skills[by] >= skills[by].max() * (1 - 1e-9), "skill"])


def _gaps_sentence(placed: pd.DataFrame, gaps: pd.DataFrame) -> str:
    """Say first what one has, then how sure the first place is, then what else was named."""
    have = placed[placed["gap"] == 0].sort_values("demand", ascending=False)["skill"]
    first = placed.iloc[0]
    unasked = gaps["demand"].isna() | (gaps["demand"] == 0)
    rows = gaps[unasked & (gaps["feedback_gaps"] + gaps["theme_gaps"] > 0)].to_dict("records")
    # Where only the theme that the plan ties to a skill was named, that theme is what was named.
    named = (row["skill"] if row["feedback_gaps"] else row["of_themes"] for row in rows)
    others = list(dict.fromkeys(named))
    unknown = int(((gaps["kind"] == "skill") & gaps["gap"].isna() & (gaps["adverts"] > 0)).sum())
    parts = []
    if len(have):
        parts.append(f"You have {listed(list(have[:3]))}, which adverts ask for.")
    if first["priority"] > 0:
        times = f"{_of_hundred(first['top3_share'])} times"
        parts.append(
            f"With other adverts like yours {first['skill']} is among the first three {times}."
        )
    if others:
        parts.append(f"Beside these, feedback named: {listed([inside(n) for n in others[:3]])}.")
    if unknown:
        parts.append(f"{plural(unknown, 'skill')} without a level of yours: not drawn.")
    return " ".join(parts) or RATE


def _asked_most(skills: pd.DataFrame) -> Picture:
    """Draw what adverts ask for most, while no level is known."""
    shown = skills.sort_values(["adverts", "skill"], ascending=[False, True]).head(MOST_ROWS)
    most = float(shown["adverts"].max())
    marks: list[Mark] = []
    for y, row in from_top(shown.to_dict("records")):
        text = count_of(row["adverts"], row["adverts_of"], "advert")
        hover = f"{row['skill']}: {text}"
        marks.append(Dot(row["adverts"], y, "ink", hover=hover, key=row["skill"]))
        marks.append(Text(1.1 * most, y, text))
    few = " Below five adverts nothing is ranked."
    few = few if shown["adverts_of"].iloc[0] < ADVERTS_TO_RANK else ""
    return Picture(
        title=_most_asked(skills),
        subtitle="To the right: asked for by more adverts.",
        sentence=f"{RATE}{few}",
        marks=tuple(marks),
        x=Axis(0, 1.6 * most, ((0.0, "none"), (most, f"{most:.0f}")), "adverts"),
    ).in_rows(list(shown["skill"]), 40)


def _most_asked(skills: pd.DataFrame) -> str:
    level = _level(skills, "adverts")
    if len(level) > 3:
        return f"No skill stands out yet: {len(level)} are asked for alike"
    counts = dict(zip(skills["skill"], skills["adverts"], strict=True))
    named = listed([f"{skill} ({counts[skill]})" for skill in level])
    return f"Asked for most, of {plural(skills['adverts_of'].iloc[0], 'advert')}: {named}"


@of_topic("No actions planned yet", NO_ACTIONS)
def plot_plan_progress(table: pd.DataFrame) -> Picture:
    """Draw a strip of days for each action: when it is due, and when it was done."""
    shown = table.head(MOST_ACTIONS)
    days = pd.concat([shown["due_on"], shown["done_on"]]).dropna()
    first, last = days.min(), days.max()
    span = max((last - first).days, 1) if len(days) else 1
    marks: list[Mark] = []
    for y, row in from_top(shown.to_dict("records")):
        marks += [*_days(row, y, first, span), Text(1.06, y, _where_it_stands(row))]
    ends = ((0.0, plain_date(first)), (1.0, plain_date(last))) if span > 1 else ()
    counts = table["state"].value_counts()
    late, soon = counts.get("overdue", 0), counts.get("due soon", 0)
    done = f"{count_of(counts.get('done', 0), len(table), 'action')} done"
    past = f", {late} past {'its' if late == 1 else 'their'} day" if late else ""
    return Picture(
        title=done + past + (f", {soon} due soon" if soon else ""),
        subtitle="Hollow: due. Circle: done. Beside it, how often the theme was named as a gap.",
        sentence=_before_and_since(table),
        marks=tuple(marks),
        x=Axis(-0.06, 2.2, ends),
    ).in_rows([short(action, SHORT_ACTION) for action in shown["action"]], 48)


def _days(row: Row, y: float, first: pd.Timestamp, span: int) -> Iterable[Mark]:
    due, done = ((row[name] - first).days / span for name in ("due_on", "done_on"))
    if pd.notna(due) and pd.notna(done):
        yield Segment(min(due, done), y, max(due, done), y, "faint", 4)
    if pd.notna(due):
        hover = f"due {plain_date(row['due_on'])}"
        late = row["state"] == "overdue"
        yield (
            Dot(due, y, "gap", hollow=True, hover=hover)
            if late
            else Square(due, y, "outside", hollow=True, hover=hover)
        )
    if pd.notna(done):
        yield Dot(done, y, "strength", size=14, hover=f"done {plain_date(row['done_on'])}")


def _where_it_stands(row: Row) -> str:
    """Say the state, and what came up before and since where there is something to say."""
    if isinstance(row["after"], str):
        before = row["before"] if isinstance(row["before"], str) else "nothing"
        return f"since {row['after']}, before {before}"
    if row["state"] == "done":
        return "done"
    day = plain_date(row["due_on"])
    return in_one_line({"overdue": "was planned for"}.get(row["state"], row["state"]), day)


def _before_and_since(table: pd.DataFrame) -> str:
    """Tell the before and after of one action: the surest, else the latest that has both."""
    both = table[table["before"].notna() & table["after"].notna()]
    more = len(table) - MOST_ACTIONS
    left = f" {plural(more, 'more action')} in the table." if more > 0 else ""
    if both.empty:
        return f"{NOT_YET}{left}"
    surest = both.assign(sure=both["verdict"] != "cannot tell yet")
    row = surest.sort_values(["sure", "done_on"]).iloc[-1]
    name = inside(theme_name(theme_of(row["theme"]) or ""))
    (after, since_of), (before, of) = (row[side].split(" of ") for side in ("after", "before"))
    missed = "nobody" if after == "0" else after
    heard = f"{since_of} {'employer' if since_of == '1' else 'employers'} heard from"
    return (
        f"Since “{short(row['action'], IN_A_SENTENCE)}”, {missed} missed {name} ({heard}); "
        f"before, {before} of {of} did. {VERDICTS[row['verdict']]}{left}"
    )


@of_topic(
    "No hard questions yet", "Next: after an interview, write down one question that was hard."
)
def plot_question_bank(bank: pd.DataFrame) -> Picture:
    """Draw the questions that came up most often, latest first, a square for each time."""
    shown = bank.head(MOST_ROWS)
    marks: list[Mark] = []
    for y, row in from_top(shown.to_dict("records")):
        asked, times = row["question"], min(row["times"], MOST_SQUARES)
        meaning: Meaning = "strength" if row["practised"] else "outside"
        marks += [Square(x, y, meaning, hover=asked, key=asked) for x in range(times)]
        day = plain_date(row["last"])
        last, done = day and f"last {day}", "practised" if row["practised"] else ""
        marks.append(Text(times - 0.3, y, in_one_line(plural(row["times"], "time"), last, done)))
    count, rest = int(bank["practised"].sum()), len(bank) - len(shown)
    practised = f"{count} of {len(bank)} practised. " if count else ""
    left = f" {rest} more in the table." if rest else ""
    return Picture(
        title=_questions_title(bank),
        subtitle="One square for each time. Questions that are worded alike count as one.",
        sentence=f"{practised}{SAY_ALOUD}{left}",
        marks=tuple(marks),
        x=Axis(-0.6, min(int(shown["times"].max()), MOST_SQUARES) + 4.6),
    ).in_rows([short(question, SHORT_QUESTION) for question in shown["question"]], 48)


@of_topic()
def plot_common_questions(table: pd.DataFrame) -> Picture:
    """Draw thirty common questions by their theme, those said aloud filled."""
    themes = list(dict.fromkeys(table["theme"]))
    marks: list[Mark] = []
    for y, theme in from_top(themes):
        rows = table[table["theme"] == theme].to_dict("records")
        marks += [
            Square(
                x,
                y,
                "strength" if row["practised"] else "outside",
                hollow=not row["practised"],
                hover=row["question"],
                key=row["question"],
            )
            for x, row in enumerate(rows)
        ]
    ready = int(table["practised"].sum())
    first = table.loc[~table["practised"], "question"].head(1).tolist()
    said = f"{ready} of {len(table)} practised. " if ready else ""
    said += f"Say one answer aloud today: {first[0]}" if first else "You have practised them all."
    return Picture(
        title=f"{len(table)} questions that interviews often ask",
        subtitle="One square a question; point at it for the words. Filled: practised. What "
        "employers missed comes first.",
        sentence=said,
        marks=tuple(marks),
        x=Axis(-0.6, 12),
    ).in_rows([as_start(theme_name(theme)) for theme in themes], 34)


def _questions_title(bank: pd.DataFrame) -> str:
    first = bank.iloc[0]
    level = int((bank["times"] == first["times"]).sum())
    times = plural(first["times"], "time") + (" each" if level > 1 else "")
    if level == len(bank):
        once = ("each asked once" if level > 1 else "asked once") if first["times"] == 1 else times
        return f"{plural(level, 'hard question')} so far, {once}"
    if level > 1:
        return f"{level} questions came up most, {times}"
    return f"Came up most, {times}: {short(first['question'], IN_A_TITLE)}"
