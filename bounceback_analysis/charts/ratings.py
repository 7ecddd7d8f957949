"""Draws ratings: mine beside what they said, calm beside what came of it, and formal scores."""

from __future__ import annotations

import pandas as pd

from bounceback_analysis.analysis.ratings import FINE, PAIRS_FOR_A_PATTERN, PAIRS_TO_SHOW
from bounceback_analysis.analysis.words import count_of, inside, listed, plain_date, plural
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Meaning, Segment, Text, look
from bounceback_analysis.charts.picture import (
    MOST_ROWS,
    NOTE_AT,
    STATE_MARKS,
    Picture,
    Row,
    from_top,
    in_one_line,
    in_words,
    one_each,
    places_axis,
)
from bounceback_analysis.vocabulary.themes import theme_name

BLIND_SPOTS_TO_LEAD = 2  # a title is loud: what was said once does not lead it
NEAR = 0.1  # of all points: what a better answer or two may bring
LEAST_REACH = 0.1  # of all points: scores that all lie near the mark must not look far
PAIRS = ("hidden_strength", "agreed_strength", "agreed_gap", "blind_spot")
KEY = " ".join(
    f"{'hollow ' * hollow}{look()['shapes'][meaning]}: {said}.".capitalize()
    for meaning, said, hollow in (STATE_MARKS[cell] for cell in PAIRS)
)
LEVELS = ("", "1, very nervous", "2, nervous", "3, in between", "4, calm", "5, very calm")
MY_RATINGS = f"One mark for each interview that you rated before the answer. {KEY}"
RECORD_RATINGS = (
    "It fills when you rate an interview on the day, before the answer, and the employer then "
    "says why. Next: rate yourself from 1 to 5 right after your next interview."
)
MANY_DO = "Many do, and it says next to nothing about how you would do the job."


def plot_mirrors(table: pd.DataFrame) -> Picture:
    """Draw, theme by theme, how often I felt fine beside how often they praised it."""
    pairs = table[list(PAIRS)].sum(axis=1)
    shown = table.assign(pairs=pairs, name=table["theme"].map(theme_name))[pairs >= PAIRS_TO_SHOW]
    if shown.empty:
        most = int(max(pairs, default=0))
        if not most:
            return in_words("Nothing to set side by side yet", RECORD_RATINGS)
        about = inside(theme_name(str(table["theme"].iloc[int(pairs.argmax())])))
        met = f"Of {about} you and an employer have both spoken {plural(most, 'time')}; from three "
        told = f"{met}times on the two stand side by side. {RECORD_RATINGS}"
        return in_words("Too early to set your view beside theirs", told)
    rows = shown.to_dict("records")
    most = int(shown["pairs"].max())
    marks: list[Mark] = []
    for y, row in from_top(rows):
        said = {cell: f"{row['name']}: {STATE_MARKS[cell].name}" for cell in PAIRS}
        counts = {cell: int(row[cell]) for cell in PAIRS}
        marks += one_each(y, counts, most=most, said=said, key=row["theme"])
        marks.append(Text(NOTE_AT, y, _cells_in_words(row)))
    return Picture(
        title=_mirror_title(rows),
        subtitle=MY_RATINGS,
        sentence=_mirror_sentence(rows, len(table) - len(shown)),
        marks=tuple(marks),
        x=places_axis(most),
    ).in_rows(list(shown["name"]))


def _mirror_title(rows: list[Row]) -> str:
    """Say first what they saw and I did not, then what I did not see, else that we agree."""
    hidden = max(rows, key=lambda row: (row["hidden_strength"], row["pairs"]))
    blind = max(rows, key=lambda row: (row["blind_spot"], row["pairs"]))
    if hidden["hidden_strength"]:
        return _told(hidden, hidden["hidden_strength"], "they praised what you had rated low")
    if blind["blind_spot"] >= BLIND_SPOTS_TO_LEAD:
        return _told(blind, blind["blind_spot"], "you felt fine, and they would have liked more")
    agreed = max(rows, key=lambda row: (_same(row), -row["pairs"]))
    return _told(agreed, _same(agreed), "you and they saw it the same way")


def _told(row: Row, times: int, said: str) -> str:
    """Say what was found, how often, and that a few pairs are no pattern."""
    pattern = "" if row["pairs"] >= PAIRS_FOR_A_PATTERN else "; no pattern yet"
    return f"{row['name']}: {said}, {count_of(times, row['pairs'])}{pattern}"


def _same(row: Row) -> int:
    return int(row["agreed_strength"] + row["agreed_gap"])


def _cells_in_words(row: Row) -> str:
    told = {"same": _same(row), "they saw more": row["hidden_strength"]}
    told["less" if row["hidden_strength"] else "they saw less"] = row["blind_spot"]
    return ", ".join(f"{word} {times}" for word, times in told.items() if times)


def _mirror_sentence(rows: list[Row], left_out: int) -> str:
    few = [inside(row["name"]) for row in rows if row["pairs"] < PAIRS_FOR_A_PATTERN]
    parts = []
    if few:
        parts.append(f"Too few to be a pattern yet: {listed(few)}.")
    if left_out:
        more = plural(left_out, "more was", "more were")
        parts.append(f"{more} spoken of fewer than three times, and not drawn.")
    if any(row["hidden_strength"] for row in rows):
        parts.append("What they praised is a thing to say out loud next time.")
    return " ".join(parts) or "Eight or more of each: a pattern, though not a rule."


def plot_nerves(table: pd.DataFrame) -> Picture:
    """Draw what came of the interviews at each level of calm, one mark each."""
    shown = table.iloc[::-1].to_dict("records")
    most = int(table["of"].max())
    marks: list[Mark] = []
    for y, row in from_top(shown):
        counts = {"forward": row["count"], "no": row["of"] - row["count"]}
        marks += one_each(y, counts, most=most)
    goes = {"clear": "goes", "leaning": "may go"}.get(table["verdict"].iloc[0])
    more = "more" if table["difference"].iloc[0] > 0 else "less"
    calm, rest = table[table["calm"] >= FINE], table[table["calm"] < FINE]
    return Picture(
        title=f"Being calm {goes} with going forward {more} often"
        if goes
        else "Whether being calm goes with going forward: cannot tell yet",
        subtitle="Counted: decided interviews where you rated your calm before the answer, "
        "one mark each. Circle: went forward. Diamond: did not.",
        sentence=_nerves_sentence(calm, rest),
        marks=tuple(marks),
        x=places_axis(most),
    ).in_rows([LEVELS[int(row["calm"])] for row in shown])


def _nerves_sentence(calm: pd.DataFrame, rest: pd.DataFrame) -> str:
    """Count both sides, and say what a log cannot show."""
    if calm.empty:
        felt = "nervous" if (rest["calm"] < FINE - 1).all() else "nervous or in between"
        each = " each time" if rest["of"].sum() > 1 else ""
        forward = rest["count"].sum()
        well = f" {count_of(forward, rest['of'].sum())} went forward all the same."
        return f"You felt {felt}{each}. {MANY_DO}{well if forward else ''}"
    if not calm["count"].sum() + rest["count"].sum():
        return (
            "There is something to compare once an interview has gone forward that you rated "
            "before the answer, calm or not."
        )
    told = [
        f"{name}: {count_of(side['count'].sum(), side['of'].sum())} went forward"
        if side["count"].sum()
        else f"{name}: {side['of'].sum()} so far"
        for name, side in (("Rated 4 or 5", calm), ("Rated 1 to 3", rest))
        if side["of"].sum()
    ]
    doubt = "Even where the two go together, a log cannot show which brings which."
    return f"{'. '.join(told)}. {doubt}"


def plot_formal_scores(table: pd.DataFrame) -> Picture:
    """Draw the latest scores, each as its distance from the mark that was needed."""
    drawn = table.dropna(subset="share")
    if drawn.empty:
        return Picture()
    shown = drawn.iloc[::-1].head(MOST_ROWS)
    reach = max(drawn["share"].abs().max(), LEAST_REACH)
    marks: list[Mark] = [Segment(0, -0.5, 0, len(shown) - 0.5, "faint", 2)]
    for y, row in from_top(shown.to_dict("records")):
        share, hover = row["share"], in_one_line(row["stage"], plain_date(row["date"]))
        meaning: Meaning = "strength" if share >= 0 else "gap"
        marks += [
            Segment(0, y, share, y, "faint", 5, hover),
            Dot(share, y, meaning, hollow=bool(share < 0), hover=hover),
            Text(NOTE_AT, y, _in_points(row)),
        ]
    left, older = len(table) - len(drawn), len(drawn) - len(shown)
    only = f"{plural(left, 'score')} without a pass mark or a total in the table only."
    parts = [only] * (left > 0) + [f"{plural(older, 'older score')} in the table."] * (older > 0)
    return Picture(
        title=_scores_title(drawn),
        subtitle="Distance from the pass mark, as a share of all points. Filled: reached.",
        sentence=" ".join(parts) or "Employers mark differently, so a share is a rough guide.",
        marks=tuple(marks),
        x=Axis(-reach * 1.1, reach * 1.1, ((0.0, "pass mark"),)),
    ).in_rows([str(name) for name in shown["employer"].fillna("not said")])


def _scores_title(drawn: pd.DataFrame) -> str:
    """Say how many reached their mark, then how many were near it."""
    reached = int((drawn["distance"] >= 0).sum())
    near = int(((drawn["distance"] < 0) & (drawn["share"] >= -NEAR)).sum())
    parts = []
    if reached:
        parts.append(f"{plural(reached, 'score')} reached the pass mark")
    if near:
        more = f"{near} more" if reached else plural(near, "score")
        parts.append(f"{more} came close{'' if reached else ' to the pass mark'}")
    if parts:
        return ", and ".join(parts)
    nearest = drawn.iloc[int(drawn["share"].argmax())]
    to_go = f"{_points(-nearest['distance'])} to the pass mark"
    return f"{plural(len(drawn), 'score')} so far: {to_go}{' at the nearest' * (len(drawn) > 1)}"


def _points(n: float) -> str:
    return f"{n:g} {'point' if n == 1 else 'points'}"


def _in_points(row: Row) -> str:
    short = -row["distance"]
    away = f"{_points(short)} short" if short > 0 else "reached"
    return f"{row['score']:g} of {row['score_out_of']:g}, pass mark {row['pass_mark']:g}: {away}"
