"""The leaderboard in a real browser: from the disk, offline, on a desktop, on a phone, in the dark."""

import pytest

from perdure.lifelong.leaderboard import build
from tests.fake_runs import make_clip, make_run

pytestmark = pytest.mark.browser
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("board")
    for name, keep in (("er", 0.95), ("sequential", 0.4)):
        make_clip(make_run(root / "runs" / name, algorithm=name, keep=keep), success=keep > 0.5)
    make_run(root / "runs" / "hostile", algorithm=HOSTILE, keep=0.7, instructions=[HOSTILE] * 5, command=HOSTILE)
    return build(root / "runs", root / "site")


@pytest.fixture(params=[("light", 1280), ("dark", 390)], ids=["desktop", "phone in the dark"])
def page(browser, site, request):
    scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    opened = context.new_page()
    opened.complaints, opened.requests = [], []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda asked: opened.requests.append(asked.url))
    opened.goto(site.as_uri())
    yield opened
    context.close()


def column(page, head):
    """Return what stands under a head, row by row."""
    heads = page.locator("th").all_inner_texts()
    n = next(n for n, text in enumerate(heads, start=1) if text.startswith(head))
    cells = page.locator(f"tbody tr td:nth-child({n})")
    return cells.evaluate_all("cells => cells.map(c => c.dataset.value || c.innerText)")


def test_it_opens_offline_without_a_complaint_or_a_request_to_elsewhere(page, site):
    page.wait_for_load_state("networkidle")
    assert page.complaints == []
    assert all(url.startswith((site.parent.as_uri(), "data:")) for url in page.requests)
    assert page.locator("h2").first.inner_text() == "quickstart, state observation"
    assert page.locator("svg").count() == 2 + 3 * 2


def test_nothing_is_wider_than_the_screen(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hidden = page.evaluate(
        "[...document.querySelectorAll('table')].map(t => t.scrollWidth - t.parentElement.clientWidth)"
    )
    assert max(hidden) <= 0 or page.viewport_size["width"] < 1000  # a phone scrolls within the table


def test_a_click_on_a_head_sorts_and_another_turns_it_round(page):
    accuracies = [float(value) for value in column(page, "ACC")]
    assert accuracies == sorted(accuracies, reverse=True)
    head = page.locator("th button", has_text="NBT")
    head.click()
    falls = [float(value) for value in column(page, "NBT")]
    assert falls == sorted(falls)
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    head.click()
    assert [float(value) for value in column(page, "NBT")] == falls[::-1]
    page.locator("th button", has_text="Method").click()
    assert column(page, "Method") == sorted(column(page, "Method"), key=str.lower)


def test_hostile_words_stay_words(page):
    assert page.title() == "perdure leaderboard"
    assert page.locator("img").count() == 0
    assert any(HOSTILE in text for text in page.locator("code").all_inner_texts())


def test_videos_play(page):
    assert page.locator("video").count() == 2
    playing = "v => v.play().then(() => [v.videoWidth, v.videoHeight, v.error === null])"
    assert page.locator("video").first.evaluate(playing) == [580, 432, True]
    assert page.locator(".won").count() == page.locator(".lost").count() == 1


def test_the_numbers_can_be_saved(page):
    with page.expect_download() as download:
        page.locator("#save").click()
    assert download.value.suggested_filename == "leaderboard.json"
