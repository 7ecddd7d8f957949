"""Every count that the product shows is one that an independent counter counts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import bounceback_analysis as bb
from bounceback_analysis.charts.marks import Text
from bounceback_analysis.topics import TOPICS
from bounceback_analysis.vocabulary.themes import theme_name
from tests.as_counted import differences
from tests.by_rule import read
from tests.conftest import ROOT
from tests.counter import counts
from tests.made_logs import AS_OF, SEEDS, made_log, made_plan, wild_logs
from tests.reading import log_of
from tests.words_counted import (
    flow_labels,
    known_numbers,
    known_pairs,
    numbers_in,
    pairs_in,
    words_of,
)

EXAMPLE = (ROOT / "data" / "example_log.csv").read_text("utf-8")
EXAMPLE_DAY = date(2026, 11, 30)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"stage": "application"},
    {"stage": "interview"},
    {"source": "Job board"},
    {"source": "Friend"},
    {"since": date(2026, 3, 1)},
)
CHOICES: dict[str, tuple[dict[str, Any], ...]] = {
    "stage_rates": tuple({"by": by} for by in (None, "source", "format", "role words")),
    "feedback_themes": tuple({"by": by} for by in (None, "stage", "period")),
}


# What the letters of the example say is read from their words, which the counter does not do.
READ_FROM_WORDS = (
    *("feedback_themes", "themes_by_stage", "themes_by_period", "outside", "mirrors"),
    *("turned_round", "gaps_of_themes", "skills_wanted", "what_went_well", "question_bank"),
    "feedback_yield",
)


@pytest.mark.parametrize("chosen", FILTERS, ids=str)
def test_the_example_is_counted_alike_under_each_filter(chosen):
    assert differences(EXAMPLE, EXAMPLE_DAY, chosen, leave_out=READ_FROM_WORDS) == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_made_up_log_is_counted_alike(seed):
    chosen = FILTERS[seed % len(FILTERS)]
    assert differences(made_log(seed), AS_OF, chosen, plan=made_plan(seed)) == {}


def test_a_search_long_enough_to_look_ahead_is_counted_alike_and_told():
    ends = ["rejected", "offer", "no response", "withdrew", "rejected", "rejected"] * 7
    rows = [
        f"2026-{1 + at // 9:02}-{1 + at % 9:02},E{at},Care assistant,interview,{end}"
        for at, end in enumerate(ends)
    ]
    text = "date,employer,role,stage,outcome\n" + "\n".join(rows) + "\n"
    assert differences(text, AS_OF, {}) == {}
    # Seven withdrew; of the 35 that ended one in five brought an offer.
    more = bb.how_many_more(log_of(text, as_of=AS_OF))
    assert more[["decided", "offers"]].iloc[0].tolist() == [35, 7]
    assert more["interviews"].notna().all()


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(text=wild_logs(), chosen=st.sampled_from(FILTERS))
def test_a_random_log_is_counted_alike(text, chosen):
    assert differences(text, AS_OF, chosen) == {}


@pytest.fixture(scope="module", params=(1, 9, 20))
def both(request):
    """Give a made-up log as the product reads it, and what the counter counts in it."""
    text, plan = made_log(request.param), made_plan(request.param)
    log = log_of(text, as_of=AS_OF, plan=plan.split("\n", 1)[1])
    return log, counts(read(text), AS_OF, plan=read(plan))


def test_each_label_and_hover_of_the_flow_says_what_the_counter_counts(both):
    log, said = both
    shown, counted = flow_labels(bb.plot("journey", log), said)
    assert shown == counted


def test_each_row_of_the_steps_says_what_the_counter_counts(both):
    log, said = both
    picture = bb.plot("stage_rates", log)
    cells = [cell for cell in said["stage_rates"].values() if cell["of"] or cell["waiting"]]
    assert len(picture.y.ticks) == len(cells)
    told = " ".join(mark.text for mark in picture.marks if isinstance(mark, Text))
    for cell in cells:
        counted = f"{cell['count']} of {cell['of']}" if cell["count"] else f"{cell['of']} so far"
        assert counted in told or cell["of"] < 10
        assert f"{cell['waiting']} waiting" in told or not cell["waiting"]


def test_each_hover_of_the_themes_says_what_the_counter_counts(both):
    log, said = both
    picture = bb.plot("feedback_themes", log)
    verbs = {"strength": "praised", "gap": "missed", "neutral": "named"}
    known = {
        f"{theme_name(theme)}: {verbs[way]} by {cell['count']} of {cell['of']}"
        for (theme, way), cell in said["feedback_themes"].items()
    }
    shown = {
        mark.hover.rsplit(", last", 1)[0] for mark in picture.marks if getattr(mark, "hover", "")
    }
    assert shown
    assert shown <= known


@pytest.mark.parametrize("topic", TOPICS)
def test_no_title_sentence_mark_or_hover_says_a_count_that_no_counter_knows(topic, both):
    log, said = both
    for choices in CHOICES.get(topic, ({},)):
        picture = bb.plot(topic, log, **choices)
        for words in words_of(picture).values():
            assert numbers_in(words) <= known_numbers(topic, said, AS_OF)
            assert pairs_in(words) <= known_pairs(said)


def test_no_page_of_the_report_says_a_share_that_no_counter_knows(tmp_path):
    from lxml import html

    log = bb.read_log(ROOT / "data" / "example_log.csv", as_of="2026-11-30")
    bb.write_report(log, tmp_path / "report.html")
    page = html.fromstring((tmp_path / "report.html").read_bytes())
    for part in page.xpath("//script | //style | //svg"):
        part.drop_tree()
    said = counts(read(EXAMPLE), EXAMPLE_DAY)
    pairs = pairs_in(page.text_content())
    rates = {(c["count"], c["of"]) for c in said["stage_rates"].values()}
    assert (23, 44) in pairs
    applied = {n for n, of in pairs if of == 44}
    assert applied == {23}
    # Sixteen of the applications are for an assistant of some kind: page 1 names the roles.
    assert said["roles"]["assistant"] == 16
    assert {n for n, of in pairs if of == 49} == {said["invitations"]["applications"], 16}
    assert {(n, of) for n, of in pairs if of == 18} <= rates | {(15, 18), (1, 18), (2, 18)}


@pytest.mark.parametrize("seed", [1, 9, 20, 30])
def test_each_count_of_the_report_is_one_that_the_counter_counts(seed, tmp_path):
    from lxml import html

    text, plan = made_log(seed), made_plan(seed)
    (tmp_path / "my_log.csv").write_text(text, "utf-8")
    (tmp_path / "my_plan.csv").write_text(plan, "utf-8")
    log = bb.read_log(tmp_path / "my_log.csv", as_of=AS_OF)
    bb.write_report(log, tmp_path / "report.html")
    page = html.fromstring((tmp_path / "report.html").read_bytes())
    for part in page.xpath("//script | //style | //svg"):
        part.drop_tree()
    words = " | ".join(page.itertext())
    said = counts(read(text), AS_OF, plan=read(plan))
    assert pairs_in(words) <= known_pairs(said)
    stats = page.xpath("//*[contains(@class, 'stat')]//text()")
    numbers = {int(n) for n in re.findall(r"\b\d+\b", " ".join(stats))}
    assert numbers <= known_numbers("furthest_step", said, AS_OF)
