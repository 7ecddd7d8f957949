"""The house is a contract: who may import whom, who owns which library, and how large a room is."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from bounceback_analysis.topics import TOPICS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bounceback_analysis"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

FLOORS = (
    "vocabulary",
    "log",
    "feedback",
    "analysis",
    "charts",
    "topics",
    "redaction",
    "report",
    "service",
    "notebook",
    "cli",
)
"""From the ground up: a room imports from itself and from below."""

OWNERS = {
    "plotly": {"charts"},
    "jinja2": {"notebook"},
    "ipywidgets": {"notebook"},
    "anywidget": {"notebook"},
    "traitlets": {"notebook"},
    "IPython": {"notebook"},
    "jupyterlab": {"notebook"},
    "scipy": {"analysis/chance.py"},
    "docx": set(),
    "typst": {"report"},
    "filelock": {"log"},
    "tomlkit": {"log"},
    "python_calamine": {"log"},
    "icalendar": {"log"},
    "dask": {"service"},
    "distributed": {"service"},
}
"""Who may import what is heavy, or reaches outside."""

COME_WITH = {
    "traitlets": "ipywidgets",
    "jupyter_server": "jupyterlab",
    "jupyter_core": "jupyterlab",
    "jinja2": "jupyterlab",
    "IPython": "ipywidgets",
    "pyarrow": "dask",
}
"""What cannot be missing where another library is, and what it belongs to."""

OPENS_FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "read_csv"}
MAY_OPEN_FILES = {"log", "report"}
READS_WHAT_WE_SHIP = {"notebook/drawing.py", "notebook/kernel.py"}
"""Our own plotly.js for the page, and whether a notebook is ours: no files of the person's."""


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


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_at_once(tree: ast.Module) -> set[str]:
    """Name what a module imports while it is imported itself: not for types, nor in a function."""
    waiting, names = list(tree.body), set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # What is taken from a package may be a module of it.
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return names


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """Take away what imports nothing that is left, again and again; what stays goes round."""
    left = dict(graph)
    while free := [name for name, inner in left.items() if not inner & left.keys() - {name}]:
        for name in free:
            del left[name]
    return sorted(left)


def test_no_modules_import_one_another_in_a_circle():
    graph = {dotted(path): imported_at_once(ast.parse(path.read_text("utf-8"))) for path in MODULES}
    assert "bounceback_analysis.charts.marks" in graph["bounceback_analysis.charts.svg_pen"]
    assert circle_in(graph) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from a import b", {"a", "a.b"}),
        ("try:\n    import a.b\nexcept ImportError:\n    import c", {"a.b", "c"}),
        ("class A:\n    import a", {"a"}),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", {"b"}),
        ("def f():\n    import a", set()),
    ],
)
def test_what_is_imported_at_once_is_told_from_what_waits(source, found):
    assert imported_at_once(ast.parse(source)) == found


def test_a_circle_is_found_however_long_and_what_leads_to_it_is_named_too():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "pandas"}, "d": {"a"}, "e": {"f"}, "f": set()}
    assert circle_in(graph) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_what_is_heavy_is_imported_by_its_owner_alone(path):
    tops = {name.split(".")[0] for name in imports_of(path)}
    strangers = {
        top
        for top in tops & OWNERS.keys()
        if room_of(path) not in OWNERS[top] and relative(path) not in OWNERS[top]
    }
    assert not strangers, f"{relative(path)} may not import {strangers}"


def test_each_library_that_is_needed_names_its_oldest_version_and_why_it_is_here():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lists = [text.split(f"\n{start} = [\n")[1] for start in ("dependencies", "service")]
    for line in "\n".join(each.split("\n]")[0] for each in lists).splitlines():
        assert re.fullmatch(r' +"[a-z-]+(\[\w+\])?>=\d+\.\d+(,<[\d.]+)?", +# \w.+', line), line


def test_what_only_a_service_needs_is_needed_by_nobody_else(run_python):
    loaded = run_python(
        "import sys, bounceback_analysis as bb, bounceback_analysis.service.giving\n"
        "bb.stage_rates(bb.open_log()); print('dask' in sys.modules, 'distributed' in sys.modules)"
    )
    assert loaded == "False False"


def test_whatever_is_imported_from_elsewhere_is_named_among_what_is_needed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["service"]]
    named = {re.split(r"[\[>=<]", each)[0].replace("-", "_") for each in needed}
    used = {name.split(".")[0] for path in MODULES for name in imports_of(path)}
    elsewhere = used - sys.stdlib_module_names - {"bounceback_analysis"}
    assert {COME_WITH.get(name, name) for name in elsewhere} == named


@pytest.mark.parametrize("path", sorted((PACKAGE / "feedback").glob("*.py")), ids=relative)
def test_the_room_that_reads_feedback_knows_neither_a_table_nor_a_log(path):
    names = imports_of(path)
    assert not {name for name in names if name.split(".")[0] in {"pandas", "sklearn", "scipy"}}
    inner = {name.split(".")[1] for name in names if name.startswith("bounceback_analysis.")}
    assert inner <= {"feedback", "vocabulary"}


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
        and "os.devnull" not in ast.unparse(node)  # nobody's file
        and "BufferReader(" not in ast.unparse(node)  # bytes that the log read
    }
    assert not called & OPENS_FILES, f"{relative(path)} opens files itself"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_says_its_duty_and_stays_small(path):
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{relative(path)} does not say what it is for"
    assert len(text.splitlines()) <= 450


LONGEST_FUNCTION = 40
"""Lines, its docstring aside: a docstring is as long as what it has to say."""


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_function_can_be_seen_at_once(path):
    def lines(function: ast.FunctionDef) -> int:
        said = function.body[0] if ast.get_docstring(function) else None
        return (
            function.end_lineno
            - function.lineno
            + 1
            - (said.end_lineno - said.lineno + 1 if said else 0)
        )

    found = [
        n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)
    ]
    assert [f"{each.name}: {lines(each)}" for each in found if lines(each) > LONGEST_FUNCTION] == []


def test_no_module_is_a_scrap_that_only_one_other_needs():
    graph = {dotted(path): imports_of(path) for path in MODULES}
    users = {name: [who for who, uses in graph.items() if name in uses] for name in graph}
    scraps = [
        dotted(path)
        for path in MODULES
        if path.stem not in {"__init__", "__main__"}
        and len(path.read_text("utf-8").splitlines()) < 40
        and len(users[dotted(path)]) == 1
    ]
    assert scraps == []


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


def test_the_front_door_is_small_enough_to_know():
    import bounceback_analysis as bb

    assert len(set(bb.__all__) - set(TOPICS)) <= 35
    assert not [name for name in bb.__all__ if name.startswith(("plot_", "explore_"))]
    assert set(TOPICS) <= set(bb.__all__)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
@pytest.mark.parametrize("log", ["example_log.csv", "first_week.csv", None])
def test_each_topic_has_a_table_with_the_promised_columns_and_a_picture(topic, log, own_log):
    import bounceback_analysis as bb

    read = bb.read_log(ROOT / "data" / log) if log else bb.read_log(bb.new_log(own_log))
    table = topic.table(read)
    assert set(topic.columns.split()) <= set(table.columns)
    picture = bb.plot(topic.name, read)
    assert picture.title
    assert picture.sentence or picture.marks
    assert picture.to_svg().startswith("<svg")


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
