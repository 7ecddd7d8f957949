"""Draws what is ahead: skills, the plan, questions, who has not answered, what to come back to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from textwrap import shorten
from typing import Any

import pandas as pd

from bounceback_analysis.analysis.doors import FROM_ITS_DAY
from bounceback_analysis.analysis.skills import ADVERTS_TO_RANK, TOP
from bounceback_analysis.analysis.timing import LINES_NEEDED, REPLIES_NEEDED
from bounceback_analysis.analysis.words import (
    as_start,
    chance_in_words,
    count_of,
    inside,
    listed,
    plain_date,
    plural,
)
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Meaning, Segment, Square, Text
from bounceback_analysis.charts.picture import (
    MOST_ROWS,
    NOTE_AT,
    Picture,
    Row,
    from_top,
    in_one_line,
    in_words,
)
from bounceback_analysis.vocabulary.themes import theme_name, theme_of

IN_A_SENTENCE = 60  # letters of an action inside a sentence: enough to know it again
IN_A_TITLE = 70  # letters of a question at the end of a title, which may take two lines
LEVELS_KEY = (
    "To the right: asked for by more adverts. Circle: you have it. Diamond: further to go. What "
    "comes first counts recent adverts more."
)
RATE = "Write your level and the level you want beside a skill in your plan, and its gap will show."
SAY_ALOUD = "Say one answer aloud today, then mark it as practised."
NOT_YET = "Before and since can be compared once employers say why after an action was done."
VERDICTS = {
    "cannot tell yet": "Too few to be sure.",
    "leaning": "It leans that way; that is not sure yet.",
}


def plot_skill_gaps(gaps: pd.DataFrame) -> Picture:
    """Draw how many adverts ask for each skill, beside one's levels where there are any."""
    skills = gaps[gaps["kind"] == "skill"]
    asked = skills[skills["adverts"] > 0]
    if asked.empty:
        return Picture()
    placed = asked[asked["gap"].notna()]
    rated = not placed.empty
    ranked = asked.sort_values(["adverts", "skill"], ascending=[False, True])
    shown = (placed if rated else ranked).head(MOST_ROWS)
    most, of = float(shown["adverts"].max()), plural(shown["adverts_of"].iloc[0], "advert")
    marks: list[Mark] = []
    for y, row in from_top(shown.to_dict("records")):
        meaning: Meaning = "ink" if not rated else "gap" if row["gap"] > 0 else "strength"
        hover, levels = _evidence(row, shares=_tells(placed)), _levels(row) if rated else ""
        told = in_one_line(count_of(row["adverts"], row["adverts_of"], "advert"), levels)
        marks.append(Segment(0, y, row["adverts"], y, "faint", 4))
        marks.append(Dot(row["adverts"], y, meaning, hover=hover, key=row["skill"]))
        marks.append(Text(NOTE_AT, y, told))
    few = " Below five adverts nothing is ranked."
    few = few if shown["adverts_of"].iloc[0] < ADVERTS_TO_RANK else ""
    return Picture(
        title=_gaps_title(placed, asked) if rated else _most_asked(skills),
        subtitle=LEVELS_KEY if rated else "To the right: asked for by more adverts.",
        sentence=_gaps_sentence(placed, asked) if rated else f"{RATE}{few}",
        marks=tuple(marks),
        x=Axis(-0.02 * most, 1.02 * most, ((0.0, "none"), (most, f"{most:,.0f}")), f"of {of}"),
    ).in_rows(list(shown["skill"]), 40)


def _levels(row: Row) -> str:
    return "" if pd.isna(row["gap"]) else f"you {row['level']:.0f}, wanted {row['wanted']:.0f}"


def _tells(placed: pd.DataFrame) -> bool:
    """Tell whether being among the first three says anything: more than three must compete."""
    return bool((placed["priority"] > 0).sum() > TOP)


def _evidence(row: Row, *, shares: bool) -> str:
    """Say all that is known of a skill, for the hover of its point."""
    counts = {"praised": row["feedback_strengths"], "named as a gap": row["feedback_gaps"]}
    return in_one_line(
        row["skill"],
        count_of(row["adverts"], row["adverts_of"], "advert"),
        _levels(row),
        *(f"{said} by {plural(n, 'employer')}" for said, n in counts.items() if n),
        f"among the first three {_of_hundred(row['top3_share'])} times"
        if shares and row["priority"] > 0
        else "",
    )


def _of_hundred(share: float) -> str:
    """Say how many of a hundred; re-draws are never sure, so neither none nor all."""
    return f"{min(99, max(1, round(100 * share)))} of 100"


def _gaps_title(placed: pd.DataFrame, asked: pd.DataFrame) -> str:
    first = placed.iloc[0]
    level = _level(placed, "priority")
    if first["priority"] > 0 and len(level) > 1:
        named = listed(level) if len(level) <= 3 else f"{len(level)} skills"
        return f"{as_start(named)} come first, level with each other"
    if first["priority"] > 0:
        often = f"{count_of(first['adverts'], first['adverts_of'], 'advert')} ask for it"
        more = bool(asked["adverts"].max() > placed["adverts"].max())
        to_go = plural(first["wanted"] - first["level"], "level")
        rated = "Of the skills with a level, " * more
        return f"{as_start(rated + first['skill'])} first: {often}, {to_go} to go"
    if placed["priority"].isna().all():
        return f"Too early to rank: {plural(first['adverts_of'], 'advert')} so far, five are needed"
    return "No gap in the skills that you gave a level"


def _level(skills: pd.DataFrame, by: str) -> list[str]:
    """Name the skills that share the first place."""
    return list(skills.loc[skills[by] >= skills[by].max() * (1 - 1e-9), "skill"])


def _gaps_sentence(placed: pd.DataFrame, asked: pd.DataFrame) -> str:
    """Say first what one has, then how sure the first place is, and what has no level yet."""
    have = placed[placed["gap"] == 0].sort_values("demand", ascending=False)["skill"]
    first = placed.iloc[0]
    unknown = asked[asked["gap"].isna()].sort_values(["adverts", "skill"], ascending=[False, True])
    parts = []
    if len(have):
        parts.append(f"You have {listed(list(have[:3]))}, which adverts ask for.")
    if first["priority"] > 0 and _tells(placed):
        times = f"{_of_hundred(first['top3_share'])} times"
        parts.append(
            f"With other adverts like yours {first['skill']} is among the first three {times}."
        )
    if len(unknown):
        most = unknown.iloc[0]
        asking = count_of(most["adverts"], most["adverts_of"], "advert")
        parts.append(
            f"{plural(len(unknown), 'skill')} without a level of yours: not drawn. "
            f"Of them {_named_most(unknown)} by {asking}."
        )
    return " ".join(parts) or RATE


def _named_most(unknown: pd.DataFrame) -> str:
    level = _level(unknown, "adverts")
    if len(level) > 3:
        return f"{len(level)} are asked for most,"
    return f"{listed(level)} {'is' if len(level) == 1 else 'are'} asked for most,"


def _most_asked(skills: pd.DataFrame) -> str:
    level = _level(skills, "adverts")
    if skills["adverts_of"].iloc[0] == 1:
        named = listed(level) if len(level) <= 3 else f"{len(level)} skills"
        return f"One advert so far: it asks for {named}"
    if len(level) > 3:
        return f"No skill stands out yet: {len(level)} are asked for alike"
    counts = dict(zip(skills["skill"], skills["adverts"], strict=True))
    named = listed([f"{skill} ({counts[skill]:,})" for skill in level])
    return f"Asked for most, of {plural(skills['adverts_of'].iloc[0], 'advert')}: {named}"


def plot_plan_progress(table: pd.DataFrame) -> Picture:
    """Say how much of the plan is done and due, and what employers have said since."""
    counts = table["state"].value_counts()
    late, soon = counts.get("overdue", 0), counts.get("due soon", 0)
    done = f"{count_of(counts.get('done', 0), len(table), 'action')} done"
    past = f", {late} past {'its' if late == 1 else 'their'} day" if late else ""
    due = f", {soon} due soon" if soon else ""
    return in_words(f"{done}{past}{due}", _before_and_since(table))


def _before_and_since(table: pd.DataFrame) -> str:
    """Tell the before and after of one action: the surest, else the latest that has both."""
    both = table[table["before"].notna() & table["after"].notna()]
    if both.empty:
        return NOT_YET
    surest = both.assign(sure=both["verdict"] != "cannot tell yet")
    row = surest.sort_values(["sure", "done_on"]).iloc[-1]
    name = inside(theme_name(theme_of(row["theme"]) or ""))
    action = shorten(row["action"], IN_A_SENTENCE, placeholder=" …")
    (after, since_of), (before, of) = (row[side].split(" of ") for side in ("after", "before"))
    heard = f"{since_of} {'employer' if since_of == '1' else 'employers'} heard from"
    if before == after == "0":
        return f"Nobody has missed {name}, neither before “{action}” nor since ({heard})."
    missed = "nobody" if after == "0" else after
    earlier = "nobody" if before == "0" else f"{before} of {of}"
    return (
        f"Since “{action}”, {missed} missed {name} ({heard}); "
        f"before, {earlier} did. {VERDICTS[row['verdict']]}"
    )


def plot_question_bank(bank: pd.DataFrame) -> Picture:
    """Say which questions came up most often, and how many were practised."""
    count = int(bank["practised"].sum())
    practised = f"{count} of {len(bank)} practised. " if count else ""
    return in_words(_questions_title(bank), f"{practised}{SAY_ALOUD}")


def plot_common_questions(table: pd.DataFrame) -> Picture:
    """Say how many of thirty common questions were practised, and which to say aloud next."""
    ready = int(table["practised"].sum())
    first = table.loc[~table["practised"], "question"].head(1).tolist()
    said = f"{ready} of {len(table)} practised. " if ready else ""
    said += f"Say one answer aloud today: {first[0]}" if first else "You have practised them all."
    return in_words(f"{len(table)} questions that interviews often ask", said)


def _questions_title(bank: pd.DataFrame) -> str:
    first = bank.iloc[0]
    level = int((bank["times"] == first["times"]).sum())
    times = plural(first["times"], "time") + (" each" if level > 1 else "")
    if level == len(bank):
        once = ("each asked once" if level > 1 else "asked once") if first["times"] == 1 else times
        return f"{plural(level, 'hard question')} so far, {once}"
    if level > 1:
        return f"{level} questions came up most, {times}"
    return f"Came up most, {times}: {shorten(first['question'], IN_A_TITLE, placeholder=' …')}"


COUNTED = "Counted: waiting lines with a day that has come."
ADVICE = {
    "still ordinary for you": "still ordinary for you",
    "time to ask": "where it is time to ask",
    "cannot tell yet": "where it cannot be told yet",
}
BEFORE_A_DAY = {"ready": "ready since", "due": "due", "later": "on"}


def plot_waiting(table: pd.DataFrame) -> Picture:
    """Draw how many days each waiting line has waited, with what that means."""
    rows: list[Row] = table.to_dict("records")
    shown, hidden = rows[:MOST_ROWS], len(rows) - MOST_ROWS
    rest = f" {hidden} more in the table." if hidden > 0 else ""
    counts = table["advice"].value_counts()
    advice = [f"{counts[key]} {words}" for key, words in ADVICE.items() if key in counts]
    judged = "Judged by your own answers so far. Late answers do come."
    if set(counts.index) == {"cannot tell yet"}:
        judged = _so_far(rows[0])
    undated = plural(rows[0]["left_out"], "answered line does", "answered lines do")
    left_out = f" {undated} not say when the answer came: left out." * bool(rows[0]["left_out"])
    # Below a week the axis would have one tick.
    longest = max(float(table["days"].max()), 7.0)
    marks: list[Mark] = []
    for y, row in from_top(shown):
        days, name, chance = float(row["days"]), row["application"], row["chance_14_days"]
        said = row["advice"] + ("" if math.isnan(chance) else f", {chance_in_words(chance)}")
        hover = f"{name}, {row['stage']}: {plural(days, 'day')}, {said}"
        marks += [
            Segment(0, y, days, y, "faint", 3),
            Square(days, y, "outside", hollow=True, hover=hover, key=name),
            Text(NOTE_AT, y, f"{plural(days, 'day')}: {said}"),
        ]
    return Picture(
        title=f"{len(table)} waiting: {listed(advice) if len(advice) > 1 else rows[0]['advice']}",
        subtitle=f"{COUNTED} Beside each: its days so far, and the chance of an answer in 14 more.",
        sentence=f"{judged}{rest}{left_out}",
        marks=tuple(marks),
        x=Axis(-0.02 * longest, longest * 1.02, _ticks(longest), "days"),
    ).in_rows([str(row["application"]) for row in shown], 42)


def _so_far(row: Row) -> str:
    """Say what it still takes before a log can tell what is ordinary, and how far it is."""
    takes = (("timed", LINES_NEEDED, "lines"), ("heard", REPLIES_NEEDED, "answers"))
    lacks = [
        f"{needed} {things} whose waiting time is known ({row[name]} of the {needed} so far)"
        for name, needed, things in takes
        if row[name] < needed
    ]
    return f"Before your own log can say, it takes {listed(lacks)}."


def _ticks(longest: float) -> tuple[tuple[float, str], ...]:
    """Name at most seven days, in whole weeks, then months and half years of weeks."""
    step = next((s for s in (7, 14, 28, 56, 112, 182) if longest / s <= 6), 364)
    return tuple((float(day), str(day)) for day in range(0, int(longest) + 1, step))


def plot_doors(table: pd.DataFrame) -> Picture:
    """Say how many days to come back are due; each stands in the table with its letter."""
    old, days = int((table["state"] == "faded").sum()), table["days"]
    now, soon = int((days <= 0).sum()), int(((days > 0) & (table["state"] == "due")).sum())
    if now:
        title = f"{plural(now, 'thing')} to come back to now"
        title += f", {soon:,} more within 7 days" if soon else ""
    elif soon:
        title = f"{plural(soon, 'thing')} to come back to within 7 days, none today"
    elif days.notna().any():
        title = f"Nothing is due yet; next is {plain_date(table['due_on'].min())}"
    else:
        title = "Nothing to come back to now"
    note = "A short, friendly note is enough." if table["letter"].any() else "Nothing to write."
    left = f" {plural(old, 'is', 'are')} older than a year and not counted." if old else ""
    return in_words(title, f"{note}{left}")


def plot_next_interview(table: pd.DataFrame) -> Picture:
    """Say what is booked next, and how many more there are."""
    first = table.iloc[0].to_dict()
    what = first["stage"] if isinstance(first["stage"], str) else "step"
    when = "Tomorrow" if first["days"] == 1 else f"In {plural(first['days'], 'day')}"
    more = f" {plural(len(table) - 1, 'more is', 'more are')} booked." if len(table) > 1 else ""
    day = plain_date(first["date"])
    return in_words(f"Next: {what} at {first['application']}, on {day}", f"{when}.{more}")


def when_due(row: Mapping[Any, Any]) -> str:
    """Say when there is to be something done: nothing is ever late, it is ready."""
    if row["state"] == "faded":
        return "more than a year ago"
    ahead = row["why"] in FROM_ITS_DAY and row["state"] != "ready"
    said = "from" if ahead else BEFORE_A_DAY[row["state"]]
    return f"{said} {plain_date(row['due_on'])}"
