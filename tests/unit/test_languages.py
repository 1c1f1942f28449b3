"""What instructions become."""

import sys
from types import SimpleNamespace

import pytest
import torch

from perdure.lifelong.batches import Windows, observe
from perdure.lifelong.config import RunConfig
from perdure.policies import PolicyError, PolicySpec, build, embed, languages
from perdure.policies.languages.hf import PretrainedEncoder
from tests.learning_toys import INSTRUCTIONS, KNOBS, Hand, episodes


def test_language_is_deterministic_and_tells_word_order():
    plate, bowl = embed("Put the bowl on the plate!"), embed("put the plate on the bowl")
    assert torch.equal(plate, embed("put the bowl on the plate"))
    assert plate.norm().item() == pytest.approx(1.0)
    assert 0.5 < float(plate @ bowl) < 0.99
    assert abs(float(plate @ embed("turn off everything"))) < 0.5
    assert embed("").norm() == 0
    assert [round(x, 4) for x in embed("open")[:4].tolist()] == [0.125, -0.125, -0.125, 0.125]  # on every machine
    assert embed("open the drawer", 1000).shape == (1000,)


def encoder(name, **knobs):
    return languages.encoder(name, knobs)


@pytest.mark.parametrize("name", ["hash", "none", "task_id"])
def test_encoders_have_a_size_and_repeat_themselves(name):
    assert encoder(name).size == 64
    small = encoder(name, size=10)
    first, second = small.embed("open the drawer", 3), small.embed("open the drawer", 3)
    assert first.shape == (10,)
    assert first.dtype == torch.float32
    assert torch.equal(first, second)
    first += 1.0
    assert torch.equal(small.embed("open the drawer", 3), second)
    with pytest.raises(PolicyError, match=f"language={name}: size=0"):
        encoder(name, size=0)


def test_ablations_say_nothing_or_the_number_alone():
    assert encoder("hash").embed("a", 0).equal(encoder("hash").embed("a", 5))
    assert not encoder("hash").embed("a", 0).equal(encoder("hash").embed("b", 0))
    assert not encoder("none").embed("a", 0).any()
    numbers = torch.stack([encoder("task_id").embed("whatever", task) for task in range(130)])
    assert numbers[7].equal(encoder("task_id").embed("other words", 7))
    overlaps = numbers @ numbers.T - torch.eye(130)
    assert overlaps.abs().max() < 0.6


def test_a_policy_hears_what_it_was_trained_on_while_acting():
    for name in ("hash", "none", "task_id"):
        spec = RunConfig(language=name, language_knobs={"size": 16}).spec
        assert (spec.language, spec.instructions) == (16, name)
        torch.manual_seed(0)
        policy = build("state_transformer", spec, **KNOBS)
        seen = {key: value[None] for key, value in Hand(1, 11).observe().items()}
        now = observe(seen, INSTRUCTIONS[1], 1, policy)
        then = Windows(episodes(1, 1), INSTRUCTIONS[1], 1, policy).gather(torch.tensor([0]))
        assert torch.equal(now.language, then.language)
        assert torch.equal(now.language[0], encoder(name, size=16).embed(INSTRUCTIONS[1], 1))
        assert policy.act(now).shape == (1, 7)


def test_the_language_is_part_of_what_decides_a_result():
    names = {RunConfig(language=name).name for name in ("hash", "none", "task_id")}
    assert len(names) == 3
    assert RunConfig().content()["language"] == {"name": "hash", "size": 64}


def test_wrong_words_get_a_sentence():
    with pytest.raises(PolicyError, match=r"Unknown language 'bert'\. Known: hash, hf, none, task_id\."):
        RunConfig(language="bert")
    with pytest.raises(PolicyError, match=r"Unknown knob of language 'hash': 'sise'. Did you mean 'size'"):
        RunConfig(language_knobs={"sise": 3})
    with pytest.raises(PolicyError, match=r"needs the folder of a model, language.path=..., but got '/nowhere'"):
        encoder("hf", path="/nowhere")


class FakeModel(torch.nn.Module):
    """A language model of one table; a word's vector is its length and its place."""

    def __init__(self, clip):
        super().__init__()
        self.asked = 0
        if clip:
            self.get_text_features = self.features

    def features(self, input_ids, attention_mask):
        self.asked += 1
        return (input_ids * attention_mask).float()[:, :3]

    def forward(self, input_ids, attention_mask):
        self.asked += 1
        place = torch.arange(input_ids.shape[1]).expand_as(input_ids)
        hidden = torch.stack([input_ids, place + 1], -1).float()
        return SimpleNamespace(last_hidden_state=hidden, pooler_output=hidden[:, 0] * 10 + torch.tensor([0.0, 30.0]))


def fake(monkeypatch, clip=False):
    model = FakeModel(clip)

    def tokenizer(texts, return_tensors, truncation):
        assert (return_tensors, truncation) == ("pt", True)
        ids = [len(word) for word in texts[0].split()] + [99]  # the last one is padding
        mask = torch.tensor([[1] * (len(ids) - 1) + [0]])
        return {"input_ids": torch.tensor([ids]), "attention_mask": mask}

    def loader(made):
        def from_pretrained(path, local_files_only):
            assert local_files_only
            return made

        return SimpleNamespace(from_pretrained=from_pretrained)

    module = SimpleNamespace(AutoModel=loader(model), AutoTokenizer=loader(tokenizer))
    monkeypatch.setitem(sys.modules, "transformers", module)
    return model


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [("mean", [3.0, 2.0]), ("first", [4.0, 1.0]), ("last", [2.0, 3.0]), ("pooler", [40.0, 40.0])],
)
def test_a_pretrained_model_is_pooled_and_asked_once_per_sentence(monkeypatch, tmp_path, pooling, expected):
    model = fake(monkeypatch)
    one = PretrainedEncoder(str(tmp_path), pooling)
    vectors = [one.embed("open the it", task) for task in range(3)]
    torch.testing.assert_close(vectors[0], torch.nn.functional.normalize(torch.tensor(expected), dim=0))
    assert torch.equal(vectors[0], vectors[2])
    assert model.asked == 1
    assert not model.training
    assert one.size == 2
    with pytest.raises(PolicyError, match=r"Unknown pooling 'max'\. Known: mean, first, last, pooler"):
        PretrainedEncoder(str(tmp_path), "max")


def test_a_model_of_pictures_and_text_gives_its_features_of_text(monkeypatch, tmp_path):
    fake(monkeypatch, clip=True)
    vector = PretrainedEncoder(str(tmp_path)).embed("open the it", 0)
    torch.testing.assert_close(vector, torch.nn.functional.normalize(torch.tensor([4.0, 3.0, 2.0]), dim=0))


def test_without_the_package_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(PolicyError, match=r"needs the package transformers: `pip install perdure\[language\]`"):
        PretrainedEncoder(str(tmp_path)).embed("open", 0)


def test_a_folder_without_a_model_gets_a_sentence(monkeypatch, tmp_path):
    def broken(path, local_files_only):
        raise OSError("no config.json")

    module = SimpleNamespace(AutoTokenizer=SimpleNamespace(from_pretrained=broken))
    monkeypatch.setitem(sys.modules, "transformers", module)
    with pytest.raises(PolicyError, match=r"cannot load a model from .*no config.json"):
        PretrainedEncoder(str(tmp_path)).embed("open", 0)


def tiny(folder, kind):
    """Write a random language model that knows a few words, as `save_pretrained` does."""
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    words = {word: n for n, word in enumerate(("?", "<s>", "</s>", "open", "close", "the", "drawer"))}
    one = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, "?"))
    one.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    ends = [("<s>", 1), ("</s>", 2)]
    one.post_processor = tokenizers.processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    wrapped = transformers.PreTrainedTokenizerFast(
        tokenizer_object=one, model_input_names=["input_ids", "attention_mask"]
    )
    wrapped.save_pretrained(folder)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    text = sizes | {"vocab_size": len(words), "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        if kind == "bert":
            transformers.BertModel(transformers.BertConfig(**text)).save_pretrained(folder)
        else:
            sees = sizes | {"image_size": 8, "patch_size": 4}
            config = transformers.CLIPConfig(text_config=text, vision_config=sees, projection_dim=12)
            transformers.CLIPModel(config).save_pretrained(folder)


@pytest.mark.parametrize(("kind", "size"), [("bert", 8), ("clip", 12)])
def test_a_real_model(tmp_path, kind, size):
    tiny(tmp_path, kind)
    random = torch.get_rng_state()
    one = PretrainedEncoder(str(tmp_path))
    assert one.size == size
    opened, closed = one.embed("open the drawer", 0), one.embed("close the drawer", 0)
    assert opened.norm().item() == pytest.approx(1.0, abs=1e-5)
    assert (opened - closed).abs().max() > 1e-3
    assert torch.equal(torch.get_rng_state(), random)
    knobs = {"path": str(tmp_path)}
    spec = RunConfig(language="hf", language_knobs=knobs).spec
    assert spec == PolicySpec(cameras=(), language=size, instructions="hf", instructions_knobs=knobs)
