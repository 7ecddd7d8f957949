"""Draws how much each skill is asked for against how far it is to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.analysis.views import inside
from bounceback_analysis.analysis.words import count_of, listed, plural
from bounceback_analysis.charts.forms import heights, row_axis, row_height, share_axis
from bounceback_analysis.charts.marks import (
    Axis,
    Dot,
    Mark,
    Meaning,
    Picture,
    Segment,
    Text,
    empty_picture,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

ENOUGH_ADVERTS = 5
MOST_ROWS, MOST_LABELS = 8, 14
HEIGHT, WIDE, HIGH, LETTER, LINE = 420, 620.0, 330.0, 8.3, 19.0
STEPS = ("no gap", "1 level", "2 levels", "3 levels", "4 levels")
RECORD = (
    "Next: in Record an outcome, write what one advert asks for under Skills that the advert "
    "asked for, with ; between them, or paste an advert below."
)
RATE = "Write your level and the level you want beside a skill in your plan, and its gap will show."


def plot_skill_gaps(gaps: pd.DataFrame) -> Picture:
    """Draw demand across and the gap upwards; without levels, what adverts ask for most."""
    skills = gaps[gaps["kind"] == "skill"]
    placed = skills[(skills["demand"] > 0) & skills["gap"].notna()]
    if placed.empty and not skills["adverts"].any():
        return empty_picture("skill_gaps", "No adverts to compare with yet", RECORD, gaps)
    if placed.empty:
        return _asked_most(gaps, skills)
    points = _Canvas(float(placed["demand"].max()), float(placed["gap"].max()))
    return Picture(
        name="skill_gaps",
        title=_title(placed),
        subtitle="To the right: asked for by more adverts, recent ones counting more. Upwards: "
        "further to go. Circle: you have it. Lines: your own middle.",
        sentence=_sentence(placed, gaps),
        table=gaps,
        marks=tuple(_marks(placed, points)),
        x=Axis(-0.03 * points.x_high, points.x_high, points.x_ticks(), "share of adverts"),
        y=Axis(-0.09, points.y_high, tuple((n / 4, name) for n, name in enumerate(STEPS))),
        height=HEIGHT,
    )


class _Canvas(NamedTuple):
    """How the drawing's pixels stand to demand and gap, so that labels can keep apart."""

    demand: float
    gap: float

    @property
    def x_high(self) -> float:
        return max(self.demand, 0.1) * 1.25

    @property
    def y_high(self) -> float:
        return max(self.gap, 0.5) + 0.12

    def x_ticks(self) -> tuple[tuple[float, str], ...]:
        tenths = range(0, 11, 2 if self.demand > 0.5 else 1)
        named = ((n / 10, f"{n} in 10" if n else "none") for n in tenths)
        return tuple((share, name) for share, name in named if share <= self.x_high)

    def box(self, x: float, y: float, text: str, anchor: str) -> tuple[float, float, float, float]:
        left = x / self.x_high * WIDE - (LETTER * len(text) if anchor == "right" else 0)
        middle = y / self.y_high * HIGH
        return left, middle - LINE / 2, left + LETTER * len(text), middle + LINE / 2


def _marks(placed: pd.DataFrame, canvas: _Canvas) -> Iterable[Mark]:
    demand, gap = float(placed["demand"].median()), float(placed["gap"].median())
    yield Segment(demand, -0.06, demand, canvas.y_high, "faint", 1)
    yield Segment(0, gap, canvas.x_high, gap, "faint", 1)
    rows = placed.sort_values(["priority", "demand"], ascending=False).to_dict("records")
    taken = [
        canvas.box(row["demand"] - 10 / WIDE * canvas.x_high, row["gap"], "···", "left")
        for row in rows
    ]
    for number, row in enumerate(rows):
        meaning: Meaning = "gap" if row["gap"] > 0 else "strength"
        yield Dot(row["demand"], row["gap"], meaning, hover=_hover(row), key=row["skill"])
        label = _label(row, canvas, taken) if number < MOST_LABELS else None
        if label:
            taken.append(canvas.box(label.x, label.y, label.text, label.anchor))
            yield label


def _label(row: Row, canvas: _Canvas, taken: Sequence[tuple[float, ...]]) -> Text | None:
    """Find the first place beside a point where its name covers nothing; else it stays silent."""
    aside, line = 12 / WIDE * canvas.x_high, LINE / HIGH * canvas.y_high
    for lines in (0, 1, -1, 2, 3):
        for way, anchor in ((1, "left"), (-1, "right")):
            x, y = row["demand"] + way * aside, row["gap"] + lines * line
            box = canvas.box(x, y, row["skill"], anchor)
            inside = (
                box[0] >= 0
                and box[2] <= WIDE
                and -0.07 / canvas.y_high * HIGH <= box[1]
                and box[3] <= HIGH
            )
            if inside and not any(_overlap(box, other) for other in taken):
                return Text(x, y, row["skill"], "left" if anchor == "left" else "right")
    return None


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _hover(row: Row) -> str:
    evidence = {"named as a gap by": row["feedback_gaps"], "praised by": row["feedback_strengths"]}
    said = [f"{words} {plural(n, 'employer')}" for words, n in evidence.items() if n]
    asked = count_of(row["adverts"], row["adverts_of"], "advert")
    levels = f"you {row['level']:.0f}, wanted {row['wanted']:.0f}"
    if row["priority"] > 0:
        said.append(f"in the first three in {_of_hundred(row['top3_share'])} re-draws")
    return ", ".join([row["skill"], asked, levels, *said])


def _of_hundred(share: float) -> str:
    return f"{min(99, max(1, round(100 * share)))} of 100"


def _title(placed: pd.DataFrame) -> str:
    first = placed.iloc[0]
    level = _level(placed, "priority")
    if first["priority"] > 0 and len(level) > 1:
        return f"{_start(_named(level))} come first, level with each other"
    if first["priority"] > 0:
        asked = f"{count_of(first['adverts'], first['adverts_of'], 'advert')} ask for it"
        to_go = plural(first["wanted"] - first["level"], "level")
        return f"{_start(first['skill'])} first: {asked}, {to_go} to go"
    if placed["priority"].isna().all():
        adverts = int(placed["adverts_of"].iloc[0])
        return f"Too early to rank: {plural(adverts, 'advert')} so far, five are needed"
    return "No gap in the skills that you gave a level"


def _level(skills: pd.DataFrame, by: str) -> list[str]:
    """Name the skills that share the first place."""
    return list(skills.loc[skills[by] >= skills[by].max() * (1 - 1e-9), "skill"])


def _named(skills: list[str]) -> str:
    return listed(skills) if len(skills) <= 3 else f"{len(skills)} skills"


def _most_asked(skills: pd.DataFrame) -> str:
    level = _level(skills, "demand")
    if len(level) > 3:
        return f"No skill stands out yet: {len(level)} are asked for alike"
    counts = dict(zip(skills["skill"], skills["adverts"], strict=True))
    named = listed([f"{skill} ({counts[skill]})" for skill in level])
    return f"Asked for most lately, of {plural(skills['adverts_of'].iloc[0], 'advert')}: {named}"


def _start(name: str) -> str:
    return name[:1].upper() + name[1:]


def _sentence(placed: pd.DataFrame, gaps: pd.DataFrame) -> str:
    """Say first what one has, then how sure the first place is, then what else was named."""
    have = placed[placed["gap"] == 0].sort_values("demand", ascending=False)["skill"]
    first = placed.iloc[0]
    unasked = gaps["demand"].isna() | (gaps["demand"] == 0)
    others = gaps[unasked & (gaps["feedback_gaps"] > 0)]["skill"]
    unknown = int(((gaps["kind"] == "skill") & gaps["gap"].isna() & (gaps["adverts"] > 0)).sum())
    parts = []
    if len(have):
        parts.append(f"You have {listed(list(have[:3]))}, which adverts ask for.")
    if first["priority"] > 0:
        redraws = f"in {_of_hundred(first['top3_share'])} re-draws of your adverts"
        parts.append(f"{_start(first['skill'])} is among the first three {redraws}.")
    if len(others):
        parts.append(f"Beside these, feedback named: {listed([inside(n) for n in others[:3]])}.")
    if unknown:
        parts.append(f"{plural(unknown, 'skill')} without a level of yours not drawn.")
    return " ".join(parts) or RATE


def _asked_most(gaps: pd.DataFrame, skills: pd.DataFrame) -> Picture:
    """Draw what adverts ask for most, while no level is known."""
    shown = skills.sort_values(["demand", "skill"], ascending=[False, True]).head(MOST_ROWS)
    rows = shown.to_dict("records")
    counts = [count_of(row["adverts"], row["adverts_of"], "advert") for row in rows]
    marks: list[Mark] = []
    enough = rows[0]["adverts_of"] >= ENOUGH_ADVERTS
    for y, row, text in zip(heights(len(rows)), rows, counts, strict=True):
        if enough:
            hover = f"{row['skill']}: {text}"
            marks.append(Dot(row["demand"], y, "ink", hover=hover, key=row["skill"]))
        marks.append(Text(1.05, y, text))
    few = "" if enough else " Below five adverts nothing is ranked."
    return Picture(
        name="skill_gaps",
        title=_most_asked(skills),
        subtitle="Share of adverts, recent ones counting more.",
        sentence=f"{RATE}{few}",
        table=gaps,
        marks=tuple(marks),
        x=share_axis("of adverts"),
        y=row_axis([row["skill"] for row in rows]),
        height=row_height(len(rows), 40),
    )
