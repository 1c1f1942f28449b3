"""Perturbations as text, and other wordings of an instruction."""

from dataclasses import replace

import pytest

from perdure.envs import PerdureError, UnknownNameError, load_suite
from perdure.envs.perturbations import changes, names, parse
from perdure.envs.perturbations.wording import rewordings


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("none", "none"),
        ("camera", "camera:0.5"),
        ("camera:1", "camera:1"),
        ("camera:0.25:0", "camera:0.25"),
        ("light+camera:0.1:3", "camera:0.1:3+light:0.5"),
        ("camera : 0.30 + light", "camera:0.3+light:0.5"),
        ("blur:1e-3", "blur:0.001"),
    ],
)
def test_a_text_has_one_canonical_form(text, canonical):
    assert str(parse(text)) == canonical
    assert parse(canonical) == parse(text)


def test_a_magnitude_is_kept_exactly():
    assert parse(str(parse(f"camera:{1 / 3!r}"))).parts[0].magnitude == 1 / 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("camera:2", "from 0 to 1, got 2"),
        ("camera:nan", "from 0 to 1, got nan"),
        ("camera:0.5:-1", "seed of 'camera' must be 0 or more"),
        ("camera:much", "Cannot read 'camera:much'"),
        ("camera:0.5:1:2", "expected name, name:magnitude"),
        ("camera+light+camera:0.1", "'camera' twice"),
        ("camera+", "perturbation ''"),
        ("none+camera", "perturbation 'none'"),
        ("", "perturbation ''"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(PerdureError, match=sentence.replace("'", ".")):
        parse(text)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownNameError, match="perturbation 'storm'") as caught:
        parse("storm")
    assert all(name in str(caught.value) for name in names())


def test_nothing_is_left_of_a_magnitude_of_zero():
    assert changes(parse("camera:0+light:0"), "s", "t") == changes(parse("none"), "other", "task")
    assert changes(parse("camera:0+light"), "s", "t") == changes(parse("light"), "s", "t")


def test_only_what_the_model_depends_on_makes_another_model():
    both = changes(parse("camera+image_noise"), "s", "t")
    assert both.to_model() == changes(parse("camera"), "s", "t").to_model()
    assert both.to_model() != changes(parse("camera:0.6"), "s", "t").to_model()
    assert both.to_model() != changes(parse("camera"), "s", "other").to_model()
    assert changes(parse("image_noise"), "s", "t").to_model() == changes(parse("none"), "s", "t")


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("put the bowl on the plate", "place the bowl on the plate"),
        ("turn on the stove", "switch on the stove"),
        ("pick up the book and place it in the caddy", "take the book and set it in the caddy"),
        ("open the top drawer and put the bowl inside", "pull open the top drawer and place the bowl inside"),
        ("close the drawer", "please shut the drawer"),
        ("open the box, put it in and close it again", "pull open the box, set it in and shut it again"),
        ("juggle the apples", "please juggle the apples"),
    ],
)
def test_verbs_and_the_form_of_the_sentence_change(text, wording):
    found = rewordings(text)
    assert wording in found
    assert text not in found
    assert len(set(found)) == len(found) > 2


@pytest.mark.parametrize("text", ["put the open box and the black set on the stack", "turn on the stove"])
def test_nouns_and_relations_stay(text):
    rest = text.split("the", 1)[1]
    assert all(rest in other for other in rewordings(text))


def test_paraphrases_of_the_task_come_before_the_rules_and_the_farthest_last():
    task = load_suite("quickstart").tasks[0]
    own = (task.instruction, "put the bowl onto the plate", "the plate wants a bowl on top of it")
    known = replace(task, paraphrases=own)

    def said(text, task):
        return changes(parse(text), "quickstart", task.name).task(task).instruction

    assert {said(f"paraphrase:0.01:{seed}", known) for seed in range(12)} == set(own[1:])
    assert {said(f"paraphrase:1:{seed}", known) for seed in range(12)} == {own[2]}
    bare = replace(task, paraphrases=())
    assert said("paraphrase", bare) in rewordings(task.instruction)
    assert len({said(f"paraphrase:0.5:{seed}", bare) for seed in range(12)}) > 2
