"""The report on orders in a real browser: from the disk, offline, on a desktop, on a phone, in the dark."""

import pytest

from perdure.envs import load_suite
from perdure.lifelong.leaderboard.reading import read
from perdure.lifelong.orders import Study, design, write
from tests.fake_runs import make_run

pytestmark = pytest.mark.browser
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    root = tmp_path_factory.mktemp("orders")
    orders = design("latin", load_suite("quickstart").tasks)
    entries = {
        name: [
            [read(make_run(root / f"{keep}{place}", algorithm=name, keep=keep, order=each, instructions=[HOSTILE] * 5))]
            for place, each in enumerate(orders)
        ]
        for name, keep in (("er", 0.95), (HOSTILE, 0.5))
    }
    write(Study(f"perdure orders {HOSTILE}", "latin", orders, [0], [0.2] * 5, entries), root / "site")
    return root / "site" / "orders.html"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)], ids=["desktop", "phone in the dark"])
def test_it_opens_offline_fits_the_screen_and_hostile_words_stay_words(browser, report, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: requests.append(asked.url))
    page.goto(report.as_uri())
    page.wait_for_load_state("networkidle")
    assert complaints == []
    assert all(url.startswith((report.parent.as_uri(), "data:")) for url in requests)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.title() == "perdure orders: quickstart"
    assert page.locator("img").count() == 0
    assert HOSTILE in page.locator("code").inner_text()
    assert page.locator(".maps svg").count() == 10
    context.close()
