"""Draws the themes of feedback: dots with ranges, and a square for every comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.views import inside
from bounceback_analysis.analysis.words import count_of, listed, plain_period, plural
from bounceback_analysis.charts.forms import (
    COUNTS_ONLY_BELOW,
    heights,
    row_axis,
    row_height,
    share_axis,
)
from bounceback_analysis.charts.marks import (
    Axis,
    Dot,
    Mark,
    Meaning,
    Picture,
    Segment,
    Square,
    Text,
    empty_picture,
)
from bounceback_analysis.vocabulary.themes import control_of, theme_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

MEANINGS: dict[str, Meaning] = {"strength": "strength", "gap": "gap", "neutral": "outside"}
_VERBS = {"strength": "praised", "gap": "missed", "neutral": "named"}
MOST_THEMES = 8
NONE_YET = "No feedback here yet"
WHAT_NEXT = (
    "Most employers give none unless they are asked, so this is the commonest case. Ask within two "
    "days of a no. When their words come, paste them into your log, under feedback; the notebook "
    "Record an outcome has a place for them."
)
ONLY_NAMED = "What was said was outside your control, or only named."
ONE_EACH = "One mark an employer. Circles: praised. Diamonds: missed."
COUNTED = "Each employer counts once a theme. Circles: praised. Diamonds: missed."


def plot_feedback_themes(themes: pd.DataFrame) -> Picture:
    """Draw how many employers named each theme, what was praised beside what was missed."""
    if themes.empty:
        return empty_picture("feedback_themes", NONE_YET, WHAT_NEXT, themes)
    if themes.columns[0] != "theme":
        return _split(themes)
    own = themes[themes["polarity"].isin(["strength", "gap"])]
    if own.empty:
        return empty_picture(
            "feedback_themes", _title(themes), _outside(themes) or ONLY_NAMED, themes
        )
    shown = _most_named(own)
    few = own["of"].max() < COUNTS_ONLY_BELOW
    return Picture(
        name="feedback_themes",
        title=_title(themes),
        subtitle=ONE_EACH if few else COUNTED,
        sentence=_sentence(themes, len(own["theme"].unique()) - len(shown)),
        table=themes,
        marks=tuple(_counts(own, shown) if few else _rows(own, shown)),
        x=Axis(-0.6, 12) if few else share_axis("of the employers that gave a reason", room=0.62),
        y=row_axis([theme_name(theme) for theme in shown]),
        height=row_height(len(shown), 42),
    )


def _most_named(own: pd.DataFrame) -> list[str]:
    """Give the themes to draw: those that most employers named, gaps before strengths on a tie."""
    wide = own.pivot_table("count", "theme", "polarity", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=["gap", "strength"], fill_value=0)
    wide["all"] = wide.sum(axis=1)
    ranked = wide.reset_index().sort_values(["all", "gap", "theme"], ascending=[False, False, True])
    return [str(theme) for theme in ranked["theme"].head(MOST_THEMES)]


def _counts(own: pd.DataFrame, shown: list[str]) -> Iterable[Mark]:
    """Draw few answers as what they are, one mark each: a share of them would say too much."""
    for y, rows in zip(heights(len(shown)), _by_theme(own, shown), strict=True):
        yield from _squares(rows, 0, y)


def _rows(own: pd.DataFrame, shown: list[str]) -> Iterable[Mark]:
    for y, rows in zip(heights(len(shown)), _by_theme(own, shown), strict=True):
        for row in rows:
            place = y + (0.17 if row["polarity"] == "strength" else -0.17) * (len(rows) > 1)
            yield from _ranged(row, place)
        yield Text(1.05, y, _counted(rows))


def _by_theme(own: pd.DataFrame, shown: list[str]) -> list[list[Row]]:
    rows = own.to_dict("records")
    return [[row for row in rows if row["theme"] == theme] for theme in shown]


def _counted(rows: list[Row]) -> str:
    """Say both counts and what they are of, as short as the edge of a picture asks."""
    named = [f"{row['count']:,} {_VERBS[row['polarity']]}" for row in rows]
    return f"{', '.join(named)} of {rows[0]['of']:,}"


def _ranged(row: Row, y: float) -> Iterable[Mark]:
    hover = f"{theme_name(row['theme'])}: {_said(row)}"
    yield Segment(row["low"], y, row["high"], y, "faint", 7, hover)
    yield Segment(row["low80"], y, row["high80"], y, "outside", 7, hover)
    yield Dot(row["rate"], y, MEANINGS[row["polarity"]], size=13, hover=hover, key=row["theme"])


def _said(row: Row) -> str:
    return f"{_VERBS[row['polarity']]} by {count_of(row['count'], row['of'])}"


def _title(themes: pd.DataFrame) -> str:
    """State what came up most: a gap if there is one, else what was praised."""
    said = _finding(themes, "gap") or _finding(themes, "strength")
    return said or "No strength or gap came up"


def _finding(themes: pd.DataFrame, polarity: str) -> str:
    """Name the theme, or those on a level, that most employers praised or missed, if any was."""
    rows = themes[themes["polarity"] == polarity]
    if rows.empty:
        return ""
    first = rows.sort_values("count", ascending=False, kind="stable").iloc[0]
    level = rows[rows["count"] == first["count"]]
    some = count_of(first["count"], first["of"], "employer")
    counted = "the one employer that gave a reason" if first["of"] == 1 else some
    each = " each" if len(level) > 1 and first["of"] > 1 else ""
    said = f"{_VERBS[polarity]} by {counted}{each}"
    if len(level) > 3:
        return f"No theme stands out yet: {len(level)} {said}"
    return f"{listed([theme_name(theme) for theme in level['theme']])}: {said}"


def _sentence(themes: pd.DataFrame, left_out: int) -> str:
    rest = f"{plural(left_out, 'more theme')} not drawn. " if left_out else ""
    praised = _finding(themes, "strength") if (themes["polarity"] == "gap").any() else ""
    return f"{praised}{'. ' if praised else ''}{rest}{_outside(themes)}".strip()


def _outside(themes: pd.DataFrame) -> str:
    """Say what was outside the person's control, apart from everything else."""
    rows = themes[themes["theme"].map(control_of) == "outside"].to_dict("records")
    if not rows:
        return ""
    said = [
        f"{inside(theme_name(row['theme']))} ({count_of(row['count'], row['of'])})" for row in rows
    ]
    return f"Outside your control, and never a gap: {listed(said)}."


def _split(themes: pd.DataFrame) -> Picture:
    """Draw the counts of each theme within each stage or period, as squares."""
    by = str(themes.columns[0])
    own = themes[themes["polarity"].isin(["strength", "gap"])]
    if own.empty:
        return empty_picture("feedback_themes", _title(themes), ONLY_NAMED, themes)
    shown, groups = _most_named(own), list(dict.fromkeys(own[by]))
    room = max(float(own.groupby([by, "theme"])["count"].sum().max()) + 1.5, 30 / len(groups))
    marks: list[Mark] = []
    for column, group in enumerate(groups):
        of = own.loc[own[by] == group, "of"].max()
        name = f"{plain_period(group)} ({of})"
        marks.append(Text(column * room, len(shown) - 0.3, name, size=12, bold=True))
        for y, theme in zip(heights(len(shown)), shown, strict=True):
            here = own[(own[by] == group) & (own["theme"] == theme)].to_dict("records")
            marks += _squares(here, column * room, y)
    return Picture(
        name="feedback_themes",
        title=f"What came up, by {by}: {_change(own, by, groups)}",
        subtitle=ONE_EACH,
        sentence="In brackets: how many employers gave a reason.",
        table=themes,
        marks=tuple(marks),
        x=Axis(-0.6, len(groups) * room),
        y=Axis(-0.6, len(shown) + 0.1, row_axis([theme_name(t) for t in shown]).ticks),
        height=row_height(len(shown) + 1, 40),
    )


def _squares(rows: list[Row], x: float, y: float) -> Iterable[Mark]:
    place = x
    for row in rows:
        for _ in range(int(row["count"])):
            hover = f"{theme_name(row['theme'])}: {_said(row)}"
            yield _one(place, y, row["polarity"], hover, row["theme"])
            place += 1


def _one(x: float, y: float, polarity: str, hover: str, key: str) -> Mark:
    """Draw one comment in the shape of its meaning."""
    if polarity == "neutral":
        return Square(x, y, "outside", hover=hover, key=key)
    return Dot(x, y, MEANINGS[polarity], size=14, hover=hover, key=key)


def _change(own: pd.DataFrame, by: str, groups: list[str]) -> str:
    if len(groups) == 1:
        return f"one {by} only so far"
    gaps = own[own["polarity"] == "gap"].groupby("theme")[by].nunique()
    everywhere = [theme_name(theme) for theme in gaps.index[gaps == len(groups)]]
    if everywhere:
        return f"{listed(everywhere[:2])} in every {by}"
    return "no theme runs through all of them"


def plot_theme_quotes(quotes: pd.DataFrame) -> Picture:
    """Draw a mark for every comment on each theme; hover shows the words."""
    own = quotes[quotes["polarity"].isin(list(MEANINGS))]
    if own.empty:
        return empty_picture("theme_quotes", NONE_YET, WHAT_NEXT, quotes)
    shown = [str(theme) for theme in own["theme"].value_counts().head(12).index]
    marks: list[Mark] = []
    for y, theme in zip(heights(len(shown)), shown, strict=True):
        here = own[own["theme"] == theme]
        order = here["polarity"].map({"strength": 0, "gap": 1, "neutral": 2})
        order = order.sort_values(kind="stable")
        for x, row in enumerate(here.loc[order.index].to_dict("records")):
            marks.append(_one(x, y, row["polarity"], _quote(row), theme))
    most, *next_most = own["theme"].value_counts()
    alone = ", the most of any theme" if next_most and next_most[0] < most else ""
    return Picture(
        name="theme_quotes",
        title=f"{theme_name(shown[0])}: {plural(most, 'comment')}{alone}",
        subtitle="One mark a comment. Circles: praised. Diamonds: missed. Squares: only named.",
        sentence=f"Hover for the words, or click to read all of a theme. {_confirmed(own)}",
        table=quotes,
        marks=tuple(marks),
        x=Axis(-0.6, max(most, 12)),
        y=row_axis([theme_name(theme) for theme in shown]),
        height=row_height(len(shown), 30),
    )


def _confirmed(quotes: pd.DataFrame) -> str:
    return f"Readings confirmed by you: {count_of(quotes['confirmed'].sum(), len(quotes))}."


def _quote(row: Row) -> str:
    text, start, end = row["text"], int(row["start"]), int(row["end"])
    left, right = max(0, start - 60), end + 60
    words = ("…" if left else "") + text[left:right] + ("…" if right < len(text) else "")
    who = row["employer"] if isinstance(row["employer"], str) else "Employer not said"
    return f"{who}, {row['polarity']}: {' '.join(words.split()) or 'your own reading'}"
