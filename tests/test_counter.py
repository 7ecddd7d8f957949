"""The independent counter itself is right: it equals what was counted by hand."""

from __future__ import annotations

import sys
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings

from tests.as_counted import (
    chances_of,
    enough,
    orders_by_luck,
    praised_last_by_luck,
    share_of_orders,
    silent,
)
from tests.by_rule import AFTER_ALL, ENDING, NOT_SAID, OFFERS, read
from tests.conftest import ROOT
from tests.counter import counts
from tests.little_logs import LITTLE_LOGS
from tests.made_logs import AS_OF, COLUMNS, SEEDS, as_text, made_log, made_plan, wild_logs

LITTLE = pytest.mark.parametrize("little", LITTLE_LOGS, ids=lambda little: little.name)


def test_the_counter_takes_nothing_but_what_comes_with_python():
    for name in ("counter", "by_rule"):
        lines = (ROOT / "tests" / f"{name}.py").read_text("utf-8").splitlines()
        taken = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
        assert taken <= {*sys.stdlib_module_names, "tests.by_rule"}
        assert len(lines) <= 350  # so that it can be read at one sitting, and believed


@LITTLE
def test_the_counter_equals_the_hand_counted_answers(little):
    said = counts(read(little.text), little.as_of)
    rates = {
        stage: (cell["count"], cell["of"], cell["waiting"])
        for stage, cell in said["stage_rates"].items()
        if cell["of"] or cell["waiting"]
    }
    assert {line: app for line, (app, *_) in said["lines"].items()} == little.applications
    assert set(said["asked"]) == little.asked
    assert rates == little.rates
    if little.furthest:
        lines = {n: f"{app}.{place} {state}" for n, (app, place, state) in said["lines"].items()}
        assert lines == {
            n: told.rstrip("?").replace("no.", "no ") for n, told in little.said.items()
        }
        assert said["furthest_step"] == little.furthest
        assert said["waiting"] == little.waiting


# One log with something of everything; what follows was counted by hand.
FULL = """\
date,employer,role,stage,outcome,heard_on,feedback,feedback_asked_on,feedback_status,\
feedback_themes,rated_on,answered,calm,hard_questions,skills_wanted,door_open,follow_up_on,score,\
pass_mark,went_well
2026-01-10,Acme,Clerk,interview,rejected,2026-01-20,Too vague,2026-01-21,received,\
answers gap; people strength,2026-01-10,4,2,Why us?,Excel; driving,yes,,55,60,Calm start
2026-02-01,Birch,Clerk,interview,passed,2026-02-05,,,,,2026-02-01,4,4,Why us?; Why now?,,,,,,
2026-02-15,Birch,Clerk,final interview,offer,2026-02-20,Great answers,,received,\
answers strength,2026-02-20,2,5,,,,,,,
2026-02-22,Birch,Clerk,,declined,,,,,,,,,,,,,,,
2026-03-01,Cedar,Cook,interview,rejected,2026-03-09,,2026-03-10,refused,,2026-03-01,,4,,,,,,,
2026-03-05,Dunlin,Cook,interview,no response,,,2026-05-01,asked,,2026-03-05,,2,,,,,,,
2026-04-01,Eden,Cook,interview,rejected,2026-04-08,Strong field,,received,no_reason,,,3,,,,,,,
2026-05-01,Acme,Clerk,application,waiting,,,,,,,,,,excel,,,,,
2026-06-01,Fern,Cook,interview,rejected,2026-06-10,Nervous,2026-06-11,received,\
nerves gap; answers gap,2026-06-01,1,2,,,yes,2026-09-01,62,60,
2026-06-20,Gorse,Cook,interview,waiting,,,,,,2026-06-20,,4,,,,,,,
2026-07-10,Gorse,Cook,final interview,waiting,,,,,,,,,,,,,,,
"""
PLAN = [{"action": "Write stories", "theme": "answers", "due_on": "", "done_on": "2026-02-15"}]
BY_HAND = {
    # Acme, Birch, Cedar, Dunlin, Eden, Fern, Gorse; the second time at Acme there was none (yet).
    "invitations": {"applications": 7, "employers": 7},
    "offered": {3},
    # In the order of their endings: no, offer, no answer (5 March), no (9 March), no, no.
    "run_of_noes": {"decided": 6, "yes": 1, "longest": 4, "results": "nynnnn"},
    "feedback_yield": {
        "asked": 4,
        "answered": 2,
        "refused": 1,
        "not_yet": 1,
        "unasked": 2,
        "words_of_the_no": 0,
        "usable": 3,
        "could be asked": 5,
        "all told": 4,
    },
    "feedback_themes": {
        ("answers", "gap"): {"count": 2, "of": 3, "last": date(2026, 6, 1)},
        ("answers", "strength"): {"count": 1, "of": 3, "last": date(2026, 2, 15)},
        ("people", "strength"): {"count": 1, "of": 3, "last": date(2026, 1, 10)},
        ("nerves", "gap"): {"count": 1, "of": 3, "last": date(2026, 6, 1)},
        ("no_reason", "neutral"): {"count": 1, "of": 4, "last": date(2026, 4, 1)},
    },
    # Answers were praised once, but missed after that.
    "turned_round": {},
    "rated_weak": {"preparation": 0, "answers": 1, "selling": 0, "nerves": 2},
    "planned": {"answers"},
    "stage_rates_by_role_words": {
        ("interview", "clerk"): {"count": 1, "of": 2, "waiting": 0, "no_response": 0},
        ("final interview", "clerk"): {"count": 1, "of": 1, "waiting": 0, "no_response": 0},
        ("application", "clerk"): {"count": 0, "of": 0, "waiting": 1, "no_response": 0},
        ("interview", "cook"): {"count": 1, "of": 5, "waiting": 0, "no_response": 1},
    },
    "outside": {"no_reason": 1},
    "mirrors": {
        ("answers", "blind_spot"): 1,
        ("answers", "agreed_gap"): 1,
        ("nerves", "agreed_gap"): 1,
        ("nerves", "not_said"): 1,
    },
    "doors": {
        2: {"state": "knocked", "said_on": date(2026, 1, 20), "due_on": None},
        10: {"state": "open", "said_on": date(2026, 6, 10), "due_on": date(2026, 9, 1)},
    },
    "question_bank": {
        "Why us?": {"times": 2, "last": date(2026, 2, 1)},
        "Why now?": {"times": 1, "last": date(2026, 2, 1)},
    },
    "skills_wanted": {"adverts": 2, "excel": 2, "driving": 1},
    "scores": {2: -5, 10: 2},
    "what_went_well": {"words": 1, "praised theme": 2, "rating": 6, "went forward": 10},
    "reply_days": {2: 10, 3: 4, 4: 5, 6: 8, 8: 7, 10: 9},
    "to_do": {
        (7, "feedback", date(2026, 5, 11)),
        (10, "door", date(2026, 9, 1)),
        (11, "booked", date(2026, 7, 10)),
    },
    "tried": ("interviews", 7),
    "booked": {12: (date(2026, 7, 10), 10, "final interview")},
    "waiting": {9: ("application", 60)},
    "journey": {
        ("interview", "no"): 4,
        ("interview", "no answer"): 1,
        ("interview", "final interview"): 1,
        ("final interview", "declined"): 1,
        ("interview", "forward"): 1,
        ("application", "waiting"): 1,
    },
    "plan_progress": {
        "Write stories": {
            "state": "done",
            "due_on": None,
            "done_on": date(2026, 2, 15),
            "before": {"count": 1, "of": 1},
            "after": {"count": 1, "of": 2},
        }
    },
}


@pytest.mark.parametrize("topic", BY_HAND)
def test_every_other_topic_equals_its_hand_counted_answer(topic):
    assert counts(read(FULL), AS_OF, plan=PLAN)[topic] == BY_HAND[topic]


TURNED = """\
date,employer,outcome,feedback_themes
2026-01-10,Acme,rejected,answers gap
2026-01-20,Birch,rejected,answers gap; nerves strength
2026-02-01,Cedar,rejected,answers strength
2026-02-10,Acme,rejected,answers strength
2026-02-10,Dunlin,rejected,nerves gap
2026-02-20,Eden,rejected,nerves strength
"""


def test_a_theme_that_turned_is_counted_by_hand():
    # Answers: Birch missed it last, then Cedar and Acme praised: one of three orders ends so.
    # Nerves: missed on 10 February, praised once since; of three orders two end with a praise.
    assert praised_last_by_luck("nyy") == pytest.approx(1 / 3)
    assert praised_last_by_luck("yny") == pytest.approx(2 / 3)
    assert counts(read(TURNED), AS_OF)["turned_round"] == {
        "answers": {
            "missed": 2,
            "last_missed": date(2026, 1, 20),
            "praised": 2,
            "praised_since": date(2026, 2, 1),
            "votes": "nyy",
        },
        "nerves": {
            "missed": 1,
            "last_missed": date(2026, 2, 10),
            "praised": 1,
            "praised_since": date(2026, 2, 20),
            "votes": "yny",
        },
    }


def test_answers_are_timed_by_hand():
    """Ten answers on days 1 to 10, nine given up after 40 days, one that waits for 5."""
    lines = [f"2026-01-01,E{day},interview,rejected,2026-01-{day + 1:02}" for day in range(1, 11)]
    lines += [f"2026-05-21,S{n},interview,no response," for n in range(9)]
    lines += ["2026-06-25,W,interview,waiting,"]
    rows = read("date,employer,stage,outcome,heard_on\n" + "\n".join(lines))
    watched = counts(rows, AS_OF)["watched"]
    # On day 1 all twenty are watched; from day 6 on the one that waits no longer is.
    assert silent(watched)[1] == pytest.approx(19 / 20)
    assert silent(watched)[5] == pytest.approx(15 / 20)
    assert silent(watched)[10] == pytest.approx(15 / 20 * 9 / 14)
    # Of the 14 silent on day 5, five heard by day 19.
    assert chances_of(watched) == {21: pytest.approx(5 / 14)}
    few = counts(read(FULL), AS_OF)["watched"]
    assert not enough(few)  # eleven lines are too few to time answers
    assert chances_of(few) == {9: None}


def test_two_halves_and_calm_equal_their_hand_counted_answers():
    said = counts(read(FULL), AS_OF)
    both = {
        (topic, key): (cell["count"], cell["of"])
        for topic in ("improving", "nerves")
        for key, cell in said[topic].items()
    }
    assert both == {
        ("improving", "earlier"): (1, 3),
        ("improving", "later"): (1, 4),
        ("nerves", 2): (0, 2),
        ("nerves", 4): (2, 3),
    }


@pytest.mark.parametrize(("noes", "yes"), [(9, 0), (7, 1), (6, 3), (4, 6), (0, 4)])
def test_the_share_of_orders_equals_going_through_all_orders(noes, yes):
    orders = [
        "".join("y" if place in places else "n" for place in range(noes + yes))
        for places in combinations(range(noes + yes), yes)
    ]
    for longest in range(noes + 2):
        has = sum("n" * longest in order for order in orders)
        assert share_of_orders(noes, yes, longest) == Fraction(has, len(orders))


def test_of_six_that_ended_nothing_is_said_of_their_orders():
    assert orders_by_luck(BY_HAND["run_of_noes"]) is None


def test_the_published_share_of_orders_is_reproduced():
    assert share_of_orders(noes=21, yes=3, longest=10) == Fraction(1432, 2024)


def test_a_line_is_named_by_where_it_begins_in_the_file():
    text = 'date,employer,outcome,notes\n\n2026-05-01,Acme,waiting,"two\nlines"\n2026-05-02,Birch,waiting,\n'
    assert list(counts(read(text), AS_OF)["lines"]) == [3, 5]


def test_lines_that_are_filtered_keep_what_they_are_in_the_whole():
    rows = read(LITTLE_LOGS[1].text)
    applied = counts(rows, AS_OF, stage="application")
    assert applied["lines"] == {2: (2, 1, "forward"), 5: (5, 1, "waiting")}
    assert applied["furthest_step"][2] == ("application", "forward")
    lately = counts(rows, AS_OF, since=date(2026, 6, 10))
    assert lately["lines"] == {4: (2, 3, "waiting")}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_made_up_log_is_like_a_persons_and_always_the_same(seed):
    text = made_log(seed)
    rows = read(text)
    assert text == made_log(seed)
    assert 5 <= len(rows) <= 60
    assert text.splitlines()[0].split(",") == COLUMNS
    assert all(row["feedback_themes"] for row in rows if row["feedback"])
    assert set(counts(rows, AS_OF, plan=read(made_plan(seed)))["lines"]) == {
        int(row["line"]) for row in rows
    }


def test_a_door_fades_after_a_year_unless_a_day_to_knock_is_still_to_come():
    text = """date,employer,stage,outcome,heard_on,door_open,follow_up_on
2025-06-01,Acme,interview,rejected,2025-06-29,yes,
2025-06-01,Birch,interview,rejected,2025-06-30,yes,
2025-06-01,Cedar,interview,rejected,2025-06-08,yes,2026-09-01
"""
    doors = counts(read(text), AS_OF)["doors"]
    assert [door["state"] for door in doors.values()] == ["faded", "open", "open"]


def test_a_job_applied_for_before_they_left_the_door_open_has_not_knocked_on_it():
    text = """date,employer,role,stage,outcome,heard_on,door_open
2026-01-01,Acme,Clerk,interview,rejected,2026-01-20,yes
2026-01-10,Acme,Porter,application,waiting,,
"""
    assert counts(read(text), AS_OF)["doors"][2]["state"] == "open"


def test_the_made_up_logs_together_have_everything_in_them():
    together = [counts(read(made_log(seed)), AS_OF) for seed in SEEDS]
    states = {state for said in together for *_, state in said["lines"].values()}
    reasons = {why for said in together for why in said["asked"].values()}
    doors = {door["state"] for said in together for door in said["doors"].values()}
    endings = {end for said in together for _, end in said["furthest_step"].values()}
    assert states == {
        *("forward", "no", "no response", "waiting", "no trial", "booked", "answer"),
    }
    assert reasons == {"an appeal?", "no stage", "several open"}
    assert {"open", "knocked"} <= doors
    assert {"offer", "declined", "withdrawn by me", "closed by the employer"} <= endings
    assert any(said["booked"] for said in together)
    assert any(0 < (orders_by_luck(said["run_of_noes"]) or 0) < 1 for said in together)


@settings(max_examples=150)
@given(text=wild_logs())
def test_however_wild_a_log_each_line_is_counted_once(text):
    rows = read(text)
    said = counts(rows, AS_OF)
    states = [state for *_, state in said["lines"].values()]
    rates = said["stage_rates"].values()
    aside = {"booked", "answer", "no trial", "not said"}
    assert len(states) == len(rows)
    assert sum(cell["of"] + cell["waiting"] for cell in rates) == sum(
        state not in aside for state in states
    )
    for by in ("stage_rates_by_source", "stage_rates_by_format"):
        assert sum(cell["of"] for cell in said[by].values()) == sum(cell["of"] for cell in rates)
    ends = [end for _, end in said["furthest_step"].values()]
    assert sum(end in ENDINGS for end in ends) == sum(
        count for (_, target), count in said["journey"].items() if target in ENDINGS
    )


# A step without a name and an end that is not said are called alike, and left out.
ENDINGS = {*ENDING.values(), *AFTER_ALL.values(), *OFFERS, "waiting"} - {NOT_SAID}


@settings(max_examples=60)
@given(text=wild_logs(8))
def test_one_id_for_every_line_makes_one_application(text):
    rows = [{**row, "application_id": "1"} for row in read(text)]
    for row in rows:
        row.pop("line")
    said = counts(read(as_text(rows)), AS_OF)
    assert len({application for application, *_ in said["lines"].values()}) == 1
    assert said["asked"] == {}


def test_the_example_is_counted_as_a_careful_reader_counted_it():
    """Counted by others before there was a counter, so nothing here leans on its choices."""
    rows = read((ROOT / "data" / "example_log.csv").read_text("utf-8"))
    said = counts(rows, date(2026, 11, 30))
    run, feedback = said["run_of_noes"], said["feedback_yield"]
    rates = {stage: (cell["count"], cell["of"]) for stage, cell in said["stage_rates"].items()}
    assert rates["application"] == (23, 44)
    assert rates["interview"] == (3, 18)
    assert run["longest"] == 11
    assert round(100 * orders_by_luck(run)) == 78
    assert [feedback[step] for step in ("asked", "answered", "refused", "not_yet")] == [
        18,
        15,
        1,
        2,
    ]
    assert feedback["unasked"] == 5
