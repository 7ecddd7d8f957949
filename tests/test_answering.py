"""A form answers whatever the page sends, does it once, and goes on from words left behind."""

from __future__ import annotations

import pytest

from bounceback_analysis.log.drafts import keeps, stands_at
from bounceback_analysis.log.waiting import read_row
from bounceback_analysis.notebook.form import Form
from bounceback_analysis.notebook.preparing import Planner
from bounceback_analysis.notebook.record import Recorder

HEAD = "date,employer,role,stage,outcome,heard_on,feedback,went_well,calm\n"
ROWS = "2026-03-02,Acme,Cook,interview,waiting,,,,\n"
NEW = {"employer": "Zeta", "date": "5 March 2026", "role": "Porter"}


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(HEAD + ROWS, "utf-8")
    return path


def sent_by(form: Form) -> list[dict]:
    """Give the list into which goes what the form sends to its page."""
    sent: list[dict] = []
    form.send = lambda content, buffers=None: sent.append(content)
    return sent


def press(form: Form, name: str, typed: dict[str, str], key: str = "a", turn: int = 0) -> None:
    given = {"press": name, "typed": typed, "id": key, "turn": turn or form.page["turn"]}
    form._heard(form, given, [])


def title(form: Form) -> str:
    return form.page["said"]["title"]


def test_a_press_is_answered_only_when_the_line_is_on_disk(log):
    form = Recorder(log).form
    seen = []
    form.send = lambda content, buffers=None: seen.append((content, "Zeta" in log.read_text()))
    press(form, "save", NEW)
    assert seen == [({"answered": "a", "came": "done"}, True)]


def test_the_same_press_that_comes_twice_is_saved_once_and_answered_twice(log):
    form = Recorder(log).form
    sent, turn = sent_by(form), form.page["turn"]
    press(form, "save", NEW, turn=turn)
    press(form, "save", NEW, turn=turn)
    assert log.read_text("utf-8").count("Zeta") == 1
    assert sent == [{"answered": "a", "came": "done"}] * 2


def test_a_press_for_a_page_that_was_turned_meanwhile_is_not_done_and_says_so(log):
    form = Recorder(log).form
    sent, turn = sent_by(form), form.page["turn"]
    press(form, "door heard", {}, "a", turn)
    press(form, "save", NEW, "b", turn)
    assert [said["came"] for said in sent] == ["done", "turned"]
    assert "Zeta" not in log.read_text("utf-8")


def test_a_press_of_the_same_id_is_done_once_where_the_page_did_not_turn():
    presses = []
    form = Form(lambda name, typed: presses.append(name), lambda _: None)
    form.turn({})
    press(form, "save", {}, "a")
    press(form, "save", {}, "a")
    press(form, "save", {}, "b")
    assert presses == ["save", "save"]


def test_what_goes_wrong_inside_is_answered_as_not_done_and_may_be_pressed_again(caplog):
    presses = []

    def pressed(name, typed):
        presses.append(name)
        if len(presses) == 1:
            raise KeyError("a fault of ours")

    form = Form(pressed, lambda _: None)
    sent = sent_by(form)
    form.turn({})
    press(form, "save", {})
    press(form, "save", {})
    assert [said["came"] for said in sent] == ["failed", "done"]
    assert presses == ["save", "save"]
    assert "could not do what was asked" in caplog.text


def test_a_line_that_could_not_be_written_is_never_said_to_be_saved(log):
    log.chmod(0o444)
    form = Recorder(log).form
    press(form, "save", NEW)
    assert title(form) == "It is not saved."
    assert form.typed["employer"] == "Zeta"


def test_words_left_in_the_page_come_back_and_are_not_saved_by_themselves(log):
    before = log.read_bytes()
    form = Recorder(log).form
    left = {
        "kept": {"page": "heard", "line": 0, "was": {}},
        "typed": {"row": "2", "feedback": "No"},
    }
    form._heard(form, {**left, "id": "r"}, [])
    assert title(form) == "What you had typed is here again."
    assert form.typed == {"row": "2", "feedback": "No"} | {"heard_on": form.typed["heard_on"]}
    assert log.read_bytes() == before


@pytest.mark.parametrize("of_the_page", [True, False])
def test_what_was_saved_just_before_the_end_is_said_and_not_offered_again(log, of_the_page):
    first = Recorder(log)
    state = first.form.page["keeps"]["state"]
    press(first.form, "save", NEW)
    draft = {**state, "typed": NEW}
    form = Recorder(log).form
    if of_the_page:
        form._heard(form, {"kept": state, "typed": NEW, "id": "r"}, [])
    else:
        first.draft.write_text(
            'page = "had"\nline = 0\n[was]\n[typed]\n'
            + "".join(f'{name} = "{text}"\n' for name, text in draft["typed"].items()),
            "utf-8",
        )
        form = Recorder(log).form
    assert title(form) == "It is in your log."
    assert "Line 3 of your log" in form.page["said"]["lines"][0]
    assert log.read_text("utf-8").count("Zeta") == 1


def test_an_answer_that_was_saved_just_before_the_end_is_found_at_its_line(log):
    first = Recorder(log)
    press(first.form, "door heard", {})
    state = first.form.page["keeps"]["state"]
    typed = {"row": "2", "outcome": "rejected", "heard_on": "9 March 2026", "feedback": "No"}
    press(first.form, "save", typed, "b")
    form = Recorder(log).form
    form._heard(form, {"kept": state, "typed": typed, "id": "r"}, [])
    assert title(form) == "It is in your log."


def test_a_cell_that_was_emptied_but_not_saved_is_not_taken_for_saved(log):
    state = {"page": "row", "line": 2, "was": read_row(log, 2)}
    typed = {name: text for name, text in state["was"].items() if text and name != "role"}
    form = Recorder(log).form
    form._heard(form, {"kept": state, "typed": typed, "id": "r"}, [])
    assert title(form) == "What you had typed is here again."
    press(form, "save", typed)
    assert read_row(log, 2)["role"] == ""


def test_half_of_a_line_is_not_taken_for_the_line(log):
    assert stands_at(log, {"date": "2 March 2026", "employer": "Acme", "outcome": "waiting"}) == 0
    whole = {"role": "Cook", "stage": "interview"}
    entry = {"date": "2 March 2026", "employer": "Acme", "outcome": "waiting", **whole}
    assert stands_at(log, entry) == 2
    assert stands_at(log, {"role": "Cook"}, line=2) == 2
    assert stands_at(log, {"role": "Chef"}, line=2) == 0
    assert stands_at(log, {"date": "30 February 2026"}, line=2) == 0


def test_an_action_left_in_the_page_comes_back_and_one_that_was_saved_does_not(log):
    first = Planner(log)
    state, typed = first.form.page["keeps"]["state"], {"action": "Practise aloud"}
    form = Planner(log).form
    form._heard(form, {"kept": state, "typed": typed, "id": "r"}, [])
    assert title(form) == "What you had typed is here again."
    assert form.typed == typed
    press(first.form, "save", typed)
    form._heard(form, {"kept": state, "typed": typed, "id": "s"}, [])
    assert "stands in the file, once" in title(form)
    assert log.with_name("my_plan.csv").read_text("utf-8-sig").count("Practise aloud") == 1


def test_a_page_knows_how_a_line_of_the_file_is_written(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("My own;date;employer;outcome\nx;2026-03-02;Acme;waiting\n", "utf-8")
    kept = keeps(path, {}, {"2": {"date": "2026-03-02", "employer": ""}})
    assert kept["columns"] == ["My own", "date", "employer", "outcome"]
    assert kept["delimiter"] == ";"
    assert kept["lines"] == {"2": {"date": "2026-03-02"}}
    assert keeps(tmp_path / "no.csv", {}, {}, kind="plan")["columns"][0] == "skill"
