"""What to practise next: the questions that were hard, stories that answer them, and the plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from math import ceil
from typing import Any

import pandas as pd

from bounceback_analysis.analysis.chance import LEANING, UNSURE, compared
from bounceback_analysis.analysis.feedback import open_gaps, theme_votes, usable
from bounceback_analysis.analysis.outcomes import in_order, settled, so_far, split_list, table
from bounceback_analysis.analysis.ratings import my_view
from bounceback_analysis.analysis.skills import known_skills, skill_gaps, skills_named
from bounceback_analysis.analysis.words import count_of, inside, listed, plain_date, plural
from bounceback_analysis.feedback.skill_words import skills_in
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.skills import words_of
from bounceback_analysis.vocabulary.themes import theme_name, theme_of

Count = tuple[int, int]
Row = dict[Any, Any]
Step = tuple[str, str, str, str]

ALIKE = 0.6  # of the telling words: "worked under pressure" finds "work under pressure"
SPACED_DAYS = (1, 3, 7)  # a little longer each time: practice that is spread out stays
COLUMNS = ("question", "times", "last", "stage", "theme", "practised")


@table
def question_bank(log: Log) -> pd.DataFrame:
    """Gather the hard questions, the most frequent first, then the latest.

    Two questions are one if, of the telling words in both together, at least 6 in 10 are in both;
    small words and the frame ("tell us about a time when you") do not count.

    Questions are separated by ``;`` or new lines. ``practise_question`` marks one as practised, in
    the settings beside the log: ``[questions] practised`` lists their words, ``[questions.days]``
    the last day of each. Columns: ``question`` (as last asked), ``times``, ``last`` (day),
    ``stage`` and ``theme`` (the most frequent), ``practised``.
    """
    asked = _asked(so_far(log))
    practised = _practised(log.settings)
    sorts = [_telling(text) for text in asked["question"]]
    asked = asked.assign(
        group=_groups(sorts),
        practised=[any(_alike(words, done) for done in practised) for words in sorts],
        theme=asked["question"].map(theme_of_question).astype("str"),
    )
    bank = asked.groupby("group", as_index=False).agg(
        question=("question", "last"),
        times=("question", "size"),
        last=("date", "max"),
        stage=("stage", _most),
        theme=("theme", _most),
        practised=("practised", "any"),
    )
    order = ["times", "last", "question"]
    bank = bank.sort_values(order, ascending=[False, False, True], na_position="last")
    return bank[list(COLUMNS)].reset_index(drop=True)


@table
def times_asked(log: Log, *, question: str) -> pd.DataFrame:
    """Give each time a question was asked, however said: question, employer, stage, date, line."""
    asked = _asked(so_far(log))
    group = pd.Series(_groups([_telling(text) for text in asked["question"]]), asked.index)
    asked = asked[group.isin(group[asked["question"] == question])].iloc[::-1]
    found = asked[["question", "stage", "date", "line"]].reset_index(drop=True)
    return found.assign(employer=found["line"].map(log.entries.set_index("line")["employer"]))


@table
def common_questions(log: Log) -> pd.DataFrame:
    """Give thirty questions that interviews often ask, first those on themes that stand as gaps.

    Columns: ``question``, ``theme`` and ``practised``. The wording is ours; what kinds are common
    is sourced in ``questions.toml``.
    """
    first = {theme: place for place, theme in enumerate(open_gaps(log)["theme"])}
    practised = _practised(log.settings)
    rows = [
        (question, theme, any(_alike(_telling(question), done) for done in practised))
        for theme, questions in load_words("questions")["common"].items()
        for question in questions
    ]
    rows.sort(key=lambda row: first.get(row[1], len(first)))
    found = pd.DataFrame(rows, columns=["question", "theme", "practised"])
    return found.astype({"question": "str", "theme": "str", "practised": "bool"})


@table
def practice_days(log: Log) -> pd.DataFrame:
    """Give the days to say an answer again: ``application, why, due_on, what``, for a calendar."""
    days = log.settings.get("questions", {}).get("days", {})
    practised = {
        str(question): pd.to_datetime(str(day), errors="coerce") for question, day in days.items()
    }
    rows = [
        (
            "Practise",
            f"{plural(gap, 'day')} after the last time: {question}",
            day + pd.Timedelta(days=gap),
            f"say your answer aloud: {question}",
        )
        for question, day in practised.items()
        if pd.notna(day)
        for gap in SPACED_DAYS
    ]
    found = pd.DataFrame(rows, columns=["application", "why", "due_on", "what"])
    found = found.astype({"due_on": "datetime64[us]"})
    found = found[found["due_on"] >= log.as_of]
    return found.sort_values(["due_on", "why"], ignore_index=True)


@lru_cache(maxsize=2000)
def theme_of_question(question: str) -> str | None:
    """Say which theme a question is about; None where its words do not tell.

    >>> theme_of_question("How would you calm an angry customer?")
    'people'
    """
    words = words_of(question)
    said = f" {' '.join(words)} "
    for theme, phrases in _theme_phrases().items():
        if any(phrase in said for phrase in phrases):
            return theme
    return None


@cache
def _theme_phrases() -> dict[str, list[str]]:
    themes = load_words("questions")["themes"]
    return {
        theme: [f" {' '.join(words_of(phrase))} " for phrase in phrases]
        for theme, phrases in themes.items()
    }


def _asked(entries: pd.DataFrame) -> pd.DataFrame:
    questions = split_list(entries["hard_questions"]).rename("question").to_frame()
    asked = questions.join(entries[["date", "heard_on", "stage", "line"]])
    asked = asked.assign(date=asked["date"].fillna(asked["heard_on"]))
    return asked.sort_values(["date", "question"], na_position="first").reset_index(drop=True)


def _practised(settings: Mapping[str, Any]) -> list[frozenset[str]]:
    return [_telling(str(text)) for text in settings.get("questions", {}).get("practised", [])]


def _telling(question: str) -> frozenset[str]:
    """Give the words of a question that tell what it asks; all of them where none is left."""
    words = frozenset(words_of(question))
    return words - _small_words() or words


@cache
def _small_words() -> frozenset[str]:
    return frozenset(word for text in load_words("questions")["small"] for word in words_of(text))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)


def _groups(sorts: list[frozenset[str]]) -> list[int]:
    """Give questions that are alike, directly or through others, one number."""
    firsts: dict[frozenset[str], int] = {}
    group = [firsts.setdefault(words, i) for i, words in enumerate(sorts)]
    for words, other in _pairs_to_try(list(firsts)):
        old, new = group[firsts[words]], group[firsts[other]]
        if old != new and _alike(words, other):
            group = [new if g == old else g for g in group]
    return group


def _pairs_to_try(kinds: list[frozenset[str]]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Give the pairs that may be alike: they share one of their rarest words.

    Of two alike, at most 4 in 10 words of either are missing from the other, so that one more than
    that of its rarest words always meets one of the other's.
    """
    often = Counter(word for words in kinds for word in words)
    having: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for words in kinds:
        rarest = sorted(words, key=lambda word: (often[word], word))
        telling = rarest[: len(words) - ceil(ALIKE * len(words)) + 1]
        for other in dict.fromkeys(other for word in telling for other in having[word]):
            yield words, other
        for word in telling:
            having[word].append(words)


def _most(values: Iterable[Any]) -> Any:
    """Give the most frequent value, the first of them by alphabet; None where all are blank."""
    counts = Counter(value for value in values if isinstance(value, str))
    return min(counts, key=lambda value: (-counts[value], value), default=None)


TOLD = ("title", "situation", "task", "action", "result")
POINTS_SKILL, POINTS_THEME, POINTS_WORD = 3, 2, 1  # the surer sign of a fit weighs more
MOST_WORDS = 3  # so that common words never outweigh a skill


@table
def match_stories(log: Log, *, asked: str) -> pd.DataFrame:
    """Rank stories by what they share with a question or a whole advert; none with nothing.

    Columns: ``title``, ``points`` (3 a skill, 2 for the theme, 1 a telling word, at most 3),
    ``skills``, ``words`` and ``missing`` (which of situation, task, action and result are blank).
    """
    known, theme, words = known_skills(log), theme_of_question(asked), _longer_words(asked)
    skills = {found.skill for found in skills_in(asked, known)}

    def shared(story: dict[Hashable, Any]) -> tuple[str, int, str, str, str]:
        told = {part: story[part] for part in TOLD if isinstance(story.get(part), str)}
        text = "\n".join(map(str, told.values()))
        named = split_list(pd.Series([story.get("skills")], dtype="str"))
        own = {known.alone.get(" ".join(words_of(item)), item) for item in named}
        same = sorted(skills & (own | {found.skill for found in skills_in(text, known)}))
        said = sorted(words & _longer_words(text))[:MOST_WORDS]
        of_theme = theme is not None and theme_of(story.get("theme")) == theme
        points = POINTS_SKILL * len(same) + POINTS_THEME * of_theme + POINTS_WORD * len(said)
        missing = listed([part for part in TOLD[1:] if part not in told])
        return str(told.get("title", "")), points, listed(same), listed(said), missing

    rows = [shared(story) for story in log.stories.to_dict("records")]
    found = pd.DataFrame(rows, columns=["title", "points", "skills", "words", "missing"])
    found = found[found["points"] > 0].astype({"points": "int"})
    return found.sort_values(["points", "title"], ascending=[False, True], ignore_index=True)


def _longer_words(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) > 3} - _small_words()


SOON_DAYS = 14  # a fortnight: time enough to make room for it
ENOUGH_EACH = 5  # employers on each side: with fewer one voice more turns the verdict
STEP_DAYS = (7, 14, 28)  # one small thing a week, then some more time
SHOWS_DAYS = 90  # a quarter: what was learnt takes a few interviews to show
RECENT_DAYS = 21  # until then asking why is still natural
MANY = {1: "one", 2: "two", 3: "three", 4: "four"}  # small numbers, as a sentence writes them
PLAN_COLUMNS = ("action", "theme", "due_on", "done_on", "state", "before", "after", "verdict")


@table
def plan_progress(log: Log) -> pd.DataFrame:
    """Give where each action stands, and how often its theme was a gap before and since.

    Rows of the plan without an action are levels only. ``state`` is done, overdue, due soon (within
    14 days) or open. ``before`` and ``after`` say how many of the employers that gave usable
    feedback named the theme as a gap ("4 of 7"), by the day of the interview: before the action was
    done, and from that day on. For what is not done, ``before`` is all so far. ``verdict`` is
    leaning where the 80% range of the difference leaves out 0 with at least five employers on each
    side, else cannot tell yet. Overdue comes first, then by the day.
    """
    today = log.as_of
    actions = log.plan.dropna(subset="action").reset_index(drop=True)
    actions = actions.assign(state=_states(actions, today))
    votes = theme_votes(log)
    heard = usable(votes).dropna(subset="day")
    sides = [_sides(heard, row) for row in actions.to_dict("records")]
    said = [[count_of(*count) if count[1] else None for count in side] for side in sides]
    actions = actions.assign(
        before=pd.Series([before for before, _ in said], dtype="str"),
        after=pd.Series([after for _, after in said], dtype="str"),
        verdict=pd.Series([_verdict(*side) for side in sides], dtype="str"),
    )
    order = {state: place for place, state in enumerate(("overdue", "due soon", "open", "done"))}
    actions = actions.assign(_order=actions["state"].map(order))
    ranked = actions.sort_values(["_order", "due_on", "done_on"], kind="stable")
    return ranked[list(PLAN_COLUMNS)].reset_index(drop=True)


@table
def next_steps(log: Log) -> pd.DataFrame:
    """Propose three small steps: ``step, due_on, why, kind, about, sort`` (what it is about).

    One each of: an overdue action, the widest skill gap and most named theme that no action of late
    answers, a recent no without feedback, the most frequent question not practised.
    """
    today = log.as_of
    sources = {
        "action": _overdue(log.plan, today),
        "skill": _of_skills(log),
        "theme": _of_themes(log),
        "employer": _to_ask(log),
        "question": _to_practise(question_bank(log)),
        "log": [(_words("record"), "Each line you add makes the pictures surer.", "practise", "")],
    }
    found = ((*step, sort) for sort, source in sources.items() for step in islice(source, 1))
    columns = ["step", "why", "kind", "about", "sort"]
    steps = pd.DataFrame(islice(found, 3), columns=columns, dtype="str")
    days = [today + pd.Timedelta(days=n) for n in STEP_DAYS[: len(steps)]]
    return steps.assign(due_on=days)[["step", "due_on", "why", "kind", "about", "sort"]]


def _words(name: str) -> str:
    return str(load_words("steps")["other"][name])


def _overdue(plan: pd.DataFrame, today: pd.Timestamp) -> Iterator[Step]:
    actions = plan.dropna(subset="action")
    late = actions[_states(actions, today) == "overdue"].sort_values("due_on", kind="stable")
    for row in late.to_dict("records"):
        kind = row["kind"] if isinstance(row["kind"], str) else "practise"
        why = f"You planned it for {plain_date(row['due_on'])}."
        yield _words("overdue").format(action=row["action"]), why, kind, row["action"]


def _being_worked_on(log: Log) -> pd.DataFrame:
    """Give the actions that are open, or were done so lately that they have yet to show."""
    lately = log.as_of - pd.Timedelta(days=SHOWS_DAYS)
    done_on = log.plan["done_on"]
    return log.plan[log.plan["action"].notna() & (done_on.isna() | (done_on > lately))]


def _of_skills(log: Log) -> Iterator[Step]:
    """Propose to learn the skills with the widest priority that nothing is being done about."""
    words, known = load_words("steps")["skill"], known_skills(log)
    rows, gaps = _being_worked_on(log), skill_gaps(log)
    busy = {name for skill in rows["skill"].dropna() for name in skills_named(skill, known)}
    for row in gaps[gaps["priority"] > 0].to_dict("records"):
        if row["skill"].casefold() not in {name.casefold() for name in busy}:
            why = (
                f"{plural(row['adverts'], 'advert asks', 'adverts ask')} for it; you put yourself "
                f"at {row['level']:.0f} and want {row['wanted']:.0f}."
            )
            yield words["step"].format(skill=row["skill"]), why, words["kind"], row["skill"]


def _of_themes(log: Log) -> Iterator[Step]:
    """Propose the step for a theme that stands as a gap, most employers first."""
    steps = load_words("steps")["themes"]
    busy = {theme_of(theme) for theme in _being_worked_on(log)["theme"]}
    whys = {
        row["theme"]: f"{count_of(row['count'], row['of'], 'employer')} that gave a reason "
        f"named it: {inside(theme_name(row['theme']))}."
        for row in open_gaps(log).to_dict("records")
    }
    mine = my_view(log)
    weak = mine.loc[mine["mine"] == "weak", "theme"].value_counts()
    for theme, times in weak.items():
        name = inside(theme_name(str(theme)))
        whys.setdefault(str(theme), f"{_found_hard(times)}: {name}.")
    for theme, why in whys.items():
        if theme in steps and theme not in busy:
            yield steps[theme]["step"], why, steps[theme]["kind"], theme


def _to_ask(log: Log) -> Iterator[Step]:
    """Propose to ask for feedback after a recent no that came with none, the latest first."""
    noes = in_order(settled(log))
    first = log.as_of - pd.Timedelta(RECENT_DAYS, "D")
    recent = (noes["heard_on"] <= log.as_of) & (noes["heard_on"] > first)
    silent = noes["feedback"].isna() & noes["feedback_status"].isna()
    asked = noes["feedback_asked_on"].notna() | noes["employer"].isna()
    due = noes[(noes["state"] == "no") & recent & silent & ~asked]
    for row in due.iloc[::-1].to_dict("records"):
        why = f"They answered on {plain_date(row['heard_on'])}, without a reason."
        yield _words("ask").format(employer=row["employer"]), why, "ask", row["employer"]


def _to_practise(bank: pd.DataFrame) -> Iterator[Step]:
    for row in bank[~bank["practised"]].to_dict("records"):
        why = f"{_found_hard(row['times'])}."
        yield _words("practise").format(question=row["question"]), why, "practise", row["question"]


def _found_hard(times: int) -> str:
    return f"You found it hard at {MANY.get(times, times)} interview{'s' * (times != 1)}"


def _states(actions: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    states = pd.Series("open", index=actions.index, dtype="str")
    states = states.mask(actions["due_on"] <= today + pd.Timedelta(days=SOON_DAYS), "due soon")
    states = states.mask(actions["due_on"] < today, "overdue")
    return states.mask(actions["done_on"] <= today, "done")


def _sides(heard: pd.DataFrame, row: Row) -> tuple[Count, Count]:
    """Count who named the theme of an action as a gap, before it was done and since."""
    theme = theme_of(row["theme"])
    since = heard["day"] >= (row["done_on"] if row["state"] == "done" else pd.Timestamp.max)
    about = (heard["theme"] == theme) & (heard["polarity"] == "gap") & ~heard["compared"]
    before, after = (
        (heard["voter"][side & about].nunique(), heard["voter"][side].nunique() * bool(theme))
        for side in (~since, since)
    )
    return before, after


def _verdict(before: Count, after: Count) -> str:
    if min(before[1], after[1]) < ENOUGH_EACH:
        return UNSURE
    found = compared([after[0]], [after[1]], [before[0]], [before[1]])
    return LEANING if found["diff_low80"][0] > 0 or found["diff_high80"][0] < 0 else UNSURE
