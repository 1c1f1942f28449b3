import sys
from pathlib import Path

import pytest

from perdure.envs.errors import UnknownNameError
from perdure.envs.registry import find, names


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    package = tmp_path / "things"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "helper.py").write_text("def shape():\n    return 1\n")
    (package / "_private.py").write_text("def build():\n    return 0\n")
    (package / "bowl.py").write_text("from .helper import shape\n\ndef build():\n    return 'bowl'\n")
    (package / "again.py").write_text("from .bowl import build\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == "things"]:
        del sys.modules[name]
    return "things"


def test_a_file_is_listed_when_it_defines_the_function(folder: str) -> None:
    assert names(folder) == ["bowl"]
    assert find(folder, "bowl", "thing").build() == "bowl"


@pytest.mark.parametrize("name", ["bowls", "helper", "_private", "", "../bowl", "os.path"])
def test_an_unknown_name_is_answered_with_what_exists(folder: str, name: str) -> None:
    with pytest.raises(UnknownNameError, match=r"Unknown thing '.*Known: bowl"):
        find(folder, name, "thing")
