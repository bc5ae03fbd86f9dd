"""The small elements, each alone on a page under the product's CSP."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ground.watch import Watch
from tests.look.conftest import FRAMES
from tests.look.stage import Stage

FIELD = """<p data-saved role="status">&nbsp;</p><auto-save action="/shots/7"><div class="field">
  <label for="prompt">Prompt</label><textarea class="input" id="prompt" name="prompt">Dusk.</textarea>
  <p class="error"></p><div class="conflict"></div></div></auto-save>
  <button type="button">Elsewhere</button>"""


def test_characters_are_counted_as_code_points(stage: Stage, watched_page: Page) -> None:
    body = '<textarea id="prompt">🌊🌊</textarea><char-count for="prompt" max="5">0</char-count>'
    watched_page.goto(stage.play(body, "char-count"))
    count = watched_page.locator("char-count")
    expect(count).to_have_text("2 / 5")
    watched_page.locator("#prompt").fill("🌊 waves")
    expect(count).to_have_text("7 / 5: 2 too many")


def test_a_count_down_goes_by_the_servers_clock(stage: Stage, watched_page: Page) -> None:
    """An hour off on this machine: only until − now counts."""
    now = round((time.time() + 3600) * 1000)
    body = f'<count-down until="{now + 1500}" now="{now}" done="Sending">2 s</count-down>'
    watched_page.goto(stage.play(body, "count-down"))
    count = watched_page.locator("count-down")
    expect(count).to_have_text(re.compile("[12] s"))
    expect(count).to_have_text("Sending")


def test_a_long_count_down_is_said_in_minutes(stage: Stage, watched_page: Page) -> None:
    body = '<count-down until="1600000" now="100000">1500 s</count-down>'
    watched_page.goto(stage.play(body, "count-down"))
    expect(watched_page.locator("count-down")).to_have_text(re.compile(r"^2[45]:\d\d$"))


def test_elapsed_time_says_when_it_is_late(stage: Stage, watched_page: Page) -> None:
    body = """<progress id="line" max="90" value="0"></progress><elapsed-time since="100000" now="290400"
      usual="90" late="still waiting" for="line">3:10</elapsed-time>"""
    watched_page.goto(stage.play(body, "elapsed-time"))
    expect(watched_page.locator("elapsed-time")).to_have_text(
        re.compile(r"^3:1\d, usually 1:30; still waiting$")
    )
    expect(watched_page.locator("progress:indeterminate")).to_have_count(1)


def test_a_form_takes_the_zone_that_the_browser_lives_in(
    stage: Stage, browser: Browser, watch: Watch
) -> None:
    context = watch.over(browser.new_context(timezone_id="Asia/Tokyo", locale="de-DE"))
    page = context.new_page()
    page.goto(stage.play('<input id="zone" value=""><own-zone for="zone"></own-zone>', "own-zone"))
    expect(page.locator("#zone")).to_have_value("Asia/Tokyo")
    context.close()


def test_the_title_counts_what_came_while_nobody_looked(stage: Stage, watched_page: Page) -> None:
    watched_page.goto(stage.play('<live-title total="3"></live-title>', "live-title"))
    watched_page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})")
    watched_page.locator("live-title").evaluate("title => title.setAttribute('total', 5)")
    expect(watched_page).to_have_title("(2) Stage")
    watched_page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(watched_page).to_have_title("Stage")


def test_a_letter_clicks_its_button_outside_fields_only(stage: Stage, watched_page: Page) -> None:
    body = """<form method="post" action="/circle"><button data-key="c" name="on" value="1">Circle</button>
      </form><input id="field">"""
    watched_page.goto(stage.play(body, "hot-keys"))
    field = watched_page.locator("#field")
    field.press("c")
    expect(field).to_have_value("c")
    field.press("Escape")
    expect(field).not_to_be_focused()
    assert stage.posts == []
    with watched_page.expect_navigation():
        watched_page.keyboard.press("c")
    assert stage.posts == [{"on": ["1"]}]


def test_the_key_list_is_made_of_the_page_and_turns_letters_off(stage: Stage, watched_page: Page) -> None:
    watched_page.goto(
        stage.play(
            '<button type="button" data-key="p" id="pick">Pick <kbd>P</kbd></button>', "hot-keys", "menus"
        )
    )
    watched_page.evaluate(
        "document.querySelector('#pick').addEventListener('click', () => document.title += '!')"
    )
    watched_page.keyboard.press("?")
    dialog = watched_page.get_by_role("dialog", name="Keys")
    expect(dialog.get_by_role("listitem").first).to_have_text("PickP")
    dialog.get_by_label("Letter keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    watched_page.keyboard.press("p")
    expect(dialog).to_have_count(0)
    expect(watched_page.get_by_text("Picked")).to_be_hidden()


def test_escape_shuts_a_menu_and_returns_to_it(stage: Stage, watched_page: Page) -> None:
    body = """<details class="popover"><summary>Move to…</summary>
      <div class="menu"><button type="button">Scene 1</button></div></details>"""
    watched_page.goto(stage.play(body, "menus"))
    watched_page.get_by_text("Move to…").click()
    watched_page.get_by_role("button", name="Scene 1").focus()
    watched_page.keyboard.press("Escape")
    expect(watched_page.get_by_role("button", name="Scene 1")).to_be_hidden()
    expect(watched_page.locator("summary")).to_be_focused()


def test_a_changed_field_is_posted_alone_with_what_it_was(stage: Stage, watched_page: Page) -> None:
    watched_page.goto(stage.play(FIELD, "auto-save"))
    with watched_page.expect_request("**/shots/7"):
        watched_page.get_by_label("Prompt").fill("Dusk, rain.")
    expect(watched_page.get_by_role("status")).to_have_text("Saved")
    watched_page.get_by_label("Prompt").fill("Night.")
    with watched_page.expect_request("**/shots/7"):
        watched_page.get_by_role("button", name="Elsewhere").focus()
    expect(watched_page.locator("[hx-morph-skip]")).to_have_count(0)
    assert stage.posts == [
        {"name": ["prompt"], "value": ["Dusk, rain."], "was": ["Dusk."]},
        {"name": ["prompt"], "value": ["Night."], "was": ["Dusk, rain."]},
    ]


def test_a_choice_made_without_focus_starts_from_what_stood_there(stage: Stage, watched_page: Page) -> None:
    body = """<p data-saved role="status"></p><auto-save action="/shots/7"><div class="field"><label>Duration
      <select name="duration"><option>4</option><option selected>6</option><option>8</option></select></label>
      <p class="error"></p><div class="conflict"></div></div></auto-save>"""
    watched_page.goto(stage.play(body, "auto-save"))
    field = watched_page.get_by_label("Duration")
    for seconds in ("8", "4"):
        with watched_page.expect_response("**/shots/7"):
            field.evaluate(
                "(field, value) => { field.value = value; "
                "field.dispatchEvent(new Event('change', {bubbles: true})) }",
                seconds,
            )
        expect(field.locator("option[selected]")).to_have_text(seconds)
    assert [(post["value"], post["was"]) for post in stage.posts] == [(["8"], ["6"]), (["4"], ["8"])]


def test_what_was_saved_stays_when_its_field_is_left(stage: Stage, watched_page: Page) -> None:
    watched_page.goto(stage.play(FIELD, "auto-save"))
    field = watched_page.get_by_label("Prompt")
    field.fill("Dusk, rain.")
    expect(watched_page.get_by_role("status")).to_have_text("Saved")
    watched_page.get_by_role("button", name="Elsewhere").focus()
    expect(field).to_have_value("Dusk, rain.")


def test_a_field_that_cannot_be_saved_says_why_and_keeps_the_text(stage: Stage, watched_page: Page) -> None:
    stage.answers = lambda form: (422, "That is 12 characters too many.")
    watched_page.goto(stage.play(FIELD, "auto-save"))
    field = watched_page.get_by_label("Prompt")
    field.fill("Far too long")
    expect(watched_page.locator(".error")).to_have_text("That is 12 characters too many.")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("Far too long")


def test_signed_out_is_not_taken_for_saved(stage: Stage, watched_page: Page) -> None:
    stage.answers = lambda form: (204, "", {"HX-Redirect": "/accounts/login/"})
    watched_page.goto(stage.play(FIELD, "auto-save"))
    watched_page.get_by_label("Prompt").fill("Typed too late.")
    expect(watched_page.get_by_role("status")).to_contain_text("Signed out")
    stage.answers = lambda form: (204, "")
    watched_page.reload()
    expect(watched_page.get_by_role("status")).to_have_text("Saved")
    assert stage.posts[-1]["value"] == ["Typed too late."]


def test_two_texts_stand_until_somebody_chooses(stage: Stage, watched_page: Page) -> None:
    both = '<p data-theirs="Eli\'s.">Eli wrote</p><button type="button" data-keep="both">Both</button>'
    stage.answers = lambda form: (409, both) if form["was"] == ["Dusk."] else (200, "")
    watched_page.goto(stage.play(FIELD, "auto-save"))
    watched_page.get_by_label("Prompt").fill("Mine.")
    watched_page.get_by_role("button", name="Both").click()
    expect(watched_page.get_by_role("status")).to_have_text("Saved")
    assert stage.posts[-1] == {
        "name": ["prompt"],
        "value": ["Eli's.\r\nMine."],
        "was": ["Eli's."],
    } or stage.posts[-1] == {"name": ["prompt"], "value": ["Eli's.\nMine."], "was": ["Eli's."]}


def test_offline_text_is_kept_over_a_reload_and_sent(stage: Stage, watched_page: Page, watch: Watch) -> None:
    watch.allow("ERR_FAILED")
    watched_page.goto(stage.play(FIELD, "auto-save"))
    watched_page.route("**/shots/7", lambda route: route.abort())
    watched_page.get_by_label("Prompt").fill("Typed in a tunnel.")
    expect(watched_page.get_by_role("status")).to_contain_text("Offline")
    watched_page.unroute("**/shots/7")
    watched_page.reload()
    expect(watched_page.get_by_label("Prompt")).to_have_value("Typed in a tunnel.")
    expect(watched_page.get_by_role("status")).to_have_text("Saved")
    assert stage.posts[-1] == {"name": ["prompt"], "value": ["Typed in a tunnel."], "was": ["Dusk."]}


def test_generate_waits_for_the_last_words(stage: Stage, watched_page: Page) -> None:
    body = FIELD + '<form method="post" action="/generate" data-after-save><button>Generate</button></form>'
    watched_page.goto(stage.play(body, "auto-save"))
    watched_page.get_by_label("Prompt").fill("The last words.")
    with watched_page.expect_navigation():
        watched_page.get_by_role("button", name="Generate").click()
    assert [form.get("value") for form in stage.posts] == [["The last words."], None]


def test_a_dropped_file_is_sent_with_its_form(stage: Stage, watched_page: Page) -> None:
    body = """<drop-zone><form method="post" action="/stills" enctype="multipart/form-data">
      <label class="drop">Drop a picture<input type="file" name="file"></label></form></drop-zone>"""
    watched_page.goto(stage.play(body, "drop-zone"))
    files = watched_page.evaluate_handle(
        """() => { const files = new DataTransfer();
        files.items.add(new File(['light'], 'lamp.png')); return files }"""
    )
    with watched_page.expect_navigation():
        watched_page.dispatch_event(".drop", "drop", {"dataTransfer": files})
    assert 'filename="lamp.png"' in stage.posts[0]["body"][0]


def test_an_unreachable_server_is_told_and_a_reached_one_clears_it(
    stage: Stage, watched_page: Page, watch: Watch
) -> None:
    watch.allow("ERR_FAILED|htmx:error|Failed to fetch")
    body = '<button hx-post="/circle" hx-swap="none">Circle</button><toast-region></toast-region>'
    watched_page.goto(stage.play(body, "toast-region"))
    watched_page.route("**/circle", lambda route: route.abort())
    watched_page.get_by_role("button", name="Circle").click()
    expect(watched_page.locator(".toast")).to_contain_text("whether it was done is not known")
    watched_page.unroute("**/circle")
    watched_page.get_by_role("button", name="Circle").click()
    expect(watched_page.locator(".toast")).to_have_count(0)


def test_an_answer_can_speak_and_offer_undo(stage: Stage, watched_page: Page) -> None:
    word = '{"toast": {"text": "3 moved.", "undo": {"action": "/undo", "fields": {"change": "9"}}}}'
    stage.answers = lambda form: (200, "", {"HX-Trigger": word})
    body = '<button hx-post="/move" hx-swap="none">Move</button><toast-region></toast-region>'
    watched_page.goto(stage.play(body, "toast-region"))
    watched_page.get_by_role("button", name="Move").click()
    with watched_page.expect_navigation():
        watched_page.get_by_role("button", name="Undo").click()
    assert stage.posts[-1] == {"change": ["9"], "csrfmiddlewaretoken": ["token"]}


def test_an_undo_that_goes_into_one_part_goes_into_no_other(stage: Stage, watched_page: Page) -> None:
    word = '{"toast": {"text": "3 sent.", "undo": {"action": "/undo", "into": "queue", "fields": {}}}}'
    stage.answers = lambda form: (
        200,
        '<p id="queue">Canceled</p>' if form.get("csrfmiddlewaretoken") else "",
        {"HX-Trigger": word},
    )
    told = '<button hx-post="/send" hx-swap="none">Send</button><toast-region></toast-region>'
    watched_page.goto(
        stage.play(f'<p id="queue">Sent</p><div id="tools" data-takes-undo></div>{told}', "toast-region")
    )
    watched_page.get_by_role("button", name="Send").click()
    watched_page.get_by_role("button", name="Undo").click()
    expect(watched_page.locator("#queue")).to_have_text("Canceled")
    expect(watched_page.locator("#tools")).to_be_empty()
    watched_page.goto(stage.play(f'<div id="tools" data-takes-undo></div>{told}', "toast-region"))
    watched_page.get_by_role("button", name="Send").click()
    with watched_page.expect_navigation():
        watched_page.get_by_role("button", name="Undo").click()


@pytest.mark.parametrize(("share", "frame"), [(0.02, 0), (0.5, 8), (0.98, 15)])
def test_the_pointers_place_is_a_frame_of_the_strip(
    stage: Stage, watched_page: Page, share: float, frame: int
) -> None:
    body = """<article class="panel"><div class="picture">
      <scrub-strip src="/static/icon.svg" frames="16"></scrub-strip></div></article>"""
    watched_page.goto(stage.play(body, "scrub-strip"))
    box = watched_page.locator(".picture").bounding_box()
    assert box
    watched_page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    strip = watched_page.locator("scrub-strip")
    assert strip.evaluate("strip => strip.frame") == frame
    assert strip.evaluate("strip => getComputedStyle(strip).backgroundSize") == "1600% 100%"
    watched_page.mouse.move(box["x"], box["y"] + box["height"] + 80)
    assert strip.evaluate("strip => strip.frame") is None


PLAYER = f"""<div id="room" hx-get="/room" hx-trigger="again from:body" hx-swap="outerMorph">
<film-player class="player" id="player" frames="{FRAMES}" fps="24">
  <div class="screen"><video id="film" controls muted src="/clip.mp4"></video></div>
  <div class="transport" id="transport" hx-morph-skip>
    <button type="button" data-act="play">Play</button><button type="button" data-act="units">0</button>
    <div class="track"><div class="film"></div><input type="range" min="0" max="71" aria-label="Frame"></div>
    <span class="total"></span><span class="rate"></span></div></film-player>
<label>Note <input></label><p>{{word}}</p></div>"""


@pytest.fixture
def player(stage: Stage, watched_page: Page, clip: bytes) -> Page:
    stage.files["/clip.mp4"] = clip
    stage.play(PLAYER.format(word="after"), "film-player", path="/room")
    stage.pages["/room"] = PLAYER.format(word="after")
    watched_page.goto(stage.play(PLAYER.format(word="before"), "film-player"))
    expect(watched_page.locator("video")).to_have_js_property("readyState", 4)
    return watched_page


def shown_frame(page: Page) -> int:
    """Which frame is really in the picture: its grey level is three times its number."""
    level = page.evaluate(
        """async () => { const film = document.querySelector('video');
        if (film.seeking) await new Promise((done) => film.addEventListener('seeked', done, {once: true}));
        const sheet = new OffscreenCanvas(2, 2).getContext('2d'); sheet.drawImage(film, 0, 0, 2, 2);
        return sheet.getImageData(0, 0, 1, 1).data[0] }"""
    )
    return round(level / 3)


def test_arrows_go_exactly_one_frame_and_twelve(player: Page) -> None:
    counter = player.locator("[data-act=units]")
    player.evaluate("document.querySelector('film-player').frame = 37")
    expect(counter).to_have_text("00:00:01:13")
    assert abs(shown_frame(player) - 37) <= 1
    player.keyboard.press("ArrowRight")
    expect(counter).to_have_text("00:00:01:14")
    player.keyboard.press("Shift+ArrowLeft")
    expect(counter).to_have_text("00:00:01:02")
    assert abs(shown_frame(player) - 26) <= 1
    counter.click()
    expect(counter).to_have_text("26")


def test_space_in_a_field_is_a_space(player: Page) -> None:
    player.get_by_label("Note").press("Space")
    player.get_by_label("Note").press("l")
    expect(player.get_by_label("Note")).to_have_value(" l")
    assert player.evaluate("document.querySelector('video').paused")


def test_space_plays_and_a_morph_does_not_stop_it(player: Page) -> None:
    film = player.locator("video").element_handle()
    player.keyboard.press("Space")
    expect(player.locator("video")).to_have_js_property("paused", False)
    player.evaluate("document.body.dispatchEvent(new Event('again'))")
    expect(player.get_by_text("after")).to_be_visible()
    assert film is not None
    assert film.evaluate("film => film.isConnected && !film.paused && !film.controls")
    expect(player.locator("[data-act=units]")).to_have_text(re.compile(r"00:00:0[12]:\d\d"))


def test_another_take_keeps_the_frame(player: Page, stage: Stage, clip: bytes) -> None:
    stage.files["/other.mp4"] = clip
    player.evaluate("document.querySelector('film-player').frame = 40")
    player.evaluate("document.querySelector('video').src = '/other.mp4'")
    expect(player.locator("video")).to_have_js_property("currentTime", 40.5 / 24)


def test_without_script_the_browsers_own_controls_play(stage: Stage, browser: Browser, clip: bytes) -> None:
    stage.files["/clip.mp4"] = clip
    page = browser.new_page(java_script_enabled=False)
    page.goto(stage.play(PLAYER.format(word="plain"), "film-player"))
    expect(page.locator("video[controls]")).to_be_visible()
    expect(page.locator(".transport")).to_be_hidden()
    page.close()
