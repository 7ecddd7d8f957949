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
    """One thing there is to see. What stands elsewhere is named ``module:function``.

    Attributes
    ----------
    name, words
        Its name, and what it shows in one sentence.
    table, picture
        What makes its table of a log, and what draws that table.
    columns
        The columns that the table promises, with blanks between them.
    section
        The part of the report in which the picture stands.
    controls
        For each choice of the table: what a person reads, and the value that it stands for.
    beside
        Topics that a notebook draws below it.
    view, below
        ``view(log, **choices)`` is what a notebook shows in place of the picture, ``below(log)``
        the words that it shows below it.
    detail
        ``detail(log, key)``: what stands below a mark that is chosen.
    put_right
        ``put_right(log, key, way, offer)``: writes how a quote is to be read.
    filters
        Whether the filters of the notebook apply.
    """

    name: str
    words: str
    table: str
    picture: str
    columns: str
    section: str = ""
    controls: Mapping[str, Mapping[str, str | None]] = {}
    beside: tuple[str, ...] = ()
    view: str = ""
    below: str = ""
    detail: str = ""
    put_right: str = ""
    filters: bool = True


RATE = "count of rate low high low80 high80"
MIRROR = "agreed_strength agreed_gap blind_spot hidden_strength not_said"
SPLITS = {
    "all together": None,
    "where it was found": "source",
    "how it was held": "format",
    "words in the role": "role words",
}
TOPICS = {
    topic.name: topic
    for topic in (
        Topic(
            "what_went_well",
            "What went well, in the person's own words and theirs.",
            "analysis.strengths:what_went_well",
            "charts.feedback:plot_what_went_well",
            "kind text employer date",
            view="notebook.explorers:what_went_well_in_words",
            filters=False,
        ),
        Topic(
            "stage_rates",
            "How often each stage went forward, all together or split.",
            "analysis.journey:stage_rates",
            "charts.journey:plot_stage_rates",
            f"stage {RATE} waiting",
            section="journey",
            controls={"by": SPLITS},
            detail="notebook.quoting:lines_of_stage",
        ),
        Topic(
            "journey",
            "The whole search as one flow, from application to answer.",
            "analysis.journey:journey",
            "charts.journey:plot_journey",
            "source target count share",
            section="journey",
            beside=("journey_in_time",),
        ),
        Topic(
            "journey_in_time",
            "Every step of the search, in the order of its day.",
            "analysis.journey:journey_in_time",
            "charts.journey:plot_journey_in_time",
            "date application stage state",
        ),
        Topic(
            "run_of_noes",
            "How ordinary the longest run of noes is, from the person's own results.",
            "analysis.luck:run_of_noes",
            "charts.progress:plot_run_of_noes",
            "decided yes longest share_of_orders",
        ),
        Topic(
            "how_many_more",
            "How many more interviews it may take, if they go as they have gone.",
            "analysis.luck:how_many_more",
            "charts.progress:plot_how_many_more",
            "quantile interviews",
        ),
        Topic(
            "improving",
            "The earlier half of the search beside the later one.",
            "analysis.luck:improving",
            "charts.progress:plot_improving",
            f"half {RATE} difference diff_low diff_high",
        ),
        Topic(
            "goes_with_success",
            "What goes with going forward, and what cannot be told yet.",
            "analysis.success:goes_with_success",
            "charts.progress:plot_goes_with_success",
            f"factor level {RATE} difference diff_low diff_high verdict more_needed",
        ),
        Topic(
            "waiting",
            "Which waiting lines may still hear, and where it is time to ask.",
            "analysis.timing:waiting",
            "charts.timing:plot_waiting",
            "application stage days chance_14_days low high advice",
            section="doors",
            beside=("reply_curve",),
            detail="notebook.quoting:lines_of_application",
        ),
        Topic(
            "reply_curve",
            "How long answers take: the share that had heard after each day.",
            "analysis.timing:reply_curve",
            "charts.timing:plot_reply_curve",
            "day heard low high lines replies left_out",
        ),
        Topic(
            "feedback_yield",
            "How often asking for feedback brought an answer that helps.",
            "analysis.asking:feedback_yield",
            "charts.feedback:plot_feedback_yield",
            f"step {RATE}",
        ),
        Topic(
            "feedback_themes",
            "The themes of the feedback, praised beside missed.",
            "analysis.feedback:feedback_themes",
            "charts.feedback:plot_feedback_themes",
            f"theme polarity control {RATE}",
            section="themes",
            controls={"by": {"all together": None, "stage": "stage", "period": "period"}},
            view="notebook.readings:themes_in_words",
            detail="notebook.readings:their_words",
            put_right="notebook.readings:put_right",
        ),
        Topic(
            "theme_quotes",
            "Each theme with the words that showed it.",
            "analysis.feedback:theme_quotes",
            "charts.feedback:plot_theme_quotes",
            "theme polarity employer date text start end confirmed",
        ),
        Topic(
            "mirrors",
            "The person's own view, given before the answer, beside theirs.",
            "analysis.mirrors:mirrors",
            "charts.ratings:plot_mirrors",
            f"theme {MIRROR}",
            section="mirrors",
            detail="notebook.quoting:behind_the_mirror",
        ),
        Topic(
            "skill_mirrors",
            "The levels of the plan beside what interviewers said of the same skills.",
            "analysis.mirrors:skill_mirrors",
            "charts.ratings:plot_skill_mirrors",
            f"skill {MIRROR}",
            section="mirrors",
            detail="notebook.quoting:behind_the_skill_mirror",
        ),
        Topic(
            "skill_gaps",
            "The skills that are asked for, beside what feedback and the person say of them.",
            "analysis.skills:skill_gaps",
            "charts.preparing:plot_skill_gaps",
            "skill demand level wanted gap feedback_gaps feedback_strengths self_weak priority"
            " top3_share",
            section="gaps",
            detail="notebook.quoting:adverts_that_ask",
        ),
        Topic(
            "formal_scores",
            "Formal scores, each by its distance from the pass mark.",
            "analysis.scores:formal_scores",
            "charts.ratings:plot_formal_scores",
            "date employer role stage score score_out_of pass_mark distance share",
        ),
        Topic(
            "question_bank",
            "The questions that were hard, the most frequent first.",
            "analysis.questions:question_bank",
            "charts.preparing:plot_question_bank",
            "question times last stage theme practised",
            detail="notebook.quoting:where_asked",
        ),
        Topic(
            "nerves",
            "How calm the person felt beside how it went.",
            "analysis.nerves:nerves",
            "charts.ratings:plot_nerves",
            f"calm {RATE}",
            beside=("calm_over_time",),
            below="notebook.explorers:ways_in_words",
        ),
        Topic(
            "calm_over_time",
            "Each rating of calm in the order of its day.",
            "analysis.nerves:calm_over_time",
            "charts.ratings:plot_calm_over_time",
            "date employer calm state before",
        ),
        Topic(
            "plan_progress",
            "What is planned and done, and what feedback said before and since.",
            "analysis.plan:plan_progress",
            "charts.preparing:plot_plan_progress",
            "action theme due_on done_on state before after verdict",
            below="notebook.explorers:steps_in_words",
            filters=False,
        ),
        Topic(
            "doors",
            "Which doors were left open, and when to knock again.",
            "analysis.doors:doors",
            "charts.timing:plot_doors",
            "application why due_on state letter",
            detail="notebook.quoting:lines_behind_a_door",
            filters=False,
        ),
    )
}


def topic_of(topic: str | Callable[..., pd.DataFrame]) -> Topic:
    """Give the row of a topic by its name or by the function that makes its table.

    Raises
    ------
    ValueError
        There is no such topic; the message names those there are.
    TypeError
        It is neither a name nor a function, such as a table that was made already.
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


def resolve(reference: str) -> Callable[..., Any]:
    """Import what a row names as ``module:function``."""
    module, _, name = reference.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"bounceback_analysis.{module}"), name)
    return found


def plot(topic: str | Callable[..., pd.DataFrame], log: Log, **choices: Any) -> Picture:
    """Draw a topic of a log.

    Parameters
    ----------
    topic
        The function that makes its table, such as ``bb.stage_rates``, or its name.
    log
        The log.
    choices
        As the table takes them, such as ``by="source"``.

    Returns
    -------
    Picture
        It shows itself in a notebook; ``.sentence``, ``.to_figure()`` and ``.to_svg()`` give
        what it says, a plotly Figure and a static drawing.

    Examples
    --------
    >>> from bounceback_analysis import open_log
    >>> plot("formal_scores", open_log()).name
    'formal_scores'
    """
    row = topic_of(topic)
    picture: Picture = resolve(row.picture)(resolve(row.table)(log, **choices))
    return picture


def topics() -> pd.DataFrame:
    """List what there is to see: ``topic, shows, choices, section`` (of the report)."""
    from inspect import signature

    import pandas as pd

    rows = [
        (
            row.name,
            row.words,
            ", ".join(list(signature(resolve(row.table)).parameters)[1:]),
            row.section,
        )
        for row in TOPICS.values()
    ]
    return pd.DataFrame(rows, columns=["topic", "shows", "choices", "section"])
