from . import service as service
from .analysis.doors import doors as doors
from .analysis.doors import draft_letters as draft_letters
from .analysis.doors import feedback_yield as feedback_yield
from .analysis.feedback import code_feedback as code_feedback
from .analysis.feedback import feedback_themes as feedback_themes
from .analysis.feedback import theme_quotes as theme_quotes
from .analysis.feedback import turned_round as turned_round
from .analysis.journey import flow_text as flow_text
from .analysis.journey import furthest_step as furthest_step
from .analysis.journey import journey as journey
from .analysis.journey import stage_rates as stage_rates
from .analysis.outcomes import next_interview as next_interview
from .analysis.preparing import common_questions as common_questions
from .analysis.preparing import plan_progress as plan_progress
from .analysis.preparing import question_bank as question_bank
from .analysis.progress import goes_with_success as goes_with_success
from .analysis.progress import how_many_more as how_many_more
from .analysis.progress import improving as improving
from .analysis.progress import nerves as nerves
from .analysis.progress import no_offer_yet as no_offer_yet
from .analysis.progress import run_of_noes as run_of_noes
from .analysis.ratings import formal_scores as formal_scores
from .analysis.ratings import mirrors as mirrors
from .analysis.skills import skill_gaps as skill_gaps
from .analysis.strengths import what_went_well as what_went_well
from .analysis.timing import waiting as waiting
from .charts.picture import Picture as Picture
from .log.companions import practise_question as practise_question
from .log.files import restore as restore
from .log.importing.adopting import import_log as import_log
from .log.model import Log as Log
from .log.model import Problem as Problem
from .log.opening import new_log as new_log
from .log.opening import open_log as open_log
from .log.reading import read_log as read_log
from .log.sharing import export_follow_ups as export_follow_ups
from .log.sharing import export_for_excel as export_for_excel
from .log.waiting import drop_waiting as drop_waiting
from .log.writing import amend_entry as amend_entry
from .log.writing import append_entry as append_entry
from .log.writing import remove_entry as remove_entry
from .log.writing import undo as undo
from .notebook.adopt import adopt_sheet as adopt_sheet
from .notebook.binder import explore as explore
from .notebook.cohort import show_cohort as show_cohort
from .notebook.filters import choose_lines as choose_lines
from .notebook.panels import learned as learned
from .notebook.panels import paste_advert as paste_advert
from .notebook.panels import problems_view as problems_view
from .notebook.panels import welcome as welcome
from .notebook.plan import plan_actions as plan_actions
from .notebook.record import record_outcome as record_outcome
from .notebook.share import share_report as share_report
from .report.prepare import write_preparation as write_preparation
from .report.writing import write_report as write_report
from .topics import plot as plot
from .topics import topics as topics

__all__ = [
    "Log",
    "Picture",
    "Problem",
    "adopt_sheet",
    "amend_entry",
    "append_entry",
    "choose_lines",
    "code_feedback",
    "common_questions",
    "doors",
    "draft_letters",
    "drop_waiting",
    "explore",
    "export_follow_ups",
    "export_for_excel",
    "feedback_themes",
    "feedback_yield",
    "flow_text",
    "formal_scores",
    "furthest_step",
    "goes_with_success",
    "how_many_more",
    "import_log",
    "improving",
    "journey",
    "learned",
    "mirrors",
    "nerves",
    "new_log",
    "next_interview",
    "no_offer_yet",
    "open_log",
    "paste_advert",
    "plan_actions",
    "plan_progress",
    "plot",
    "practise_question",
    "problems_view",
    "question_bank",
    "read_log",
    "record_outcome",
    "remove_entry",
    "restore",
    "run_of_noes",
    "service",
    "share_report",
    "show_cohort",
    "skill_gaps",
    "stage_rates",
    "theme_quotes",
    "topics",
    "turned_round",
    "undo",
    "waiting",
    "welcome",
    "what_went_well",
    "write_preparation",
    "write_report",
]
