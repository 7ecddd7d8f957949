"""What there is to see, one row a topic: report, notebooks and tests read this one list."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.log.model import Log


class Topic(NamedTuple):
    """One thing there is to see."""

    name: str
    module: str  # of ``analysis``: it makes the table
    words: str  # what it shows, in a sentence
    columns: str  # what the table promises, with blanks between them
    charts: str = ""  # the module that draws it, where that is called otherwise
    section: str = ""  # the part of the report in which the picture stands
    controls: Mapping[str, Mapping[str, str | None]] = {}  # by choice: what is read, and its value
    # Functions of the log, as ``module:function`` of the notebook's room: what is shown in place of
    # the picture, what stands beside a chosen mark, and what does what a button says.
    view: str = ""
    detail: str = ""
    answer: str = ""
    filters: bool = True  # whether the filters of the notebook apply

    @property
    def table(self) -> Callable[..., pd.DataFrame]:
        """What makes the table of a log."""
        return resolve(f"analysis.{self.module}:{self.name}")

    @property
    def picture(self) -> Callable[[pd.DataFrame], Picture]:
        """What draws the table."""
        return resolve(f"charts.{self.charts or self.module}:plot_{self.name}")


def resolve(reference: str) -> Callable[..., Any]:
    """Import what is named as ``module:function``."""
    module, _, name = reference.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"bounceback_analysis.{module}"), name)
    return found


RATE = "count of rate low high low80 high80"
MIRROR = "agreed_strength agreed_gap blind_spot hidden_strength not_said"
SPLITS = {"all together": None, "where it was found": "source", "how it was held": "format",
          "words in the role": "role words"}  # fmt: skip
RATES_TO_PICK = {"pick a rate": None, **{f"1 interview in {n}": n for n in ("5", "10", "20")}}
TOPICS = {topic.name: topic for topic in (
    Topic("what_went_well", "strengths", "What went well, in the person's own words and theirs.",
          "kind text employer date", filters=False, charts="feedback"),
    Topic("furthest_step", "journey", "How far each application got, and how it stands.",
          "application step ending stage met", section="journey", charts="reached",
          view="panels:how_far", detail="quotes:lines_of_application"),
    Topic("stage_rates", "journey", "How often each stage went forward, all together or split.",
          f"stage {RATE} waiting", section="journey", controls={"by": SPLITS},
          detail="quotes:lines_of_stage"),
    Topic("journey", "journey", "The whole search as one flow, from application to answer.",
          "source target count share", view="quotes:flow_in_words"),
    Topic("run_of_noes", "progress",
          "How often luck alone makes a stretch of noes as long as the longest one.",
          "decided yes longest share_of_orders unusual"),
    Topic("no_offer_yet", "progress",
          "Who asked to meet the person, and how many stand here at a rate that the person picks.",
          "employers decided offers one_in stand_here", controls={"one_in": RATES_TO_PICK},
          view="quotes:while_no_offer_came"),
    Topic("how_many_more", "progress",
          "How many more interviews it may take, if they go as they have gone.",
          "quantile interviews"),
    Topic("improving", "progress", "The earlier half of the search beside the later one.",
          f"half {RATE} difference diff_low diff_high"),
    Topic("goes_with_success", "progress",
          "What goes with going forward, and what cannot be told yet.",
          f"factor level {RATE} difference diff_low diff_high verdict more_needed"),
    Topic("next_interview", "outcomes", "What is booked, the next first.",
          "date days employer role stage format application", filters=False, charts="timing",
          view="panels:next_up", detail="quotes:lines_of_application"),
    Topic("waiting", "timing", "Which waiting lines may still hear, and where it is time to ask.",
          "application stage days chance_14_days low high advice", section="doors",
          view="panels:still_waiting", detail="quotes:lines_of_application"),
    Topic("feedback_yield", "doors", "How often asking for feedback brought an answer that helps.",
          f"step {RATE}", view="quotes:asked_in_words", charts="feedback"),
    Topic("feedback_themes", "feedback", "The themes of the feedback, praised beside missed.",
          f"theme polarity control {RATE} last", section="themes",
          view="quotes:themes_in_words", detail="quotes:their_words",
          answer="quotes:put_right"),
    Topic("turned_round", "feedback",
          "The themes that were missed earlier and praised since, by their days.",
          "theme missed last_missed praised praised_since share_of_orders verdict",
          charts="feedback"),
    Topic("mirrors", "ratings", "The person's own view, given before the answer, beside theirs.",
          f"theme {MIRROR}", section="mirrors", detail="quotes:behind_the_mirror",
          view="preparing:side_by_side", charts="ratings"),
    Topic("skill_gaps", "skills",
          "The skills that are asked for, beside what feedback and the person say of them.",
          "skill demand level wanted gap feedback_gaps feedback_strengths self_weak priority "
          "top3_share of_themes",
          section="gaps", detail="quotes:adverts_that_ask", view="preparing:gaps",
          answer="preparing:plan_for_a_skill", charts="preparing"),
    Topic("formal_scores", "ratings", "Formal scores, each by its distance from the pass mark.",
          "date employer role stage score score_out_of pass_mark distance share",
          view="quotes:scores_in_words", charts="ratings"),
    Topic("question_bank", "preparing", "The questions that were hard, the most frequent first.",
          "question times last stage theme practised", detail="quotes:where_asked",
          view="preparing:questions", answer="preparing:practised"),
    Topic("common_questions", "preparing",
          "Thirty questions that interviews often ask, those on what was missed first.",
          "question theme practised", filters=False,
          view="preparing:common", answer="preparing:practised"),
    Topic("nerves", "progress", "How calm the person felt beside how it went.", f"calm {RATE}",
          view="quotes:nerves_in_words", charts="ratings"),
    Topic("plan_progress", "preparing",
          "What is planned and done, and what feedback said before and since.",
          "action theme due_on done_on state before after verdict",
          view="preparing:plan_in_rows", answer="preparing:plan_changed", filters=False),
    Topic("doors", "doors", "Which doors were left open, and when to knock again.",
          "application why due_on state letter",
          view="panels:due", answer="panels:another_day", filters=False, charts="timing"),
)}  # fmt: skip


def topic_of(topic: str | Callable[..., pd.DataFrame]) -> Topic:
    """Give the row of a topic by its name or by the function that makes its table.

    Raises a ValueError that names those there are, and a TypeError for what is neither a name nor a
    function, such as a table that was made already.
    """
    name = topic if isinstance(topic, str) else getattr(topic, "__name__", "")
    if not name:
        raise TypeError(
            f"The topic comes first, as a name or a function, not a {type(topic).__name__}. "
            "Type: bb.plot(bb.stage_rates, log)"
        )
    if name not in TOPICS:
        raise ValueError(f"There is no topic '{name}'. There are: {', '.join(TOPICS)}.")
    return TOPICS[name]


def plot(topic: str | Callable[..., pd.DataFrame], log: Log, **choices: Any) -> Picture:
    """Draw a topic of a log.

    ``topic`` is the function that makes its table, such as ``bb.stage_rates``, or its name;
    ``choices`` are those of the table, such as ``by="source"``. The picture shows itself in a
    notebook; its ``.sentence``, ``.to_figure()`` and ``.to_svg()`` give what it says, a plotly
    Figure and a static drawing.

    >>> from bounceback_analysis import open_log
    >>> plot("formal_scores", open_log()).name
    'formal_scores'
    """
    row = topic_of(topic)
    return row.picture(row.table(log, **choices))


def topics() -> pd.DataFrame:
    """List what there is to see: ``topic, shows, choices, section`` (of the report)."""
    from inspect import signature

    import pandas as pd

    rows = [
        (row.name, row.words, ", ".join([*signature(row.table).parameters][1:]), row.section)
        for row in TOPICS.values()
    ]
    return pd.DataFrame(rows, columns=["topic", "shows", "choices", "section"])
