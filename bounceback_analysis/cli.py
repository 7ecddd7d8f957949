"""The command ``bounceback``: opens the notebooks, and does without them what needs no picture."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.log.importing.adoption import Adoption
    from bounceback_analysis.log.model import Log

EXIT_CODES = {"ok": 0, "tell": 0, "ask": 1, "stop": 2}

TRACEBACK = "BOUNCEBACK_TRACEBACK"
OUR_FAULT = (
    "Bounceback has a fault here, and could not go on ({kind}: {error}). Your file is as it was. "
    f"With {TRACEBACK}=1 before the command it shows where, for a report of the fault."
)

NEEDS_SERVICE = (
    "Counting many logs needs what only a service needs. "
    "Type: python -m pip install 'bounceback-analysis[service]'"
)
UNKNOWN = "'{}' is no command and no file. The commands are {}; bounceback --help says more."
TYPES = {"path": Path, "number": int}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; a person never sees a traceback."""
    _let_every_letter_pass()
    # Before numpy comes in, for this program and the kernels that it starts: our matrices are
    # small, and threads would only wait for each other, on a busy machine for seconds. Whoever
    # imports the package keeps what they chose for their own sums.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    if words == ["--version"]:
        return _version()
    if words and _mistyped(words[0]):
        return _sorry(UNKNOWN.format(words[0], ", ".join(COMMANDS)))
    if not words or words[0] not in {*COMMANDS, "-h", "--help"}:
        words = ["open", *words]
    chosen = parser.parse_args(words)
    try:
        return COMMANDS[chosen.command](chosen)
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:  # who reads on has enough, as ``head`` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, ValueError) as error:
        return _sorry(str(error))
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        return _sorry(OUR_FAULT.format(kind=type(error).__name__, error=error))


def _let_every_letter_pass() -> None:
    """Let a console that cannot show a letter show a stand-in for it, and never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _mistyped(word: str) -> bool:
    """Tell a word that was meant as a command: it is bare, and no file has that name."""
    bare = word.replace("-", "").isalpha() and not word.startswith("-")
    return bare and word not in COMMANDS and not Path(word).exists()


def _parser() -> argparse.ArgumentParser:
    """Make the parser that ``cli.toml`` tells of."""
    told = tomllib.loads(files(__package__).joinpath("cli.toml").read_text("utf-8"))
    parser = argparse.ArgumentParser(
        prog="bounceback",
        description=told["description"],
        epilog=told["examples"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="say which version this is")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command, row in told["commands"].items():
        added = commands.add_parser(command, help=row["says"], description=row["says"])
        for option in row["takes"]:
            given = dict(told["options"][option])
            if "type" in given:
                given["type"] = TYPES[given["type"]]
            added.add_argument(*given.pop("names"), **given)
    return parser


def _open(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.log.opening import choose_folder
    from bounceback_analysis.notebook.opening import open_notebooks

    if chosen.folder and (told := choose_folder(chosen.folder)):
        print(told)
    return open_notebooks(chosen.file, notebook=chosen.notebook, browser=not chosen.no_browser)


def _check(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.log.reading import check_json, check_report, read_log

    log = read_log(chosen.file)
    _print_json(check_json(log)) if chosen.json else print(check_report(log))
    return EXIT_CODES[log.status]


def _new(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.log.opening import new_log

    made = new_log(chosen.file, replace=chosen.replace)
    print(f"Your log is ready: {made}")
    print(f"Open it as a spreadsheet, or record an outcome with: bounceback {made}")
    return 0


def _import(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.log.files import link_problem
    from bounceback_analysis.log.importing.adopting import import_log
    from bounceback_analysis.log.importing.adoption import answers_beside

    if not chosen.replace and (problem := link_problem(chosen.output)):
        return _sorry(problem)
    adoption = import_log(chosen.file, answers=chosen.answers)
    answers = chosen.answers or answers_beside(chosen.file)
    if not (chosen.json or chosen.anyway) and sys.stdin.isatty() and sys.stdout.isatty():
        adoption = _settled(adoption, answers)
    said, document = list[str](), adoption.to_json()
    some = adoption.lines or (chosen.output.exists() and not chosen.replace)
    if some and adoption.status != "stop" and (chosen.anyway or not adoption.questions):
        said.append(adoption.save(chosen.output, replace=chosen.replace, anyway=chosen.anyway))
        document["entries_written"] = len(adoption.lines)
    if adoption.questions:
        said.append(adoption.leave_questions(answers))
    if adoption.status == "stop":
        print(adoption.report(), file=sys.stderr)
    if chosen.json:
        _print_json(document)
    elif adoption.status != "stop":
        print(adoption.report("\n".join(said)))
    return EXIT_CODES[adoption.status]


def _settled(adoption: Adoption, answers: Path) -> Adoption:
    """Ask the open questions one by one, keep each answer at once, and read the sheet again."""
    from dataclasses import replace

    from bounceback_analysis.log.companions import keep_answers
    from bounceback_analysis.log.importing.adopting import import_log
    from bounceback_analysis.log.importing.asking import ask_each

    def ask(text: str) -> str:
        try:
            return input(text)
        except EOFError:  # Ctrl+D
            return ""

    left = len(adoption.questions)
    while adoption.questions and left:
        # Each question is asked below, so what was read is told without them.
        print(replace(adoption, questions=()).report())
        left = sum(len([*question.parts()]) for question in adoption.questions)
        for answer in ask_each(adoption.questions, ask, print):
            if not (kept := keep_answers(answers, answer)).ok:
                raise OSError(kept.message)
            left -= 1
        if left:  # stopped before the last one
            return import_log(adoption.path, answers if answers.exists() else None)
        adoption = import_log(adoption.path, answers)
        left = len(adoption.questions)
    return adoption


def _themes(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.feedback.telling import themes_json, themes_report
    from bounceback_analysis.log.companions import read_settings
    from bounceback_analysis.log.opening import own_log
    from bounceback_analysis.log.reading import read_feedback

    # A text of feedback has no settings of its own: those of the person's log are meant.
    settings = read_settings(chosen.file) or read_settings(own_log())
    texts, own = read_feedback(chosen.file), settings.get("phrases")
    _print_json(themes_json(texts, own)) if chosen.json else print(themes_report(texts, own))
    return 0


def _report(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.report.writing import write_report

    written = write_report(
        _read(chosen),
        chosen.output,
        sections=chosen.sections.split(",") if chosen.sections else None,
        names=chosen.names,
        quotes=chosen.quotes,
        replace=chosen.replace,
    )
    print(written)
    return _opened(chosen)


def _prepare(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.report.prepare import write_preparation

    given = {"line": chosen.line, "replace": chosen.replace}
    written = write_preparation(_read(chosen), chosen.output, **given)
    print(f"Written: {written.path}\nIt is for you alone: names stand in it as your log has them.")
    return _opened(chosen)


def _share(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.service.giving import share

    about = {name: getattr(chosen, name) for name in ("service", "programme", "sector", "roles")}
    gift = share(_read(chosen), **about)
    print(gift.shown())
    # Where nobody can be asked, whoever typed the command has said so.
    asked = sys.stdin.isatty() and sys.stdout.isatty()
    if asked and input("\nWrite it? yes or no: ").strip().lower() not in {"yes", "y"}:
        print("Nothing was written.")
        return EXIT_CODES["ok"]
    print(f"Written: {gift.save(chosen.output, replace=chosen.replace)}")
    return EXIT_CODES["ok"]


def _service(chosen: argparse.Namespace) -> int:
    from bounceback_analysis.service.page import write_cohort

    by = tuple(filter(None, chosen.by.split(",")))
    about = {name: getattr(chosen, name) for name in ("k", "rounded", "scheduler", "replace")}
    try:
        made, files = write_cohort(chosen.file, chosen.output, by=by, **about)
    except ModuleNotFoundError as error:
        return _sorry(f"{NEEDS_SERVICE} ({error.name} is not here.)")
    for name, said in files.to_numpy():
        print(f"{name}: {said}", file=sys.stderr)
    print(f"{made.kept_back}\nWritten: {chosen.output}")
    return EXIT_CODES["ok"]


def _opened(chosen: argparse.Namespace) -> int:
    """Open what was written, where that was asked for, with the program that is usual for it."""
    if not chosen.open:
        return 0
    file = chosen.output.resolve()
    if hasattr(os, "startfile"):
        os.startfile(file)  # noqa: S606 (the person asked for it)
        return 0
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return _sorry(f"Nothing here can open a file by itself; open {file} yourself.")
    subprocess.Popen([opener, file], stderr=subprocess.DEVNULL)  # noqa: S603 (our own file)
    return 0


def _version() -> int:
    from importlib.metadata import version

    print("bounceback", version("bounceback-analysis"))
    return EXIT_CODES["ok"]


def _help(chosen: argparse.Namespace) -> int:
    import inspect

    import bounceback_analysis as bb

    name = str(chosen.file or "")
    if name not in bb.__all__:
        for topic, words in bb.topics()[["topic", "shows"]].to_numpy():
            print(f"  {topic:20} {words}")
        return _sorry(f"'{name}' is no topic; these are.") if name else EXIT_CODES["ok"]
    given = getattr(bb, name)
    print(f"{name}{inspect.signature(given)}\n\n{inspect.getdoc(given)}")
    return EXIT_CODES["ok"]


def _shortcut(_chosen: argparse.Namespace) -> int:
    from bounceback_analysis.log.opening import make_shortcut

    print(f"Bounceback is among your programs now: {make_shortcut()}")
    return EXIT_CODES["ok"]


def _read(chosen: argparse.Namespace) -> Log:
    """Read the log that is named; a ValueError says why where it cannot be read."""
    from bounceback_analysis.log.reading import read_log

    log = read_log(chosen.file, as_of=getattr(chosen, "as_of", None))
    if log.status == "stop":
        raise ValueError(" ".join(map(str, (p for p in log.problems if p.verdict == "stop"))))
    return log


def _sorry(message: str) -> int:
    print(message, file=sys.stderr)
    return EXIT_CODES["stop"]


def _print_json(document: dict[str, Any]) -> None:
    # Another program reads this: where not every letter can be written, none is lost either.
    every_letter = "utf" in (sys.stdout.encoding or "").lower()
    print(json.dumps(document, ensure_ascii=not every_letter, indent=2, default=str))


COMMANDS = {
    "open": _open,
    "check": _check,
    "new": _new,
    "import": _import,
    "themes": _themes,
    "report": _report,
    "help": _help,
    "shortcut": _shortcut,
    "prepare": _prepare,
    "share": _share,
    "service": _service,
}
