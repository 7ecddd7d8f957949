"""Made-up logs for comparing counts: forty realistic searches, and a strategy for wild ones.

Dates are ISO, and wherever there is feedback its themes are filled in by hand, so that nothing
but the rules decides what is counted.
"""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta

from hypothesis import strategies as st


def cells(text: str) -> list[str]:
    return next(csv.reader([text]))


AS_OF = date(2026, 6, 30)
SEEDS = range(40)
COLUMNS = cells(
    "date,employer,role,stage,outcome,heard_on,source,feedback,feedback_asked_on,feedback_status,"
    "feedback_themes,score,score_out_of,pass_mark,format,application_id,went_well,improve,"
    "hard_questions,rated_on,prepared,knew_employer,knew_role,answered,sold_myself,calm,"
    "skills_wanted,door_open,next_step,follow_up_on,notes"
)
PLAN_COLUMNS = cells("skill,my_level,wanted_level,theme,action,kind,due_on,done_on,evidence")
RATINGS = ("prepared", "knew_employer", "knew_role", "answered", "sold_myself", "calm")
STAGES = ("application", "screening", "assessment", "interview", "final interview")
EMPLOYERS = cells(
    "Aldermoor Council,Bramble Care,Copperfield Foods,Dunlin Primary,Eastgate Trust,Fenwick Motors,"
    "Gorse Hill Surgery,Harbour Books,Inkwell Print,Juniper Hotels,Kite Logistics,Larkspur Homes,"
    "Café Noir,NA,Reed,Tern Recruitment,Mill & Sons,Nettle College"
)
NAMELESS = ("Confidential", "?", "-", "Undisclosed", "")
ROLES = ("Clerk", "Care assistant", "Driver", "Cook", "Receptionist", "Team leader")
SOURCES = ("Job board", "Friend", "Council jobs page", "Agency", "")
SKILLS = ("Excel", "customer service", "driving licence", "safeguarding", "stock control")
QUESTIONS = ("Why do you want this job?", "Tell us about a conflict.", "Where in five years?")
FORMATS = ("in person", "video", "phone", "recorded", "written", "")
THEMES = ("nerves", "answers", "selling", "preparation", "digital", "experience", "people")
TOLD = ("answers gap", "competition neutral", "role_change neutral", "no_reason neutral")


def as_text(rows: list[dict[str, str]], columns: list[str] = COLUMNS) -> str:
    """Write rows as csv text under the columns given."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Search:
    """One made-up person, with habits of their own in keeping a log."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)
        self.says_passed = self.luck.random() < 0.6  # else earlier steps are left waiting
        self.names_stages = self.luck.choice((1.0, 1.0, 0.9, 0.6, 0.0))
        self.names_roles = self.luck.choice((1.0, 1.0, 0.9, 0.5))
        self.dates = self.luck.choice((1.0, 1.0, 1.0, 0.9))
        self.answers_apart = self.luck.choice((0.0, 0.0, 0.3))  # the answer as a line of its own
        self.length = self.luck.randint(5, 60)

    def chance(self, share: float) -> bool:
        return self.luck.random() < share

    def rows(self) -> list[dict[str, str]]:
        """Give 5 to 60 lines, mostly in the order in which they happened."""
        rows: list[dict[str, str]] = []
        past: list[tuple[str, str]] = []
        while len(rows) < self.length:
            again = past and self.chance(0.12)
            job = self.luck.choice(past) if again else self.new_job()
            past.append(job)
            rows += self.application(*job, number=len(past))
        rows = rows[: self.length]
        rows.sort(key=lambda row: row.pop("_day"))
        if self.chance(0.2):
            self.luck.shuffle(rows)
        return rows

    def new_job(self) -> tuple[str, str]:
        names = NAMELESS if self.chance(0.08) else EMPLOYERS
        return self.luck.choice(names), self.luck.choice(ROLES)

    def application(self, employer: str, role: str, number: int) -> list[dict[str, str]]:
        day = AS_OF - timedelta(days=self.luck.randint(0, 400))
        path = ["application"] if self.chance(0.85) else []
        path += [stage for stage in STAGES[1:3] if self.chance(0.15)]
        reach = self.luck.choice((0, 0, 0, 1, 1, 2, 3))
        path += ["interview"] * min(reach, 2) + ["final interview"] * (reach == 3)
        shared = {
            "employer": employer,
            "source": self.luck.choice(SOURCES),
            "skills_wanted": "; ".join(self.luck.sample(SKILLS, self.luck.randint(0, 3))),
            "application_id": f"a{number}" if self.chance(0.06) else "",
        }
        rows: list[dict[str, str]] = []
        for at, stage in enumerate(path or ["interview"], 1):
            last = at >= len(path)
            row = self.step(stage, day, last=last) | {
                "role": role if self.chance(self.names_roles) else "",
                **(shared if at == 1 else {**shared, "source": "", "skills_wanted": ""}),
            }
            rows.append(row)
            if day > AS_OF:
                return rows
            if last and row["outcome"] in {"waiting", "offer"}:
                rows += self.answered(row, day)
            day += timedelta(days=self.luck.choice((0, 3, 7, 12, 20, 40, 190)))
        return rows

    def step(self, stage: str, day: date, *, last: bool) -> dict[str, str]:
        if day > AS_OF:
            outcome = "waiting"
        elif last:
            ends = ("rejected",) * 5 + ("no response", "no response", "waiting", "waiting")
            ends += ("offer",) * (3 if "interview" in stage else 0)
            outcome = self.luck.choice((*ends, "withdrew", "cancelled", "passed"))
        else:
            outcome = "passed" if self.says_passed else "waiting"
        row = {
            "_day": day.isoformat(),
            "date": day.isoformat() if self.chance(self.dates) else "",
            "stage": stage if self.chance(self.names_stages) else "",
            "outcome": outcome,
        }
        if day <= AS_OF:
            row |= self.what_came(outcome, day)
            row |= self.how_it_went(day) if "interview" in stage else {}
        return row

    def answered(self, row: dict[str, str], day: date) -> list[dict[str, str]]:
        """Perhaps tell the end in a line of its own, without a stage or as the same one."""
        offer = row["outcome"] == "offer"
        if not self.chance(0.7 if offer else self.answers_apart):
            return []
        words = ("accepted", "declined", "withdrew") if offer else ("rejected", "withdrew", "offer")
        day = min(AS_OF, day + timedelta(days=self.luck.randint(0, 20)))
        kept = {key: row[key] for key in ("employer", "role", "application_id")}
        stage = self.luck.choice(("", "", row["stage"]))
        told = {"date": day.isoformat(), "_day": day.isoformat() + "~", "stage": stage}
        return [kept | told | {"outcome": self.luck.choice(words)}]

    def what_came(self, outcome: str, day: date) -> dict[str, str]:
        """Tell when they answered, what they said, and whether that was asked for."""
        if outcome in {"waiting", "no response", "withdrew"}:
            return {"follow_up_on": self.soon() if self.chance(0.2) else ""}
        heard = min(AS_OF, day + timedelta(days=self.luck.randint(0, 30)))
        row = {"heard_on": heard.isoformat() if self.chance(0.9) else ""}
        if outcome != "rejected":
            return row
        asked = self.chance(0.5)
        status = self.luck.choice(("asked", "promised", "refused", "received", "received"))
        row |= {"feedback_asked_on": heard.isoformat(), "feedback_status": status} if asked else {}
        if (asked and status == "received") or (not asked and self.chance(0.2)):
            said = [f"{theme} {self.luck.choice(('gap', 'strength'))}" for theme in self.some()]
            said += [self.luck.choice(TOLD)] if self.chance(0.4) else []
            row["feedback_themes"] = "; ".join(said) or "no_reason neutral"
            row["feedback"] = "They told me on the phone."
        if self.chance(0.2):
            row |= {"door_open": self.luck.choice(("yes", "yes", "no"))}
            row["follow_up_on"] = self.soon() if self.chance(0.5) else ""
        return row

    def how_it_went(self, day: date) -> dict[str, str]:
        """Give the self-rating, the questions, and now and then a formal score."""
        row = {"format": self.luck.choice(FORMATS)}
        row["went_well"] = "I kept to the point." if self.chance(0.3) else ""
        row["hard_questions"] = "; ".join(self.luck.sample(QUESTIONS, self.luck.randint(0, 2)))
        if self.chance(0.6):
            row |= {name: str(self.luck.randint(1, 5)) for name in RATINGS if self.chance(0.9)}
            rated = day + timedelta(days=self.luck.choice((0, 0, 1, 35)))
            row["rated_on"] = min(AS_OF, rated).isoformat() if self.chance(0.9) else ""
        if self.chance(0.1):
            row |= {"score": str(self.luck.randint(20, 80)), "score_out_of": "100"}
            row["pass_mark"] = "60"
        return row

    def some(self) -> list[str]:
        return self.luck.sample(THEMES, self.luck.randint(0, 3))

    def soon(self) -> str:
        return (AS_OF + timedelta(days=self.luck.randint(-60, 60))).isoformat()


def made_log(seed: int) -> str:
    """Give the csv text of one made-up log; the same seed gives the same text."""
    return as_text(Search(seed).rows())


def made_plan(seed: int) -> str:
    """Give the csv text of a plan of three actions, some of them done."""
    search = Search(seed + 1000)
    rows = [
        {
            "skill": theme,
            "theme": theme,
            "action": f"Work on {theme}",
            "kind": "practise",
            "due_on": search.soon(),
            "done_on": str(AS_OF - timedelta(days=search.luck.randint(1, 300))) if at else "",
        }
        for at, theme in enumerate(search.luck.sample(THEMES, 3))
    ]
    return as_text(rows, PLAN_COLUMNS)


# Few names, few days: so that ties, reapplications and blanks meet one another all the time.
_DAYS = [date(2026, 6, 1) + timedelta(days=7 * at) for at in range(-40, 7, 2)]
_OUTCOMES = ("waiting", "waiting", "passed", "rejected", "rejected", "no response", "offer")
_LINES = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["", *(day.isoformat() for day in _DAYS)]),
        "employer": st.sampled_from(["Acme", "ACMÉ ", "Birch", "Reed", "Confidential", "?"]),
        "role": st.sampled_from(["Clerk", "Clerk", "clerk ", "Porter", ""]),
        "stage": st.sampled_from(["", *STAGES]),
        "outcome": st.sampled_from([*_OUTCOMES, "accepted", "declined", "withdrew", "cancelled"]),
        "heard_on": st.sampled_from(["", "", "2026-05-05", "2026-06-20"]),
        "source": st.sampled_from(["", "Friend", "Job board"]),
        "format": st.sampled_from(["", "video"]),
        "application_id": st.sampled_from(["", "", "", "", "7"]),
        "feedback_themes": st.sampled_from(
            ["", "", "nerves gap", "answers strength; nerves gap", "nerves strength", "no_reason"]
        ),
        "feedback_asked_on": st.sampled_from(["", "2026-06-02"]),
        "feedback_status": st.sampled_from(["", "", "asked", "promised", "received", "refused"]),
        "rated_on": st.sampled_from(["", "2026-05-01", "2026-06-25"]),
        "calm": st.sampled_from(["", "1", "3", "5"]),
        "door_open": st.sampled_from(["", "", "yes", "no"]),
        "hard_questions": st.sampled_from(["", "Why us?", "Why us?; Why now?"]),
        "skills_wanted": st.sampled_from(["", "Excel", "Excel; safeguarding"]),
    }
)


def wild_logs(longest: int = 14) -> st.SearchStrategy[str]:
    """Give csv text of random logs: rounds, reapplications, blanks, waits, ties."""
    return st.lists(_LINES.map(_sane), min_size=1, max_size=longest).map(as_text)


def _sane(row: dict[str, str]) -> dict[str, str]:
    """Leave out ids where they would make one job be offered, refused and offered once more."""
    going_on = row["outcome"] in {"waiting", "passed", "rejected", "no response"}
    return row if going_on else row | {"application_id": ""}
