"""The page's server: whom it lets in, and what it answers."""

import http.client
import io
import json
import socket
import threading
from http import HTTPStatus
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from perdure.demos.teleop.inputs.raw import Raw
from perdure.demos.teleop.panel import Panel
from perdure.demos.teleop.web.guard import LIMIT, Guard
from perdure.demos.teleop.web.server import serving
from perdure.envs.errors import PerdureError

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def panel():
    return Panel()


@pytest.fixture
def served(panel):
    with serving(panel, {"instruction": "open it"}, "127.0.0.1", 0) as address:
        yield urlsplit(address)


def ask(served, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(served.hostname, served.port, timeout=10)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def refusal(host="127.0.0.1", path="/secret/", method="GET", given="127.0.0.1", **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Guard("secret", given).refusal(method, path, {"Host": host, **names})


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:9999", "[::1]:8765", "LOCALHOST"])
def test_the_names_of_this_machine_pass_on_any_port(host):
    assert refusal(host) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "[", "192.168.0.7"]
)
def test_other_names_do_not(host):
    assert refusal(host) == HTTPStatus.MISDIRECTED_REQUEST


def test_a_host_that_was_asked_for_passes_too():
    assert refusal("lab:8765", given="lab") is None
    assert refusal("other:8765", given="lab") == HTTPStatus.MISDIRECTED_REQUEST
    assert refusal("whatever", given="0.0.0.0") is None


@pytest.mark.parametrize("path", ["/", "/status", "/secre/status", "/secrets/status", "/x/secret/", "/\u00e9/"])
def test_without_the_token_there_is_nothing(path):
    assert refusal(path=path) == HTTPStatus.NOT_FOUND


def test_other_pages_are_refused():
    assert refusal(Origin="http://evil.example") == HTTPStatus.FORBIDDEN
    assert refusal("localhost:1", Origin="http://localhost:2") == HTTPStatus.FORBIDDEN
    assert refusal(Origin="null") == HTTPStatus.FORBIDDEN
    assert refusal(Sec_Fetch_Site="cross-site") == HTTPStatus.FORBIDDEN
    clicked = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}  # a link in a mail opens the page
    assert refusal(**clicked) is None
    assert refusal(method="POST", **clicked) == HTTPStatus.FORBIDDEN
    assert refusal("localhost:1", Origin="http://localhost:1", Sec_Fetch_Site="same-origin") is None


def test_bodies_are_json_of_a_known_and_small_size():
    def post(length, kind="application/json"):
        return refusal(method="POST", Content_Type=kind, Content_Length=length)

    assert post(str(LIMIT)) is None
    assert post(str(LIMIT), "application/json; charset=utf-8") is None
    assert post("3", "text/plain") == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert post(str(LIMIT + 1)) == post("9" * 30) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert post("") == post("-1") == post("\u0663") == HTTPStatus.LENGTH_REQUIRED


def test_every_session_has_a_token_of_its_own(panel):
    addresses = []
    for _ in range(2):
        with serving(panel, {}, "127.0.0.1", 0) as address:
            addresses.append(urlsplit(address).path)
    assert addresses[0] != addresses[1]
    assert min(map(len, addresses)) >= 20


def test_the_page_comes_with_its_files_and_says_what_browsers_may_load(served):
    for name, kind in (("", "text/html"), ("page.css", "text/css"), ("page.js", "text/javascript")):
        answer, content = ask(served, "GET", served.path + name)
        assert (answer.status, answer.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
        assert content
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"  # it would give the token away
    assert ask(served, "GET", "/")[0].status == 404
    assert ask(served, "GET", served.path + "../panel.py")[0].status == 404
    assert ask(served, "GET", served.path, headers={"Host": "evil.example"})[0].status == 421


def test_it_tells_what_the_session_shows(served, panel):
    panel.show({"phase": "ready"}, {"objects": [1.5]})
    assert json.loads(ask(served, "GET", served.path + "about")[1]) == {"instruction": "open it"}
    assert json.loads(ask(served, "GET", served.path + "status")[1]) == {"phase": "ready"}
    assert json.loads(ask(served, "GET", served.path + "observation")[1]) == {"objects": [1.5]}


def test_a_picture_is_waited_for(served, panel):
    frame = np.full((16, 32, 3), 200, np.uint8)
    timer = threading.Timer(0.2, panel.show_picture, [frame])
    timer.start()
    answer, content = ask(served, "GET", served.path + "picture?after=0")
    assert (answer.status, answer.headers["X-Number"]) == (200, "1")
    assert np.abs(np.asarray(Image.open(io.BytesIO(content)), int) - frame).max() < 3
    assert ask(served, "GET", served.path + "picture?after=1")[0].status == 204
    assert ask(served, "GET", served.path + "picture?after=x")[0].status == 200


def test_reports_come_in_and_nonsense_does_not(served, panel):
    place = served.path + "input"
    assert ask(served, "POST", place, b'{"held": ["KeyW"], "pressed": ["Space"]}', JSON)[0].status == 204
    assert panel.hands() == Raw(frozenset({"KeyW"}), ("Space",))
    assert panel.presses() == ["Space"]
    assert ask(served, "POST", place, b"nonsense", JSON)[0].status == 400
    assert ask(served, "POST", place, b"{}", {"Content-Type": "text/plain"})[0].status == 415
    assert ask(served, "POST", place, b"{}", {**JSON, "Origin": "http://evil.example"})[0].status == 403
    assert ask(served, "POST", place, b" " * (LIMIT + 1), JSON)[0].status == 413
    assert ask(served, "POST", "/input", b"{}", JSON)[0].status == 404
    assert ask(served, "POST", served.path + "status", b"{}", JSON)[0].status == 404
    assert panel.presses() == []


def test_a_place_that_cannot_be_had_is_said(panel):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PerdureError, match=f"port={port} .*port=0 takes"), serving(panel, {}, "127.0.0.1", port):
            pass
    with pytest.raises(PerdureError, match="port=99999"), serving(panel, {}, "127.0.0.1", 99999):
        pass
    with pytest.raises(PerdureError, match="no-such-host"), serving(panel, {}, "no-such-host.invalid", 0):
        pass


def test_it_stops_at_once_though_somebody_waits_for_a_picture(panel):
    with serving(panel, {}, "127.0.0.1", 0) as address:
        place = urlsplit(address)
        waiting = http.client.HTTPConnection(place.hostname, place.port)
        waiting.request("GET", place.path + "picture?after=0")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((place.hostname, place.port), timeout=2)
    waiting.close()
