import pytest

from perdure.lifelong.cli.shell import dispatch, screen
from perdure.lifelong.cli.shell.dispatch import commands, main


@pytest.fixture(autouse=True)
def fresh_console():
    """The console is cached with the stdout of its first use; every test has a stdout of its own."""
    screen.console.cache_clear()
    yield
    screen.console.cache_clear()


def test_help_lists_every_command_with_a_line(capsys):
    assert main([]) == 0
    text = capsys.readouterr().out
    for name in commands():
        assert f" {name} " in text
    assert "Check this machine" in text


def test_an_unknown_command_gets_one_sentence_and_status_2(capsys):
    assert main(["trian"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"perdure: Unknown command 'trian'. Did you mean 'train'? Known: {', '.join(commands())}.\n"


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself(command, capsys):
    assert main([command, "--help"]) == 0
    assert f"perdure {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", commands())
def test_every_command_refuses_what_it_does_not_know(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([command, "no_such_key=1"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("perdure: ")
    assert "no_such_key" in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_says_how_to_go_on(capsys, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(dispatch, "_list", interrupted)
    assert main([]) == 130
    assert capsys.readouterr().err == "perdure: interrupted; run the same command to go on\n"


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch):
    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(dispatch, "_list", broken)
    with pytest.raises(ZeroDivisionError):
        main([])


def test_a_mistake_told_by_a_policy_is_a_mistake(capsys, monkeypatch):
    from perdure.policies.errors import PolicyError

    def refused():
        raise PolicyError("no such\nthing")

    monkeypatch.setattr(dispatch, "_list", refused)
    assert main([]) == 2
    assert capsys.readouterr().err == "perdure: no such thing\n"
