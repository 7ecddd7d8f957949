"""Draws what was said: the themes of feedback, what asking brought, and what went well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.feedback import TURNED, strengths_and_gaps
from bounceback_analysis.analysis.strengths import ASKED_TO_MEET
from bounceback_analysis.analysis.words import (
    as_start,
    count_of,
    inside,
    listed,
    plain_date,
    plain_month,
    plain_period,
    plural,
)
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Segment, Square, Text
from bounceback_analysis.charts.picture import (
    DRAWN_FROM,
    MOST_ROWS,
    NOTE_AT,
    Picture,
    Row,
    dot_with_ranges,
    empty_picture,
    from_top,
    in_one_line,
    of_topic,
    ranges,
    row_axis,
    row_height,
    share_axis,
)
from bounceback_analysis.vocabulary.themes import control_of, theme_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

VERBS = {"strength": "praised", "gap": "missed"}
OWN = ["strength", "gap"]  # what was only named tells nobody what to do
APART = 0.17  # of a row: praise stands above its middle and a gap below, and neither covers
MOST_NAMED = 3  # themes in one phrase: more of them are a list and no finding
LATEST = 25  # good things drawn of each kind: squares in one row that do not touch
NONE_YET = "No feedback here yet"
WHAT_NEXT = (
    "Most employers give none unless they are asked, so this is the commonest case. Ask within two "
    "days of a no. When their words come, paste them into your log, under feedback; the notebook "
    "Record an outcome has a place for them."
)
ONLY_NAMED = "What was said was outside your control, or only named."
ONE_EACH = "One mark an employer. Circles: praised. Diamonds: missed."
COUNTED = "Each employer counts once a theme. Circles: praised. Diamonds: missed."
GOOD_THINGS = {
    "words": ("In your words", "note of your own", "notes of your own"),
    "praised theme": ("Praised by them", "praised thing", "praised things"),
    "rating": ("You rated 4 or 5", "good rating", "good ratings"),
    "went forward": ("Went forward", "step forward", "steps forward"),
}


@of_topic(NONE_YET, WHAT_NEXT)
def plot_feedback_themes(themes: pd.DataFrame) -> Picture:
    """Draw how many employers named each theme, what was praised beside what was missed."""
    split = themes.columns[0] != "theme"
    own = themes[themes["polarity"].isin(OWN)]
    if own.empty:
        said = ONLY_NAMED if split else _outside(themes) or ONLY_NAMED
        return empty_picture(_title(themes), said)
    if split:
        return _split(themes, own)
    shown = _most_named(own)
    left_out = own["theme"].nunique() - len(shown)
    rest = f"{plural(left_out, 'more theme')} not drawn." if left_out else ""
    few = own["of"].max() < DRAWN_FROM
    marks: list[Mark] = []
    for y, theme in from_top(shown):
        rows = own[own["theme"] == theme].to_dict("records")
        marks += _one_each(rows, 0, y) if few else _praised_and_missed(rows, y)
    return Picture(
        title=_title(themes),
        subtitle=ONE_EACH if few else COUNTED,
        sentence=" ".join(part for part in (_by_day(themes), rest, _outside(themes)) if part),
        marks=tuple(marks),
        x=Axis(-0.6, 12) if few else share_axis("of the employers that gave a reason", room=0.62),
    ).in_rows([theme_name(theme) for theme in shown], 42)


def _most_named(own: pd.DataFrame) -> list[str]:
    """Give the themes to draw: those that most employers named, gaps before strengths on a tie."""
    wide = own.pivot_table("count", "theme", "polarity", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=["gap", "strength"], fill_value=0)
    wide["all"] = wide.sum(axis=1)
    ranked = wide.reset_index().sort_values(["all", "gap", "theme"], ascending=[False, False, True])
    return [str(theme) for theme in ranked["theme"].head(MOST_ROWS)]


def _praised_and_missed(rows: list[Row], y: float) -> Iterable[Mark]:
    """Draw both rates of a theme, with their counts as short as the edge of a picture asks."""
    for row in rows:
        place = y + (APART if row["polarity"] == "strength" else -APART) * (len(rows) > 1)
        hover = _hover(row)
        yield from ranges(row, place, hover, width=7)
        yield Dot(row["rate"], place, row["polarity"], size=13, hover=hover, key=row["theme"])
    named = [f"{row['count']:,} {VERBS[row['polarity']]}" for row in rows]
    yield Text(NOTE_AT, y, f"{', '.join(named)} of {rows[0]['of']:,}")


def _one_each(rows: list[Row], x: float, y: float) -> list[Mark]:
    """Draw few answers as what they are, one mark each: a share of them would say too much."""
    each = [row for row in rows for _ in range(int(row["count"]))]
    return [
        Dot(x + n, y, row["polarity"], size=14, hover=_hover(row), key=row["theme"])
        for n, row in enumerate(each)
    ]


def _hover(row: Row) -> str:
    some = count_of(row["count"], row["of"])
    last = f", last in {month}" if (month := plain_month(row["last"])) else ""
    return f"{theme_name(row['theme'])}: {VERBS[row['polarity']]} by {some}{last}"


def _title(themes: pd.DataFrame) -> str:
    """State what was praised most, then what was missed most and still stands as a gap."""
    strengths, gaps = strengths_and_gaps(themes)
    said = (_most(strengths, "Praised most"), _most(gaps, "Wanted more of"))
    return ". ".join(part for part in said if part) or "No strength or gap came up"


def _most(rows: pd.DataFrame, said: str) -> str:
    """Name the theme, or those on a level, that most employers named, if any did."""
    if rows.empty:
        return ""
    first = rows.sort_values("count", ascending=False, kind="stable").iloc[0]
    level = rows[rows["count"] == first["count"]]
    each = " each" if len(level) > 1 and first["of"] > 1 else ""
    some = f"{count_of(first['count'], first['of'], 'employer')}{each}"
    counted = "the one employer that gave a reason" if first["of"] == 1 else some
    if len(level) > MOST_NAMED:
        return f"{said}: {len(level)} themes alike ({counted})"
    return f"{said}: {listed([inside(theme_name(theme)) for theme in level['theme']])} ({counted})"


def _by_day(themes: pd.DataFrame) -> str:
    """Tell the themes that were missed and are praised since by when either was last said."""
    praised = themes[themes["polarity"] == "strength"].set_index("theme")["last"]
    gaps = themes[themes["polarity"] == "gap"]
    gaps = gaps[gaps["last"].to_numpy() < praised.reindex(gaps["theme"]).to_numpy()]
    said = [
        f"{inside(theme_name(row['theme']))} (missed by {row['count']}, "
        f"last in {plain_month(row['last'])})"
        for row in gaps.to_dict("records")[:MOST_NAMED]
    ]
    return f"Missed earlier and praised since: {listed(said)}." if said else ""


def _outside(themes: pd.DataFrame) -> str:
    """Say what was outside the person's control, apart from everything else."""
    rows = themes[themes["theme"].map(control_of) == "outside"].to_dict("records")
    said = [
        f"{inside(theme_name(row['theme']))} ({count_of(row['count'], row['of'])})" for row in rows
    ]
    return f"Outside your control, and never a gap: {listed(said)}." if said else ""


def _split(themes: pd.DataFrame, own: pd.DataFrame) -> Picture:
    """Draw the counts of each theme within each stage or period, side by side."""
    by = str(themes.columns[0])
    shown, groups = _most_named(own), list(dict.fromkeys(own[by]))
    # A column is as wide as its longest row, but all together fill a row of thirty marks.
    room = max(float(own.groupby([by, "theme"])["count"].sum().max()) + 1.5, 30 / len(groups))
    marks: list[Mark] = []
    for column, group in enumerate(groups):
        here = own[own[by] == group]
        name = f"{plain_period(group)} ({here['of'].max()})"
        marks.append(Text(column * room, len(shown) - 0.3, name, size=12, bold=True))
        for y, theme in from_top(shown):
            rows = here[here["theme"] == theme].to_dict("records")
            marks += _one_each(rows, column * room, y)
    gaps = own[own["polarity"] == "gap"].groupby("theme")[by].nunique()
    everywhere = [theme_name(theme) for theme in gaps.index[gaps == len(groups)]]
    change = "none of the gaps came up every time"
    if len(groups) == 1:
        change = f"one {by} only so far"
    elif everywhere:
        change = f"{listed(everywhere[:2])} in every {by}"
    names = [theme_name(theme) for theme in shown]
    return Picture(
        title=f"What came up, by {by}: {change}",
        subtitle=ONE_EACH,
        sentence="In brackets: how many employers gave a reason.",
        marks=tuple(marks),
        x=Axis(-0.6, len(groups) * room),
        # Above the rows stands one more, of headings.
        y=Axis(-0.6, len(shown) + 0.1, row_axis(names).ticks),
        height=row_height(len(shown) + 1, 40),
    )


@of_topic(
    "No theme was missed and then praised yet",
    "When employers praise what others missed before, it stands here.",
)
def plot_turned_round(table: pd.DataFrame) -> Picture:
    """Draw, theme by theme, when it was last missed and since when it is praised."""
    shown = table.head(MOST_ROWS)
    first, last = shown["last_missed"].min(), shown["praised_since"].max()
    span = max((last - first).days, 1)
    marks: list[Mark] = []
    for y, row in from_top(shown.to_dict("records")):
        missed, praised = ((row[n] - first).days / span for n in ("last_missed", "praised_since"))
        marks += [
            Segment(missed, y, praised, y, "faint", 4),
            Dot(missed, y, "gap", hover=_up_to(row), key=row["theme"]),
            Dot(praised, y, "strength", size=14, hover=_since(row), key=row["theme"]),
            Text(NOTE_AT, y, f"missed {row['missed']:,}, since then praised {row['praised']:,}"),
        ]
    best = shown.iloc[0].to_dict()
    turned = [
        theme_name(row["theme"]) for row in table[table["verdict"] == TURNED].to_dict("records")
    ]
    told = [
        f"{theme_name(row['theme'])}: {_up_to(row)}; {_since(row)}."
        for row in table.head(MOST_NAMED).to_dict("records")
    ]
    rare = f"For {listed([inside(theme) for theme in turned])}, luck alone does this in at most 5 "
    rare += "of 100 searches."
    early = "So few answers may fall in this order by luck."
    still = f"{theme_name(best['theme'])}: {_since(best)}"
    return Picture(
        title=f"{listed(turned)} turned round" if turned else still,
        subtitle="Diamond: last missed. Circle: praised since. Each employer counts once a theme.",
        sentence=" ".join([*told, rare if turned else early]),
        marks=tuple(marks),
        x=Axis(-0.06, 2.1, ((0.0, plain_date(first)), (1.0, plain_date(last)))),
    ).in_rows([theme_name(theme) for theme in shown["theme"]], 40)


def _up_to(row: Row) -> str:
    return f"up to {plain_date(row['last_missed'])} missed by {row['missed']:,}"


def _since(row: Row) -> str:
    return f"since {plain_date(row['praised_since'])} praised by {row['praised']:,}"


@of_topic()
def plot_feedback_yield(table: pd.DataFrame) -> Picture:
    """Draw how often was asked, answered, and answered in words that can be used."""
    steps = table.set_index("step")
    counts = {str(step): int(count) for step, count in steps["count"].items()}
    if not counts["asked"] and not steps.loc["usable", "of"]:
        once = "After a no, it is fair to ask for feedback once."
        return empty_picture("No feedback asked for yet", once)
    unasked = []
    if counts["asked"] and (n := counts["unasked"]):
        unasked.append(f"{n:,} more told you something unasked.")
    if counts["asked"] and (n := counts["in the no"]):
        said = "A no came with a reason" if n == 1 else f"{n:,} noes came with a reason"
        unasked.append(f"{said}, unasked.")
    return Picture(
        title=_asked_title(counts),
        subtitle="Usable: it gives a reason.",
        sentence=" ".join(unasked) or "Asking once is fair.",
        marks=dot_with_ranges(steps.loc[["asked", "answered", "usable"]]),
        x=share_axis("of these"),
    ).in_rows(["Asked, of the noes", "Told you something, of those asked", "Usable, of all told"])


def _asked_title(counts: dict[str, int]) -> str:
    """Say what asking brought, a refusal too; where nobody was asked, what came by itself."""
    if not counts["asked"]:
        unasked = counts["unasked"] + counts["in the no"]
        return f"{plural(unasked, 'employer')} told you something unasked"
    times = "once" if counts["asked"] == 1 else plural(counts["asked"], "time")
    came = {
        "told you something": counts["answered"],
        "said no": counts["refused"],
        "has not answered" if counts["not yet"] == 1 else "have not answered": counts["not yet"],
    }
    told = listed([f"{count:,} {what}" for what, count in came.items() if count])
    return f"You asked {times}: {told}"


@of_topic(
    "Room for what goes well",
    "Each line of your log is work that you did. What is one thing you did well in it?",
)
def plot_what_went_well(table: pd.DataFrame) -> Picture:
    """Draw one square for each thing that went well, by where it comes from."""
    kinds = [kind for kind in GOOD_THINGS if (table["kind"] == kind).any()]
    marks: list[Mark] = []
    told = []
    for y, kind in from_top(kinds):
        rows = table[table["kind"] == kind].to_dict("records")
        latest = rows[:LATEST]
        marks += [
            Square(x, y, "strength", size=12, hover=f"{row['text']}{_who_and_when(row)}")
            for x, row in enumerate(latest)
        ]
        rest = f", the latest {LATEST} drawn" if len(rows) > LATEST else ""
        marks.append(Text(len(latest) + 0.2, y, f"{len(rows):,}{rest}"))
        told.append(plural(len(rows), *GOOD_THINGS[kind][1:]))
    own = table[table["kind"].isin(["words", "praised theme"])]
    last = (own if len(own) else table).iloc[0].to_dict()
    title, sentence = as_start(listed(told)), f"Lately: “{last['text']}”{_who_and_when(last)}."
    if (table["text"] == ASKED_TO_MEET).all():
        title = f"Employers asked to meet you {plural(len(table), 'time')}"
        sentence = "They read about you first. What is one thing you did well at the last one?"
    return Picture(
        title=title,
        subtitle="One square is one thing; point at it for the words.",
        sentence=sentence,
        marks=tuple(marks),
        x=Axis(-0.7, LATEST + 10),
    ).in_rows([GOOD_THINGS[kind][0] for kind in kinds], 40)


def _who_and_when(row: Row) -> str:
    """Say who and when in brackets, as far as it is known."""
    known = in_one_line(row["employer"], plain_date(row["date"]))
    return f" ({known})" if known else ""
