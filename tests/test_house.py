"""The house is a contract: who may import whom, who owns which library, and how large a room is."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bounceback_analysis"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

FLOORS = ("vocabulary", "log", "analysis", "charts", "report", "notebook", "cli")
"""From the ground up: a room imports from itself and from below."""

OWNERS = {
    "plotly": {"charts"},
    "ipywidgets": {"notebook"},
    "anywidget": {"notebook"},
    "traitlets": {"notebook"},
    "IPython": {"notebook"},
    "jupyterlab": {"notebook"},
    "scipy": {"analysis/chance.py"},
    "docx": {"report"},
    "typst": {"report"},
    "filelock": {"log"},
    "tomlkit": {"log"},
    "python_calamine": {"log"},
    "icalendar": {"log"},
    "lxml": {"log"},
}
"""Who may import what is heavy, or reaches outside."""

OPENS_FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "read_csv"}
MAY_OPEN_FILES = {"log", "report"}
READS_WHAT_WE_SHIP = {"notebook/drawing.py"}
"""It sends our own plotly.js to the page; that is no file of the person's."""


def room_of(path: Path) -> str:
    place = path.relative_to(PACKAGE)
    return place.parts[0] if len(place.parts) > 1 else place.stem


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_room_imports_only_from_below(path):
    room = room_of(path)
    if room not in FLOORS:
        return
    inner = {
        name.split(".")[1] for name in imports_of(path) if name.startswith("bounceback_analysis.")
    }
    above = {name for name in inner if FLOORS.index(name) > FLOORS.index(room)}
    assert not above, f"{relative(path)} imports from above: {above}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_what_is_heavy_is_imported_by_its_owner_alone(path):
    tops = {name.split(".")[0] for name in imports_of(path)}
    strangers = {
        top
        for top in tops & OWNERS.keys()
        if room_of(path) not in OWNERS[top] and relative(path) not in OWNERS[top]
    }
    assert not strangers, f"{relative(path)} may not import {strangers}"


def test_scipy_means_its_special_functions_only():
    names = {name for path in MODULES for name in imports_of(path) if name.startswith("scipy")}
    assert names <= {"scipy.special"}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_the_log_opens_a_persons_files(path):
    if room_of(path) in MAY_OPEN_FILES or relative(path) in READS_WHAT_WE_SHIP:
        return
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and "files(" not in ast.unparse(node.func)
        and not ast.unparse(node.func).startswith("self.")
    }
    assert not called & OPENS_FILES, f"{relative(path)} opens files itself"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_says_its_duty_and_stays_small(path):
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{relative(path)} does not say what it is for"
    assert len(text.splitlines()) <= 450


def test_the_front_door_imports_nothing_until_it_is_asked(run_python):
    loaded = run_python(
        "import sys, bounceback_analysis; print(sorted({m.split('.')[0] for m in sys.modules}))"
    )
    heavy = {"pandas", "numpy", "scipy", "plotly", "ipywidgets", "jupyterlab"}
    assert not heavy & set(ast.literal_eval(loaded))


def test_every_name_at_the_front_door_can_be_had():
    import bounceback_analysis as bb

    assert "read_log" in bb.__all__
    for name in bb.__all__:
        assert getattr(bb, name).__doc__, name


TOPICS = {
    "what_went_well": "kind text employer date",
    "stage_rates": "stage count of rate low high low80 high80 waiting",
    "journey": "source target count share",
    "run_of_noes": "decided yes longest share_of_orders",
    "how_many_more": "quantile interviews",
    "improving": "half count of rate low high low80 high80 difference diff_low diff_high",
    "goes_with_success": "factor level count of rate low high difference verdict more_needed",
    "waiting": "application stage days chance_14_days low high advice",
    "feedback_yield": "step count of rate low high low80 high80",
    "feedback_themes": "theme polarity control count of rate low high low80 high80",
    "theme_quotes": "theme polarity employer date text start end confirmed",
    "mirrors": "theme agreed_strength agreed_gap blind_spot hidden_strength not_said",
    "skill_gaps": "skill demand level wanted gap feedback_gaps feedback_strengths self_weak"
    " priority top3_share",
    "question_bank": "question times last stage theme practised",
    "nerves": "calm count of rate low high low80 high80",
    "plan_progress": "action theme due_on done_on state before after verdict",
    "doors": "application why due_on state letter",
}
"""Each topic with the columns that its table promises."""

FROM_THE_PLAN = {"skill_gaps", "plan_progress"}


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("log", ["example_log.csv", "first_week.csv", None])
def test_each_topic_has_three_words_and_its_table_the_promised_columns(topic, log, own_log):
    import bounceback_analysis as bb

    read = bb.read_log(ROOT / "data" / log) if log else bb.read_log(bb.new_log(own_log))
    plan = [read.plan] if topic in FROM_THE_PLAN else []
    table = getattr(bb, topic)(read.entries, *plan)
    assert set(TOPICS[topic].split()) <= set(table.columns)
    picture = getattr(bb, f"plot_{topic}")(table)
    assert picture.title
    assert picture.sentence
    assert picture.to_svg().startswith("<svg")
    if topic != "theme_quotes":
        assert callable(getattr(bb, f"explore_{topic}"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_prose_with_doors(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        kinds = {type(node) for node in ast.walk(ast.parse(source))}
        assert not kinds & {ast.FunctionDef, ast.Lambda, ast.For, ast.While, ast.ClassDef}
        assert len(source.splitlines()) <= 10
        assert not cell["outputs"]
        assert cell["execution_count"] is None
