"""Feedback is read by two readers that check each other; where they do not agree, nothing is said."""

from __future__ import annotations

import json
import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.feedback import code_feedback, reading_states, unfair_mentions
from bounceback_analysis.feedback.learned import Piece, known_as, learned, weigh
from bounceback_analysis.feedback.phrases import Phrase, Phrases, heard_in, vocabulary
from bounceback_analysis.feedback.reading import (
    OFFERED,
    SHOWN,
    Said,
    likely_themes,
    own_lines,
    read_all,
)
from bounceback_analysis.feedback.telling import themes_report
from bounceback_analysis.feedback.tokens import LONGEST, sentences_of, tokens_of
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, themes

ROOT = Path(__file__).parents[1]
SENTENCES = ROOT / "data" / "feedback_sentences"
VOCABULARY = ROOT / "bounceback_analysis" / "vocabulary" / "phrases.toml"
MODEL = ROOT / "bounceback_analysis" / "feedback" / "reader.npz"

OPENINGS = (
    "", "Unfortunately, ", "Thank you for coming in on Thursday. ", "Dear Ms Okafor, ",
    "I am sorry to say that ", "Following your interview, ", "After careful consideration, ",
    "Hi Sam, quick update: ", "We had a very high number of applications and ", "Regrettably ",
)  # fmt: skip
REFUSALS = (
    "you have not been successful on this occasion.",
    "we will not be moving forward with your application.",
    "we have decided not to progress your application any further.",
    "the panel has decided not to offer you the post.",
    "we will not be inviting you to the next stage.",
    "we regret to inform you that you were not selected.",
    "your application was unsuccessful this time.",
    "we have chosen to proceed with other applicants.",
    "we are unable to offer you the position at this time.",
    "we won't be taking things any further.",
    "it is a no from us, I'm afraid.",
    "we cannot offer individual feedback.",
    "you have not been shortlisted.",
    "we have now filled the vacancy.",
    "we wish you every success in your search.",
    "we'll keep your details on file for six months.",
    "the role has gone to somebody else.",
    "you did not get the job.",
    "we went with another candidate.",
    "your candidature will not be pursued.",
)
OTHERS = (
    "The interviewer", "The girl who went in before me", "My sister", "One of the other candidates",
    "The receptionist", "The lad beside me", "The hiring manager", "Their last assistant",
    "The man on reception", "The deputy head",
)  # fmt: skip
SAID_OF_THEM = (
    "was late.", "looked nervous.", "talked far too much.", "had not read my CV.",
    "kept checking a phone.", "froze at the second question.", "was rude to the waitress.",
    "had a cold and mumbled.", "did not know the product.", "was too quiet to hear.",
    "seemed bored.", "had never done the job before.", "could not work the projector.",
    "arrived in a crumpled suit.", "rambled on about parking.", "was vague about the hours.",
    "had failed the driving test.", "could not use a spreadsheet.", "left without a degree.",
    "argued with the porter.",
)  # fmt: skip


def pairs(text: str, **given: object) -> set[tuple[str, str]]:
    coded = code_feedback([text], **given)
    return set(zip(coded["theme"], coded["polarity"], strict=True))


def gaps_in(texts: list[str]) -> list[str]:
    coded = code_feedback(texts)
    return [texts[at] for at in sorted(set(coded.loc[coded["polarity"] == "gap", "text"]))]


def test_the_columns_are_there_even_without_texts():
    coded = code_feedback([])
    assert list(coded) == [
        "text", "theme", "polarity", "phrase", "start", "end", "rule", "confidence", "compared",
    ]  # fmt: skip
    assert coded.empty


def test_a_hit_says_where_it_stands_why_and_how_sure_it_is():
    text = "It rained. You were too quiet in the group."
    [hit] = code_feedback([None, text]).to_dict("records")
    assert (hit["text"], hit["theme"], hit["polarity"]) == (1, "nerves", "gap")
    assert text[hit["start"] : hit["end"]] == hit["phrase"]
    assert "quiet" in hit["phrase"]
    assert SHOWN <= hit["confidence"] <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You were nervous.", ("nerves", "gap")),
        ("Not enough experience.", ("experience", "gap")),
        ("You had clearly prepared and knew our work well.", ("preparation", "strength")),
        ("Someone else was stronger.", ("competition", "neutral")),
        ("The post was withdrawn.", ("role_change", "neutral")),
        ("We cannot offer feedback.", ("no_reason", "neutral")),
        ("You failed the typing test.", ("job_skills", "gap")),
    ],
)
def test_the_plainest_words_are_read(text, expected):
    assert pairs(text) == {expected}


def test_what_is_shown_is_likely_and_what_is_less_so_is_only_offered():
    said = read_all(lines_of("tune"))
    assert all(hit.chance >= SHOWN for each in said for hit in each.hits if not each.unfair)
    offered = [hit.chance for each in said for hit in each.perhaps]
    assert offered
    assert all(OFFERED <= chance < SHOWN for chance in offered)
    assert not any({h.theme for h in s.perhaps} & {h.theme for h in s.hits} for s in said)


def lines_of(part: str) -> list[str]:
    paths = sorted((SENTENCES / part / "lines").glob("*.txt"))
    return [line.split(" | ", 1)[1] for p in paths for line in p.read_text("utf-8").splitlines()]


def test_of_what_is_shown_four_in_five_are_right_on_the_part_that_calibrates():
    right = shown = 0
    for path in sorted((SENTENCES / "tune" / "lines").glob("*.txt")):
        lines = [line.split(" | ", 1) for line in path.read_text("utf-8").splitlines()]
        for (labels, _), said in zip(lines, read_all([text for _, text in lines]), strict=True):
            hits = [f"{hit.theme} {hit.polarity}" for hit in said.hits if not said.unfair]
            right += sum(hit in labels.split("; ") for hit in hits)
            shown += len(hits)
    assert shown > 200
    assert right / shown >= 0.8


def test_what_is_offered_is_told_as_a_question_and_counted_nowhere():
    texts = lines_of("tune")[:400]
    told = zip(texts, read_all(texts), strict=True)
    text = next(text for text, said in told if said.perhaps and not said.hits)
    report = themes_report([text])
    assert "perhaps: " in report
    assert "Sort it?" in report
    assert "What came up" not in report
    assert reading_states([text]).tolist() == ["not sorted"]


def test_a_refusal_of_whatever_wording_is_no_gap():
    texts = [opening + refusal for opening, refusal in product(OPENINGS, REFUSALS)]
    assert len(texts) == 200
    assert len(gaps_in(texts)) <= 2


def test_what_is_said_of_somebody_else_is_no_gap():
    texts = [f"{other} {said}" for other, said in product(OTHERS, SAID_OF_THEM)]
    assert len(texts) == 200
    assert len(gaps_in(texts)) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "We will not be moving forward with your application.",
        "They said they'd call on the Friday.",
        "My hair was all over the place from the wind.",
        "They put an awful lot of preparation into the day.",
        "The interviewer was rude.",
    ],
)
def test_everyday_words_that_look_like_a_reason_are_none(text):
    assert not {polarity for _, polarity in pairs(text)} & {"gap", "strength"}


@pytest.mark.parametrize(
    "text",
    [
        "We appreciate your interest in the role and wish you every success.",
        "Thank you for taking the time to apply. Unfortunately you have not been successful.",
        "Due to the high volume of applications we cannot offer individual feedback.",
    ],
)
def test_boilerplate_is_no_reason_and_nothing_else(text):
    assert pairs(text) <= {("no_reason", "neutral")}
    assert reading_states([text]).tolist()[0] in {"no reason", "not sorted"}


def test_a_letter_that_gives_a_reason_is_not_called_without_one():
    text = "We regret to inform you that you were not selected. You were too nervous."
    assert pairs(text) == {("nerves", "gap")}


def test_a_reason_that_may_not_be_lawful_is_flagged_and_no_gap():
    text = "They said I was too old and they wanted somebody younger."
    assert unfair_mentions([text])["phrase"].tolist()
    assert {polarity for _, polarity in pairs(text)} <= {"neutral"}


def test_own_phrases_add_words_and_whole_themes():
    own = {"nerves": {"gap": ["like a rabbit"]}, "driving": ["reversing"]}
    assert ("nerves", "gap") in pairs("You sat there like a rabbit.", own=own)
    assert ("driving", "gap") in pairs("Your reversing was poor.", own=own)
    assert "driving" not in {theme for theme, _ in pairs("Your reversing was poor.")}


@pytest.mark.parametrize(
    "own",
    [{"nerves": "quiet"}, {"nerves": {"strength": ["like a mouse"]}}, {"fit": ["quiet"]}],
)
def test_an_own_phrase_deletes_no_reading_unasked(own):
    text = "You were too quiet."
    assert ("nerves", "gap") in pairs(text)
    assert ("nerves", "gap") in pairs(text, own=own)


def test_what_a_person_types_as_a_phrase_is_words_and_no_pattern():
    own = {"driving": {"gap": ["(.*) a|b* [x]? _ @class"]}}
    assert [line.text for line in own_lines(own)] == ["a b x class"]
    assert pairs("You were too quiet.", own=own) == {("nerves", "gap")}


def test_markup_is_passed_over_and_the_words_keep_their_place():
    text = '<p class="nervous">You were <b>too</b> quiet.</p>'
    [hit] = code_feedback([text]).to_dict("records")
    assert hit["theme"] == "nerves"
    assert text[hit["start"] : hit["end"]].endswith("quiet")


def test_another_language_is_not_read_and_said_to_be():
    texts = [
        "Vous n'avez pas assez d'expérience pour ce poste, mais vous êtes motivé.",
        "Leider haben wir uns für eine andere Person entschieden, Sie waren nervös.",
        "Niestety nie jest pan wystarczająco doświadczony do tej pracy.",
        "申し訳ありませんが、今回は見送らせていただきます。",
    ]
    assert code_feedback(texts).empty
    assert set(reading_states(texts)) == {"not read"}


def test_each_text_has_a_state():
    texts = [
        "You were too quiet.",
        "No feedback was given.",
        "It was a blue day.",
        "!! 🙂 ...",
        None,
    ]
    expected = ["read", "no reason", "not sorted", "blank", "blank"]
    assert reading_states(texts).tolist() == expected


def test_what_was_not_understood_is_offered_three_themes_and_what_was_read_comes_first():
    offered = likely_themes("It was a blue day.")
    assert len(offered) == len(set(offered)) == 3
    assert set(offered) <= set(themes())
    assert likely_themes("You were too quiet.", n=1) == ["nerves"]


def test_curly_quotes_and_slips_read_as_what_was_meant():
    assert sentences_of("You weren’t late")[0][2].text == "not"
    assert [w.text for w in sentences_of("you werent late")[0]][:3] == ["you", "were", "not"]


def test_sentences_and_words_keep_their_place_for_both_finders():
    text = "Mr. Lee said C# & .NET, e.g. 3.5 years... Really?\nNo!"
    assert [" ".join(w.text for w in words) for words in sentences_of(text)] == [
        "mr lee said c# and .net , e g 3 5 years .", "really ?", "no .",
    ]  # fmt: skip
    assert all(text[t.start : t.end] == t.written for t in tokens_of(text))


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("You were nervous.", "gap"),
        ("You were not nervous.", "strength"),
        ("You were late, but not nervous.", "strength"),
        ("Not late, but nervous.", "gap"),
    ],
)
def test_a_not_turns_a_phrase_round_within_its_thought(text, polarity):
    found = [f for f in heard_in(sentences_of(text)[0]).found if f.phrase.theme == "nerves"]
    assert {f.polarity for f in found} == {polarity}


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        ("froze|blanked", "I blanked twice", True),
        ("rambl*", "He was rambling", True),
        ("lost _ nerve", "You lost all of your nerve", True),
        ("lost _ nerve", "You lost it all in the end and your nerve", False),
        ("too? quiet", "quiet", True),
        ("self-assured", "Self assured", True),
        (". confident", "Confident, she was", True),
        (". confident", "Very confident", False),
        ("quiet", "quietly", False),
    ],
)
def test_the_shorthand_of_a_phrase_means_what_its_key_says(line, text, found):
    phrases = Phrases([Phrase("nerves", "gap", line)], {})
    assert bool(phrases.find(sentences_of(text)[0])) is found


def test_the_vocabulary_is_small_and_of_known_themes_and_kinds():
    assert len(VOCABULARY.read_text("utf-8").splitlines()) <= 2000
    words = load_words("phrases")
    assert set(words["themes"]) == {"unfair", *themes()}
    kinds = {kind for lines in words["themes"].values() for kind in lines}
    assert kinds == {"gap", "strength", "topic", "neutral"}
    assert vocabulary()[0].find(sentences_of("too quiet")[0])


def test_no_theme_outside_ones_control_has_a_phrase_that_judges():
    words = load_words("phrases")["themes"]
    assert {kind for theme in NEVER_A_GAP for kind in words[theme]} == {"neutral"}


def test_the_model_is_small_and_its_numbers_stand_beside_it():
    numbers = json.loads(MODEL.with_suffix(".json").read_text("utf-8"))
    assert MODEL.stat().st_size == numbers["bytes"] <= 3_000_000
    model = learned()
    assert len(model.places) == numbers["words"] == len(model.begun)
    assert np.load(MODEL)["vectors"].dtype == "int8"


def test_what_the_model_was_trained_from_is_here_and_of_its_words_and_classes():
    here = ROOT / "data" / "feedback_sentences"
    with np.load(here / "vectors.npz") as known, np.load(here / "taught.npz") as taught:
        assert ["", *known["words"].tobytes().decode().split("\n")] == list(learned().places)
        classes = taught["classes"].tobytes().decode().split("\n")
        assert taught["words"].max() <= len(learned().places)
        assert taught["lengths"].sum() == len(taught["words"])
        assert taught["said"].shape == (len(taught["lengths"]), len(classes))
    assert [" ".join(each) for each in learned().classes] == classes


def test_a_word_that_training_never_saw_is_read_as_one_that_begins_alike():
    model = learned()
    assert "waffliest" not in model.places
    alike = known_as("waffliest", model.places, model.stems)
    assert list(model.places)[alike].startswith("waffl")
    assert known_as("2019", model.places, model.stems) == model.places["0"]
    assert known_as("zzqx", model.places, model.stems) == 0


def test_what_speaks_for_a_class_is_weighed_in_the_sentence():
    at = learned().classes.index(("nerves", "gap"))
    (quiet, bus), _ = weigh(
        [Piece(sentences_of(t)[0], (), "only") for t in ("so nervous", "on the bus")]
    )
    assert quiet[at] > bus[at] + 1


def test_a_sentence_is_weighed_alike_alone_and_beside_longer_ones():
    texts = ("So nervous.", "You were late", "the bus was full and " * 10)
    pieces = [Piece(sentences_of(text)[0], (), "only") for text in texts]
    for piece, odds, inside in zip(pieces, *weigh(pieces), strict=True):
        (alone,), (within,) = weigh([piece])
        assert np.allclose(alone, odds, atol=1e-4)
        assert within.shape == inside.shape == (len(piece.words), 128)


def test_a_sentence_too_long_to_be_read_together_is_cut_and_read_to_its_end():
    text = "the bus was full and " * 30 + "I was so nervous"
    sentences = sentences_of(text)
    assert max(map(len, sentences)) <= LONGEST + 2
    assert [word.text for words in sentences for word in words] == text.lower().split()


def test_no_story_and_no_block_of_lines_is_on_both_sides_of_the_split():
    parts = {
        part: {
            piece
            for path in (SENTENCES / part / "stories").glob("*.txt")
            for piece in path.read_text("utf-8").strip().split("\n\n")
        }
        for part in ("train", "tune", "test")
    }
    assert len(parts["test"]) >= 250
    assert not parts["train"] & parts["test"]
    assert not parts["tune"] & parts["test"]
    assert len(lines_of("test")) + sum(p.count("\n") + 1 for p in parts["test"]) >= 2500


def test_every_label_of_the_sentences_is_a_theme_and_a_way():
    ways = {f"{t} {way}" for t in themes() for way in ("gap", "strength", "neutral")}
    known = {*ways, "-", "unfair"} - {f"{t} {w}" for t in NEVER_A_GAP for w in ("gap", "strength")}
    for path in SENTENCES.glob("*/*/*.txt"):
        for line in filter(None, path.read_text("utf-8").splitlines()):
            labels, bar, said = line.partition(" | ")
            assert bar, line
            assert said.strip(), line
            assert set(labels.split("; ")) <= known, line


def test_a_megabyte_in_a_cell_is_read_once_each():
    coded = code_feedback(["You were far too quiet. " * 42_000])
    assert coded[["theme", "polarity"]].to_numpy().tolist() == [["nerves", "gap"]]


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    for hit in code_feedback([text]).itertuples():
        assert text[hit.start : hit.end] == hit.phrase
        assert hit.polarity in {"gap", "strength", "neutral"}
        assert hit.polarity == "neutral" or hit.theme not in NEVER_A_GAP


def test_a_text_is_read_once_however_many_tables_ask(monkeypatch):
    from bounceback_analysis.feedback import reading

    asked: list[str] = []
    together = reading._read_together
    monkeypatch.setattr(
        reading, "_read_together", lambda texts: asked.extend(texts) or together(texts)
    )
    texts = ["You were nervous on the day of the tombola.", "The tombola was late."]
    code_feedback([*texts, texts[0]])
    code_feedback([texts[0]])
    reading_states(texts)
    unfair_mentions(texts)
    assert asked == texts
    assert reading.KEPT >= 100_000


def test_what_was_read_longest_ago_is_forgotten_first(monkeypatch):
    from bounceback_analysis.feedback import reading

    known = dict.fromkeys(["first", "second"], reading.NOTHING_SAID)
    monkeypatch.setattr(reading, "_remembered", lambda: known)
    monkeypatch.setattr(reading, "KEPT", 2)
    assert [said.state for said in read_all(["You were nervous.", "first"])] == ["read", "blank"]
    assert list(known) == ["second", "You were nervous."]


def test_a_text_is_read_alike_alone_and_beside_others():
    texts = [*lines_of("tune")[:60], "", "Vous n'êtes pas retenu.", "You were nervous. " * 40]
    for alone, beside in zip([read_all([t])[0] for t in texts], _read_afresh(texts), strict=True):
        assert alone.state == beside.state
        for one, other in zip(alone[:3], beside[:3], strict=True):
            assert [hit[:5] for hit in one] == [hit[:5] for hit in other]
            assert [hit.chance for hit in one] == pytest.approx(
                [hit.chance for hit in other], abs=2e-3
            )


def _read_afresh(texts: list[str]) -> list[Said]:
    from bounceback_analysis.feedback import reading

    said = reading._read_together(texts)
    return [said[text] for text in texts]


def test_a_part_of_a_sentence_is_found_the_same_phrases_in_as_alone():
    for line in lines_of("tune")[::40]:
        for words in sentences_of(line):
            parts = [words, words[: len(words) // 2], words[len(words) // 2 :], words[1:-1]]
            for finder in vocabulary():
                assert finder.find_in_parts(parts) == [finder.find(part) for part in parts]


def test_the_settings_and_the_wheel_keep_the_training_apart():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert not [d for d in project["project"]["dependencies"] if "scikit" in d]
    assert any("scikit-learn" in d for d in project["dependency-groups"]["train"])
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [
        "bounceback_analysis"
    ]
