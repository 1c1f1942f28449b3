import imageio.v3 as iio
import numpy as np
import pytest

from perdure.lifelong.frame import SIZE, Caption, compose
from perdure.lifelong.video import FPS, film

CAPTION = Caption("put the bowl on the plate", ("er", "after stage 2 of 5"), 300)


def pictures(value=90):
    return {"agentview": np.full((128, 128, 3), value, np.uint8), "eye_in_hand": np.full((96, 96, 3), 30, np.uint8)}


def test_a_browser_can_play_it(tmp_path):
    path = tmp_path / "videos" / "a.mp4"
    with film(path, CAPTION) as video:
        for step in range(25):
            video.add(pictures(90 + step), step)
        assert not path.exists()
        video.end(True)
    facts = iio.immeta(path, plugin="pyav")
    assert (facts["codec"], facts["video_format"], facts["fps"]) == ("h264", "yuv420p", FPS)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    frames = iio.imread(path, plugin="pyav")
    assert frames.shape == (40, SIZE[1], SIZE[0], 3)
    assert SIZE[0] % 2 == SIZE[1] % 2 == 0
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["a.jpg", "a.mp4"]
    assert iio.imread(path.with_suffix(".jpg")).shape == frames.shape[1:]


def test_an_interrupted_film_leaves_nothing(tmp_path):
    path = tmp_path / "a.mp4"

    def interrupted():
        with film(path, CAPTION) as video:
            video.add(pictures(), 0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_the_large_camera_is_shown_as_it_is_and_the_end_is_marked():
    frame = compose(pictures(), CAPTION, 10)
    assert frame.shape == (SIZE[1], SIZE[0], 3)
    assert (frame[60:420, 10:370] == 90).all()
    assert (frame[60:230, 395:570] == 30).all()
    red, green, _ = (compose(pictures(), CAPTION, 10, False)[90, 350]).astype(int)
    assert red > green
    red, green, _ = (compose(pictures(), CAPTION, 10, True)[66, 344]).astype(int)
    assert green > red


def test_long_words_stay_inside_and_odd_letters_do_no_harm():
    caption = Caption("put " * 60 + "the böwl → plate", ("a very long name of an algorithm " * 3, ""), 0)
    frame = compose(pictures(), caption, 10)
    assert (frame[:, -8:][300:] == frame[300, -1]).all()
    assert (compose({"agentview": pictures()["agentview"]}, Caption(""), 0)[100, 450] == frame[300, -1]).all()
