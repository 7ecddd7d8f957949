"""Draws what was said: the themes of feedback, what asking brought, and what went well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from bounceback_analysis.analysis.feedback import missed_before, strengths_and_gaps
from bounceback_analysis.analysis.strengths import ASKED_TO_MEET, TURNED
from bounceback_analysis.analysis.words import (
    as_start,
    asked_to_meet,
    count_of,
    inside,
    listed,
    plain_date,
    plain_month,
    plural,
)
from bounceback_analysis.charts.marks import Dot, Mark, Text, names_of
from bounceback_analysis.charts.picture import (
    DRAWN_FROM,
    MOST_ROWS,
    NOTE_AT,
    STATE_MARKS,
    Picture,
    Row,
    dot_with_ranges,
    from_top,
    in_one_line,
    in_words,
    one_each,
    places_axis,
    ranges,
    share_axis,
)
from bounceback_analysis.vocabulary.themes import control_of, theme_name, wanted_name

OWN = ["strength", "gap"]  # what was only named tells nobody what to do
APART = 0.17  # of a row: praise stands above its middle and a gap below, and neither covers
MOST_NAMED = 3  # themes in one phrase: more of them are a list and no finding
ONLY_NAMED = "What was said was outside your control, or only named."
ONE_EACH = "One mark an employer. Circles: praised. Diamonds: missed."
COUNTED = "Each employer counts once a theme. Circles: praised. Diamonds: missed."
GOOD_THINGS: dict[str, list[str]] = names_of("good_things")
ASKED = {
    "asked": "Asked, of the noes",
    "answered": "Told you something, of those asked",
    "usable": "Usable, of all told",
}


def plot_feedback_themes(themes: pd.DataFrame) -> Picture:
    """Draw how many employers named each theme, what was praised beside what was missed."""
    split = themes.columns[0] != "theme"
    own = themes[themes["polarity"].isin(OWN)]
    if own.empty:
        said = ONLY_NAMED if split else _outside(themes) or ONLY_NAMED
        return in_words(_title(themes), said)
    if split:
        return _split(themes, own)
    shown, every = _most_named(own), own.to_dict("records")
    left_out = own["theme"].nunique() - len(shown)
    rest = f"{plural(left_out, 'more theme')} not drawn." if left_out else ""
    few = own["of"].max() < DRAWN_FROM
    marks: list[Mark] = []
    for y, theme in from_top(shown):
        rows = [row for row in every if row["theme"] == theme]
        if few:  # a share of them would say too much
            counts = {row["polarity"]: row["count"] for row in rows}
            hovers = {row["polarity"]: _hover(row) for row in rows}
            marks += one_each(y, counts, most=0, said=hovers, key=theme)
        else:
            marks += _praised_and_missed(rows, y)
    return Picture(
        title=_title(themes),
        subtitle=ONE_EACH if few else COUNTED,
        sentence=" ".join(part for part in (_by_day(themes), rest, _outside(themes)) if part),
        marks=tuple(marks),
        x=places_axis(0) if few else share_axis("of the employers that gave a reason"),
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
        yield from ranges(row, place, hover)
        yield Dot(row["rate"], place, row["polarity"], size=13, hover=hover, key=row["theme"])
    named = [f"{row['count']:,} {STATE_MARKS[row['polarity']].name}" for row in rows]
    yield Text(NOTE_AT, y, f"{', '.join(named)} of {rows[0]['of']:,}")


def _hover(row: Row) -> str:
    some = count_of(row["count"], row["of"])
    last = f", last in {month}" if (month := plain_month(row["last"])) else ""
    return f"{theme_name(row['theme'])}: {STATE_MARKS[row['polarity']].name} by {some}{last}"


def _title(themes: pd.DataFrame) -> str:
    """State what was praised most, or since it was missed, then what still stands as a gap."""
    strengths, gaps = strengths_and_gaps(themes)
    most = themes.loc[themes["polarity"] == "strength", "count"].max()
    # A theme that as many missed is no strength, however often it was praised.
    praised = "Praised most" if strengths["count"].max() == most else "Praised more than missed"
    told = _most(strengths, praised) or _by_month(themes)
    said = (told, _most(gaps, "Wanted more of"))
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
    return f"{said}: {listed([inside(wanted_name(theme)) for theme in level['theme']])} ({counted})"


def _by_month(themes: pd.DataFrame) -> str:
    """Say of the themes that are praised since they were missed when either was last said."""
    said = []
    for row in missed_before(themes).to_dict("records")[:MOST_NAMED]:
        until, since = plain_month(row["last"]), plain_month(row["praised"])
        if row["last"].year == row["praised"].year:
            until = until.partition(" ")[0]
        missed = "missed, then" if since.startswith(until) else f"missed in {until},"
        said.append(f"{theme_name(row['theme'])}: {missed} praised in {since}")
    return "; ".join(said)


def _by_day(themes: pd.DataFrame) -> str:
    """Tell the themes that were missed and are praised since by when either was last said."""
    said = [
        f"{inside(theme_name(row['theme']))} (missed by {row['count']}, "
        f"last in {plain_month(row['last'])})"
        for row in missed_before(themes).to_dict("records")[:MOST_NAMED]
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
    """Say whether a gap came up in each stage or period; the table beside it has the counts."""
    by = str(themes.columns[0])
    groups, gaps = own[by].nunique(), own[own["polarity"] == "gap"].groupby("theme")[by].nunique()
    everywhere = [theme_name(theme) for theme in gaps.index[gaps == groups]]
    change = "none of the gaps came up every time"
    if groups == 1:
        change = f"one {by} only so far"
    elif everywhere:
        change = f"{listed(everywhere[:2])} in every {by}"
    return in_words(f"What came up, by {by}: {change}", "The table has the count of each theme.")


def plot_turned_round(table: pd.DataFrame) -> Picture:
    """Say, theme by theme, up to when it was missed and since when it is praised."""
    rows = table.head(MOST_NAMED).to_dict("records")
    turned = [theme_name(theme) for theme in table.loc[table["verdict"] == TURNED, "theme"]]
    told = " ".join(
        f"{theme_name(row['theme'])}: up to {plain_date(row['last_missed'])} missed by "
        f"{row['missed']:,}; {_since(row)}."
        for row in rows
    )
    rare = f"For {listed([inside(theme) for theme in turned])}, luck alone does this in at most 5 "
    rare += "of 100 searches."
    early = "So few answers may fall in this order by luck."
    still = f"{theme_name(rows[0]['theme'])}: {_since(rows[0])}"
    title = f"{listed(turned)} turned round" if turned else still
    return in_words(title, f"{told} {rare if turned else early}")


def _since(row: Row) -> str:
    return f"since {plain_date(row['praised_since'])} praised by {row['praised']:,}"


def plot_feedback_yield(table: pd.DataFrame) -> Picture:
    """Draw how often was asked, answered, and answered in words that can be used."""
    steps = table.set_index("step")
    counts = Counter({str(step): int(count) for step, count in steps["count"].items()})
    unasked_in_all = counts["unasked"] + counts["in the no"]
    if not counts["asked"] + unasked_in_all and not steps["of"].get("usable"):
        return Picture()
    unasked = []
    if counts["asked"] and (n := counts["unasked"]):
        unasked.append(f"{n:,} more told you something unasked.")
    if counts["asked"] and (n := counts["in the no"]):
        said = "A no came with a reason" if n == 1 else f"{n:,} noes came with a reason"
        unasked.append(f"{said}, unasked.")
    drawn = [step for step in ASKED if step in steps.index]
    return Picture(
        title=_asked_title(counts),
        subtitle="Usable: it says something of you or of why, not only that others were stronger.",
        sentence=" ".join(unasked) or "Asking once is fair.",
        marks=dot_with_ranges(steps.loc[drawn]),
        x=share_axis("of these"),
    ).in_rows([ASKED[step] for step in drawn])


def _asked_title(counts: dict[str, int]) -> str:
    """Say what asking brought, a refusal too; where nobody was asked, what came by itself."""
    n = counts["asked"] or counts["unasked"] + counts["in the no"]
    times = "once" if n == 1 else plural(n, "time")
    if not counts["asked"]:
        return f"You were told something unasked {times}"
    came = {
        "told you something": counts["answered"],
        "said no": counts["refused"],
        "has not answered" if counts["not yet"] == 1 else "have not answered": counts["not yet"],
    }
    told = listed([f"{count:,} {what}" for what, count in came.items() if count])
    return f"You asked {times}: {told}"


def plot_what_went_well(table: pd.DataFrame) -> Picture:
    """Say how much went well, by where it comes from, and the latest good word."""
    if (table["text"] == ASKED_TO_MEET).all():
        read = "They read about you first. What is one thing you did well at the last one?"
        return in_words(asked_to_meet(len(table)), read)
    counts = table["kind"].value_counts()
    told = [plural(counts[kind], *said) for kind, said in GOOD_THINGS.items() if kind in counts]
    own = table[table["kind"].isin(["words", "praised theme"])]
    last = (own if len(own) else table).iloc[0].to_dict()
    known = in_one_line(last["employer"], plain_date(last["date"]))
    lately = f"Lately: {good_word(last)}{f' ({known})' if known else ''}."
    return in_words(as_start(listed(told)), lately)


def good_word(row: Row) -> str:
    """Say what went well: in quotation marks only what somebody wrote."""
    if row["quoted"]:
        return f"“{row['text']}”"
    return f"praised for {inside(row['text'])}" if row["kind"] == "praised theme" else row["text"]
