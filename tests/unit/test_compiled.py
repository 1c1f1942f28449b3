"""Compiled code is kept, and never outlives a change of what it calls."""

from perdure.envs import compiled as module
from perdure.envs.compiled import compiled
from perdure.envs.drive import follow


def test_what_is_kept_is_stamped_with_the_sources_of_all():
    index = follow._cache._cache_file
    assert index._source_stamp[-1] == module._sources()


def test_another_stamp_makes_it_compile_anew(tmp_path, monkeypatch):
    def twice(number):
        return 2 * number

    def stats(stamp):
        monkeypatch.setattr(module, "_sources", lambda: stamp)
        made = compiled()(twice)
        assert made(3) == 6
        return sum(made.stats.cache_hits.values()), sum(made.stats.cache_misses.values())

    monkeypatch.setattr("numba.config.CACHE_DIR", str(tmp_path))
    assert stats("old") == (0, 1)
    assert stats("old") == (1, 0)
    assert stats("new") == (0, 1)
