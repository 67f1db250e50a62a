"""For people who use a keyboard or a screen reader, and for every width and colour scheme."""
import re
from pathlib import Path

import axe_core_python
from support import AGENT, TALKIFAI, URL, Case, expect

AXE = (Path(axe_core_python.__path__[0]) / "axe.min.js").read_text()
WIDTHS = [360, 390, 768, 1440, 1920]
LONG = "An agent with a name that is far longer than any column, and that-has-no-place-to-break-either-because-it-is-one-word"


class EachPage(Case):
    width = 1440

    def fill(self):
        self.update({"temperature": 1.5, "max_duration": "long", "nmae": "x"})
        self.update({"temperature": 0.5, "name": LONG})
        self.archive()
        self.create("Front Desk")
        self.send("PUT", TALKIFAI, {"name": "Mine"}, {"x-api-key": "tk_live_member", "Content-Type": "application/json"})
        self.send("PUT", "/v1/agent/agent_abc123", {"name": "Mine"})
        self.admin("POST", "/mappings", {"name": "a test's", "request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}})
        self.update({"temperature": 0.5})
        self.admin("PUT", "/snapshots/before")
        self.admin("PUT", "/clock", {"now": "2026-04-17T12:00:00Z", "frozen": True})
        self.admin("POST", "/mappings", {"name": "a test's", "request": {"method": "PUT"}, "understudy": {"emulate": True}})

    def check_each(self):
        self.page.set_viewport_size({"width": self.width, "height": 900})
        self.page.evaluate(AXE)
        expect(self.page.locator(".hints .box").first).to_be_visible()
        self.check("nothing sent")
        self.fill()
        expect(self.rows()).to_have_count(7)
        self.check("requests")
        for text in ["max_duration must", LONG[:20], "403", "No such path", "Too many requests"]:
            self.page.goto(f"{self.url}/__admin/ui#requests")
            self.rows().filter(has_text=text).first.click()
            expect(self.page.locator(".detail h3").last).to_be_visible()
            self.check(f"the detail of {text}")
        expect(self.page).to_have_url(re.compile("#requests/."))
        self.go(self.page.url.split("#")[1] + "/edit")
        expect(self.page.locator(".field-chip").first).to_be_visible()
        self.check("edit and send")
        for page, shown in [("requests?q=zzz", ".list .empty h2"), ("connect/talkifai", ".keys"),
                            (f"sandboxes/{self.name}", ".snapshots li"), ("more", ".more-item")]:
            self.go(page)
            expect(self.page.locator(shown).first).to_be_visible()
            self.check(page)
        self.go("requests")
        for key, shown in [("?", ".key-list"), ("Control+k", ".palette [role=option]")]:
            self.page.keyboard.press(key)
            expect(self.page.locator(shown).first).to_be_visible()
            self.check(f"the dialog of {key}")
            self.page.keyboard.press("Escape")

    def go(self, address):
        self.page.evaluate("address => { location.hash = address; }", address)

    def check(self, place):
        found = self.page.evaluate("async () => (await axe.run({ resultTypes: ['violations'] })).violations")
        said = [(rule["id"], [node["html"][:300] + node["failureSummary"][:300] for node in rule["nodes"]]) for rule in found]
        self.assertEqual([], said, f"{place}, {self.scheme}, {self.width}")


class Light(EachPage):
    def test_axe_finds_nothing_on_any_page(self):
        self.check_each()


class Dark(EachPage):
    scheme = "dark"

    def test_axe_finds_nothing_in_dark_colours(self):
        self.check_each()


class Phone(EachPage):
    width = 390

    def test_axe_finds_nothing_on_a_phone(self):
        self.check_each()


class DarkPhone(EachPage):
    scheme, width = "dark", 390

    def test_axe_finds_nothing_on_a_dark_phone(self):
        self.check_each()


class Widths(EachPage):
    def fits(self, place):
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("""() => [document.documentElement.scrollWidth - innerWidth,
                ...[...document.querySelectorAll('main, .list, .detail, .scroll, .head, .bar')].map((part) => part.getBoundingClientRect().right - innerWidth)]""")
            self.assertLessEqual(max(wide), 0.5, f"{place}, {width}")

    def test_nothing_is_wider_than_the_screen(self):
        self.fits("nothing sent")
        self.fill()
        row = self.rows().filter(has_text=LONG[:20]).first.get_attribute("data-id")
        session = self.page.context.new_cdp_session(self.page)
        for size in [16, 32]:
            session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
            for page in ["requests", f"requests/{row}", f"requests/{row}/edit", "agents", "faults", "rules", "connect", f"sandboxes/{self.name}", "more"]:
                self.page.evaluate("address => { location.hash = address; }", page)
                self.page.wait_for_timeout(150)
                self.fits(f"{page}, {size} px")

    def test_large_text_leaves_every_action_and_label_whole(self):
        self.update({"temperature": 0.5})
        session = self.page.context.new_cdp_session(self.page)
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 32}})
        for width in [360, 390]:
            self.page.set_viewport_size({"width": width, "height": 844})
            for page in ["requests", "agents", "faults", "rules", "connect", "sandboxes"]:
                with self.subTest(width=width, page=page):
                    self.go(page)
                    expect(self.page.get_by_role("heading", level=1)).to_have_text(page.capitalize())
                    expect(self.page.locator("#actions > :is(button, a):visible").first).to_be_visible()
                    self.assertEqual([], self.page.evaluate("""() => {
                        const range = document.createRange(), cut = [];
                        for (const part of document.querySelectorAll("#phone-sandbox, #actions > *")) {
                            const { left, right } = part.getBoundingClientRect();
                            if (left < 0 || right > innerWidth) cut.push(part.outerHTML);
                        }
                        for (const tab of document.querySelectorAll("#tabs a")) {
                            range.selectNodeContents(tab.lastChild);
                            const { left, right } = range.getBoundingClientRect(), outer = tab.getBoundingClientRect();
                            if (range.getClientRects().length !== 1 || left < outer.left || right > outer.right) cut.push(tab.outerHTML);
                        }
                        return cut;
                    }"""))
        self.page.set_viewport_size({"width": 1440, "height": 900})
        for url in [URL, self.url]:
            self.page.goto(f"{url}/__admin/ui#requests")
            expect(self.page.locator("#connection")).to_have_text("Live")
            self.assertGreaterEqual(self.page.locator("#side .mark").first.bounding_box()["y"], 4)
            border = self.page.locator("#side .connection").evaluate("line => getComputedStyle(line).borderTopWidth")
            self.assertEqual("0px" if url == URL else "1px", border)

    def test_heads_stay_when_the_list_is_scrolled(self):
        for value in range(60):
            self.update({"temperature": value / 100})
        expect(self.rows().nth(55)).to_be_attached()
        heads = [self.page.locator(part) for part in [".head", ".bar", ".column-heads"]]
        before = [head.bounding_box() for head in heads]
        self.page.locator(".list").evaluate("list => { list.scrollTop = 900; }")
        self.assertEqual(before, [head.bounding_box() for head in heads])


class Keyboard(Case):
    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self):
        return self.page.evaluate("document.activeElement.dataset.id ?? document.activeElement.id")

    def test_rows_are_walked_and_opened_and_the_focus_is_seen(self):
        # One after the other: the keys start at the row that came last.
        for count in range(1, 4):
            self.update({"temperature": count / 10})
            expect(self.rows()).to_have_count(count)
        self.press("j")
        ids = self.rows().evaluate_all("rows => rows.map((row) => row.dataset.id)")
        self.assertEqual(ids[0], self.focused())
        self.assertEqual("solid", self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        self.press("ArrowDown", "Enter")
        expect(self.page.locator(".detail .place").first).to_have_text("2 of 3")
        self.press("End")
        expect(self.page.locator(".detail .place").first).to_have_text("3 of 3")
        self.press("Home", "k")
        expect(self.page.locator(".detail .place").first).to_have_text("1 of 3")
        # One tab stop: the next one is not in the list.
        self.press("Tab")
        self.assertEqual("separator", self.page.evaluate("document.activeElement.getAttribute('role')"))
        width = self.page.locator(".detail").bounding_box()["width"]
        self.press("ArrowLeft")
        self.assertAlmostEqual(width + 24, self.page.locator(".detail").bounding_box()["width"], delta=1)
        self.page.reload()
        expect(self.page.locator(".detail h3").first).to_be_visible()
        self.assertAlmostEqual(width + 24, self.page.locator(".detail").bounding_box()["width"], delta=1)
        self.press("Escape")
        expect(self.page.locator(".detail")).to_be_hidden()

    def test_the_detail_is_closed_at_once_and_gives_the_focus_to_its_row(self):
        for value in [0.1, 0.2, 0.3]:
            self.update({"temperature": value})
        expect(self.rows()).to_have_count(3)
        for close in [lambda: self.page.get_by_role("button", name="Close", exact=True).press("Enter"), lambda: self.press("Escape")]:
            for row in range(3):
                self.rows().nth(row).click()
                expect(self.page.locator(".detail .place").first).to_have_text(f"{row + 1} of 3")
            close()
            expect(self.page.locator(".detail")).to_be_hidden()
            expect(self.rows().nth(2)).to_be_focused()
        # A request that was opened on another page is closed on its own.
        self.page.goto(f"{self.url}/__admin/ui#agents/centerfy/{AGENT}")
        self.page.locator(".detail").get_by_role("link").filter(has_text="update").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Requests")
        self.page.get_by_role("button", name="Close", exact=True).click()
        expect(self.page.locator(".detail")).to_be_hidden()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Requests")

    def test_what_can_be_done_with_a_request_has_a_letter(self):
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        self.press("j", "Enter")
        expect(self.page.locator(".detail h3").first).to_be_visible()
        # New requests are announced too, but not meanwhile.
        with self.stopped_clock():
            self.press("c")
            expect(self.page.locator("#announcer")).to_have_text("Copied")
        self.assertIn("curl -X PUT", self.page.evaluate("navigator.clipboard.readText()"))
        self.press("f")
        expect(self.page.get_by_role("menuitem").first).to_be_focused()
        self.press("Escape")
        self.press("r")
        expect(self.rows()).to_have_count(2)
        expect(self.page.locator(".detail .place").first).to_have_text("1 of 2")
        self.press("e")
        expect(self.page.get_by_label("Body", exact=True)).to_be_focused()
        # A letter in a field is a letter.
        self.press("r")
        self.press("Control+Enter")
        expect(self.rows()).to_have_count(3)

    def test_escape_leaves_the_field_and_then_the_form_and_asks_if_the_body_was_edited(self):
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        for address, place, part in [("requests/" + self.rows().get_attribute("data-id"), "edit", ".path-line"), (f"agents/centerfy/{AGENT}", "edit", ".detail-tabs"), (f"agents/centerfy/{AGENT}", "send", ".detail-tabs")]:
            with self.subTest(address=address, place=place):
                self.page.evaluate("address => { location.hash = address; }", address)
                shown = self.page.locator(part)
                expect(shown).to_be_visible()
                for text in [None, " "]:
                    self.page.evaluate("address => { location.hash = address; }", f"{address}/{place}")
                    field = self.page.locator(".editor textarea")
                    expect(field).to_be_focused()
                    if text:
                        self.page.keyboard.type(text)
                    self.press("Escape")
                    expect(field).not_to_be_focused()
                    expect(field).to_be_visible()
                    self.press("Escape")
                    if text:
                        self.press("Escape")
                        expect(self.page.get_by_role("dialog")).to_have_count(0)
                        expect(field).to_be_visible()
                        self.press("Escape")
                        self.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
                    expect(field).to_have_count(0)
                    expect(shown).to_be_visible()
                    expect(self.page).to_have_url(re.compile(re.escape(f"#{address}") + "$"))

    def test_pages_are_opened_by_two_letters_and_single_letters_can_be_switched_off(self):
        for key, title in [("a", "Agents"), ("f", "Faults"), ("u", "Rules"), ("s", "Sandboxes"), ("c", "Connect"), ("r", "Requests")]:
            with self.stopped_clock():
                self.press("g", key)
            expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        self.press("[")
        expect(self.page.locator("#side .find kbd")).to_be_hidden()
        self.press("[")
        self.press("?")
        expect(self.page.get_by_role("dialog")).to_contain_text("make it fail next time")
        self.press("Escape")
        self.page.locator("#actions").get_by_role("button", name="More").click()
        self.page.get_by_role("menuitemradio", name="Single letters act").click()
        with self.stopped_clock():
            self.press("g", "a")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Requests")

    def test_a_page_that_was_left_changes_nothing_any_more(self):
        held, is_held = [], True
        self.page.route("**/__admin/info", lambda route: held.append(route) if is_held else route.continue_())
        self.page.evaluate("location.hash = 'connect'")
        self.page.reload()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Connect")
        with self.stopped_clock():
            self.press("g", "r")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Requests")
        is_held = False
        for route in held:
            route.continue_()
        # What Connect waits for.
        self.page.evaluate("url => import(url).then((server) => server.vendors())", f"{self.url}/__admin/ui/server.js")
        expect(self.page.locator("#actions").get_by_role("button", name="More")).to_be_visible()
        expect(self.page.locator("#actions").get_by_role("button", name="OpenAPI")).to_have_count(0)
        # Without requests there is nothing to filter.
        expect(self.page.locator("#bar")).to_be_hidden()

    def test_the_palette_goes_to_things_and_does_things(self):
        self.page.locator("#fold").focus()
        self.press("Control+k")
        expect(self.page.get_by_role("combobox", name="Search or jump")).to_be_focused()
        self.press("Escape")
        self.assertEqual("fold", self.focused())
        # It opens again in the same moment in which it is closed.
        self.press("Control+k")
        self.page.evaluate("""() => {
            document.querySelector("dialog.palette").close();
            dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, cancelable: true }));
        }""")
        expect(self.page.get_by_role("combobox", name="Search or jump")).to_be_focused()
        self.press("Escape")
        for words, heading in [("temperature.range", "Rules"), ("support bot", "Agents"), ("connect", "Connect")]:
            self.press("Control+k")
            self.page.keyboard.type(words)
            expect(self.page.locator(".palette [role=option]").first).to_contain_text(words.split()[0], ignore_case=True)
            self.press("Enter")
            expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.press("Control+k")
        self.page.keyboard.type("talkifai too many")
        expect(self.page.locator(".palette [aria-selected=true]")).to_contain_text("Make TalkifAI fail: too many requests, next request")
        self.press("Enter")
        expect(self.page.locator("#announcer")).to_contain_text("The next request to TalkifAI")
        # Once for a vendor of two endpoints.
        owner = {"x-api-key": "tk_live_owner"}
        self.assertEqual(429, self.send("GET", TALKIFAI, headers=owner)[0])
        self.assertEqual(200, self.send("GET", TALKIFAI, headers=owner)[0])
        session = {"Cookie": "session=YOUR_SESSION_TOKEN"}
        self.assertNotEqual(429, self.send("GET", "/talkifai/api/agents", headers=session)[0])

    def test_the_confirmation_is_cancelled_with_escape_and_gives_the_focus_back(self):
        self.update({"temperature": 0.25})
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("button", name="Clear").press("Enter")
        expect(self.page.get_by_role("button", name="Cancel")).to_be_focused()
        self.press("Tab", "Tab", "Tab")
        self.assertTrue(self.page.evaluate("document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)"))
        self.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        expect(self.page.get_by_role("button", name="Clear")).to_be_focused()
        expect(self.rows()).to_have_count(1)


class Addresses(Case):
    def test_the_servers_own_address_leads_a_browser_to_the_page(self):
        self.page.goto(URL)
        self.assertEqual(f"{URL}/__admin/ui", self.page.url.split("#")[0])
        self.page.goto(f"{self.url}/__admin/ui/")
        expect(self.page.locator("#connection")).to_have_text("Live")

    def test_back_on_a_phone_returns_to_the_same_place_in_the_list(self):
        for value in range(40):
            self.update({"temperature": value / 100})
        self.page.set_viewport_size({"width": 390, "height": 844})
        # Another that comes would move what has been scrolled.
        expect(self.rows()).to_have_count(40)
        places = []
        for back in [lambda: self.page.get_by_role("button", name="Requests").click(), self.page.go_back]:
            self.page.locator(".list").evaluate("list => { list.scrollTop = 900; }")
            self.rows().nth(20).click()
            expect(self.page.locator(".hand")).to_be_visible()
            expect(self.page.locator("#actions")).to_be_hidden()
            self.assertGreaterEqual(self.page.get_by_role("button", name="Send again").last.bounding_box()["height"], 44)
            back()
            expect(self.page.locator(".hand")).to_have_count(0)
            places.append(self.page.locator(".list").evaluate("list => list.scrollTop"))
        self.assertEqual([900, 900], places)

    def test_the_scheme_is_kept_and_nothing_is_inline(self):
        ground = lambda: self.page.evaluate("getComputedStyle(document.body).backgroundColor")
        self.assertEqual("rgb(255, 255, 255)", ground())
        self.page.locator("#actions").get_by_role("button", name="More").click()
        self.page.get_by_role("menuitemradio", name="Dark").click()
        self.assertEqual("rgb(16, 22, 21)", ground())
        self.page.reload()
        self.assertEqual("rgb(16, 22, 21)", ground())
        source = self.page.request.get(f"{self.url}/__admin/ui").text()
        self.assertNotRegex(source, r"<style|\sstyle=|\son\w+=|<script[^>]*>[^<]")
