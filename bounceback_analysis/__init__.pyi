from .analysis.adverts import advert_skills as advert_skills
from .analysis.asking import feedback_yield as feedback_yield
from .analysis.coding import code_feedback as code_feedback
from .analysis.coding import reading_states as reading_states
from .analysis.doors import doors as doors
from .analysis.doors import feedback_requests as feedback_requests
from .analysis.feedback import feedback_themes as feedback_themes
from .analysis.feedback import outside_my_control as outside_my_control
from .analysis.feedback import reading_of as reading_of
from .analysis.feedback import theme_quotes as theme_quotes
from .analysis.journey import journey as journey
from .analysis.journey import journey_in_time as journey_in_time
from .analysis.journey import replied as replied
from .analysis.journey import sankeymatic as sankeymatic
from .analysis.journey import stage_rates as stage_rates
from .analysis.letters import draft_letters as draft_letters
from .analysis.likely import likely_themes as likely_themes
from .analysis.luck import how_many_more as how_many_more
from .analysis.luck import improving as improving
from .analysis.luck import run_of_noes as run_of_noes
from .analysis.mirrors import mirror_quotes as mirror_quotes
from .analysis.mirrors import mirrors as mirrors
from .analysis.mirrors import skill_mirror_quotes as skill_mirror_quotes
from .analysis.mirrors import skill_mirrors as skill_mirrors
from .analysis.naming import find_skills as find_skills
from .analysis.nerves import calm_over_time as calm_over_time
from .analysis.nerves import calm_ways as calm_ways
from .analysis.nerves import nerves as nerves
from .analysis.plan import next_steps as next_steps
from .analysis.plan import plan_progress as plan_progress
from .analysis.questions import question_bank as question_bank
from .analysis.scores import formal_scores as formal_scores
from .analysis.skills import skill_gaps as skill_gaps
from .analysis.stories import match_stories as match_stories
from .analysis.strengths import what_went_well as what_went_well
from .analysis.success import goes_with_success as goes_with_success
from .analysis.timing import reply_curve as reply_curve
from .analysis.timing import waiting as waiting
from .charts.asking import plot_feedback_yield as plot_feedback_yield
from .charts.doors import plot_doors as plot_doors
from .charts.feedback import plot_feedback_themes as plot_feedback_themes
from .charts.feedback import plot_theme_quotes as plot_theme_quotes
from .charts.flow import plot_journey as plot_journey
from .charts.flow import plot_journey_in_time as plot_journey_in_time
from .charts.journey import plot_stage_rates as plot_stage_rates
from .charts.luck import plot_how_many_more as plot_how_many_more
from .charts.luck import plot_improving as plot_improving
from .charts.luck import plot_run_of_noes as plot_run_of_noes
from .charts.marks import Picture as Picture
from .charts.mirrors import plot_mirrors as plot_mirrors
from .charts.mirrors import plot_skill_mirrors as plot_skill_mirrors
from .charts.nerves import plot_calm_over_time as plot_calm_over_time
from .charts.nerves import plot_nerves as plot_nerves
from .charts.plan import plot_plan_progress as plot_plan_progress
from .charts.questions import plot_question_bank as plot_question_bank
from .charts.scores import plot_formal_scores as plot_formal_scores
from .charts.skills import plot_skill_gaps as plot_skill_gaps
from .charts.strengths import plot_what_went_well as plot_what_went_well
from .charts.success import plot_goes_with_success as plot_goes_with_success
from .charts.timing import plot_reply_curve as plot_reply_curve
from .charts.timing import plot_waiting as plot_waiting
from .log.adopting import import_log as import_log
from .log.adoption import Adoption as Adoption
from .log.adoption import Question as Question
from .log.files import restore as restore
from .log.opening import new_log as new_log
from .log.opening import open_log as open_log
from .log.problems import Log as Log
from .log.problems import Problem as Problem
from .log.reading import read_log as read_log
from .log.sharing import export_follow_ups as export_follow_ups
from .log.sharing import export_for_excel as export_for_excel
from .log.waiting import drop_waiting as drop_waiting
from .log.writing import amend_entry as amend_entry
from .log.writing import append_entry as append_entry
from .log.writing import remove_entry as remove_entry
from .log.writing import undo as undo
from .notebook.adopting_view import adopt_sheet as adopt_sheet
from .notebook.advert import paste_advert as paste_advert
from .notebook.banner import welcome as welcome
from .notebook.explorers import explore_doors as explore_doors
from .notebook.explorers import explore_feedback_themes as explore_feedback_themes
from .notebook.explorers import explore_feedback_yield as explore_feedback_yield
from .notebook.explorers import explore_formal_scores as explore_formal_scores
from .notebook.explorers import explore_goes_with_success as explore_goes_with_success
from .notebook.explorers import explore_how_many_more as explore_how_many_more
from .notebook.explorers import explore_improving as explore_improving
from .notebook.explorers import explore_journey as explore_journey
from .notebook.explorers import explore_mirrors as explore_mirrors
from .notebook.explorers import explore_nerves as explore_nerves
from .notebook.explorers import explore_plan_progress as explore_plan_progress
from .notebook.explorers import explore_question_bank as explore_question_bank
from .notebook.explorers import explore_run_of_noes as explore_run_of_noes
from .notebook.explorers import explore_skill_gaps as explore_skill_gaps
from .notebook.explorers import explore_skill_mirrors as explore_skill_mirrors
from .notebook.explorers import explore_stage_rates as explore_stage_rates
from .notebook.explorers import explore_waiting as explore_waiting
from .notebook.explorers import explore_what_went_well as explore_what_went_well
from .notebook.follow_ups import save_to_calendar as save_to_calendar
from .notebook.letters_view import letters_view as letters_view
from .notebook.planning import plan_actions as plan_actions
from .notebook.problems_view import problems_view as problems_view
from .notebook.recording import record_outcome as record_outcome
from .notebook.sharing import share_report as share_report
from .report.writing import write_report as write_report

__all__ = [
    "Adoption",
    "Log",
    "Picture",
    "Problem",
    "Question",
    "adopt_sheet",
    "advert_skills",
    "amend_entry",
    "append_entry",
    "calm_over_time",
    "calm_ways",
    "code_feedback",
    "doors",
    "draft_letters",
    "drop_waiting",
    "explore_doors",
    "explore_feedback_themes",
    "explore_feedback_yield",
    "explore_formal_scores",
    "explore_goes_with_success",
    "explore_how_many_more",
    "explore_improving",
    "explore_journey",
    "explore_mirrors",
    "explore_nerves",
    "explore_plan_progress",
    "explore_question_bank",
    "explore_run_of_noes",
    "explore_skill_gaps",
    "explore_skill_mirrors",
    "explore_stage_rates",
    "explore_waiting",
    "explore_what_went_well",
    "export_follow_ups",
    "export_for_excel",
    "feedback_requests",
    "feedback_themes",
    "feedback_yield",
    "find_skills",
    "formal_scores",
    "goes_with_success",
    "how_many_more",
    "import_log",
    "improving",
    "journey",
    "journey_in_time",
    "letters_view",
    "likely_themes",
    "match_stories",
    "mirror_quotes",
    "mirrors",
    "nerves",
    "new_log",
    "next_steps",
    "open_log",
    "outside_my_control",
    "paste_advert",
    "plan_actions",
    "plan_progress",
    "plot_calm_over_time",
    "plot_doors",
    "plot_feedback_themes",
    "plot_feedback_yield",
    "plot_formal_scores",
    "plot_goes_with_success",
    "plot_how_many_more",
    "plot_improving",
    "plot_journey",
    "plot_journey_in_time",
    "plot_mirrors",
    "plot_nerves",
    "plot_plan_progress",
    "plot_question_bank",
    "plot_reply_curve",
    "plot_run_of_noes",
    "plot_skill_gaps",
    "plot_skill_mirrors",
    "plot_stage_rates",
    "plot_theme_quotes",
    "plot_waiting",
    "plot_what_went_well",
    "problems_view",
    "question_bank",
    "read_log",
    "reading_of",
    "reading_states",
    "record_outcome",
    "remove_entry",
    "replied",
    "reply_curve",
    "restore",
    "run_of_noes",
    "sankeymatic",
    "save_to_calendar",
    "share_report",
    "skill_gaps",
    "skill_mirror_quotes",
    "skill_mirrors",
    "stage_rates",
    "theme_quotes",
    "undo",
    "waiting",
    "welcome",
    "what_went_well",
    "write_report",
]
