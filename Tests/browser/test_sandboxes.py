"""The sandboxes: their list, clock, delay, snapshots, and what can be taken from them."""
import json
import pathlib
import subprocess
import tempfile
import os
from datetime import datetime, timezone

from support import AGENT, URL, UPDATE, Case, expect


class Sandboxes(Case):
    def show(self):
        self.page.goto(f"{self.url}/__admin/ui#sandboxes/{self.name}")
        expect(self.detail).to_contain_text("Take it with you")

    @property
    def detail(self):
        return self.page.locator(".detail")

    def press(self, name):
        self.detail.get_by_role("button", name=name, exact=True).click()

    def clock(self):
        return self.admin("GET", "/clock")

    def test_a_row_says_what_happened_and_its_requests_are_opened(self):
        self.update({"temperature": 0.25})
        self.update({"temperature": 7})
        self.admin("POST", "/mappings", {"request": {"method": "DELETE"}, "understudy": {"error": 503}})
        self.page.goto(f"{URL}/__admin/ui#sandboxes")
        self.page.get_by_role("searchbox").fill(self.name)
        row = self.rows()
        expect(row).to_have_count(1)
        expect(row.get_by_role("gridcell")).to_contain_text([self.name, "", "2", "1", "1", "1 on", ""])
        row.click()
        expect(self.detail.locator(".numbers b")).to_have_text(["2", "1", "1", "1"])
        self.detail.get_by_role("link", name="Open its requests").click()
        expect(self.page).to_have_url(f"{self.url}/__admin/ui#requests")
        expect(self.rows()).to_have_count(2)

    def test_the_clock_is_frozen_advanced_set_and_let_run(self):
        self.show()
        self.press("Freeze now")
        expect(self.detail.get_by_role("button", name="Let it run")).to_be_visible()
        self.assertTrue(self.clock()["frozen"])
        before = datetime.fromisoformat(self.clock()["now"])
        self.press("1 day")
        expect(self.page.locator("#announcer")).to_contain_text("1 day ahead")
        self.assertEqual(86_400, (datetime.fromisoformat(self.clock()["now"]) - before).total_seconds())
        expect(self.page.locator("#side").get_by_role("button", name="Clock")).to_contain_text("frozen")
        self.press("Set …")
        self.detail.get_by_label("Date and time").fill("2026-04-17T12:00:00")
        self.press("Set")
        expect(self.detail.locator(".clock-now")).to_have_text("17 Apr 2026, 12:00:00")
        self.press("System time")
        expect(self.detail.get_by_role("button", name="Freeze now")).to_be_visible()
        self.assertLess(abs((datetime.fromisoformat(self.clock()["now"]) - datetime.now(timezone.utc)).total_seconds()), 60)

    def test_the_form_of_the_clock_stays_open_while_the_clock_is_asked(self):
        self.show()
        asked = []
        self.page.route("**/__admin/clock", lambda route: asked.append(route) if route.request.method == "GET" else route.continue_())
        self.press("1 day")
        expect(self.page.locator("#announcer")).to_contain_text("1 day ahead")
        self.press("Set …")
        field = self.detail.get_by_label("Date and time")
        field.fill("2026-04-17T12:00:30")
        while not asked:
            self.page.wait_for_timeout(20)
        for route in asked:
            route.continue_()
        self.page.unroute("**/__admin/clock")
        expect(self.detail.locator(".clock-now + .quiet")).to_contain_text("1 day ahead")
        expect(field).to_have_value("2026-04-17T12:00:30")
        expect(field).to_be_focused()

    def test_every_answer_is_delayed_from_the_side_bar(self):
        self.page.locator("#side").get_by_role("button", name="Delay").click()
        dialog = self.page.get_by_role("dialog")
        field = dialog.get_by_label("Delay in milliseconds")
        field.fill("70000")
        field.press("Tab")
        expect(dialog.get_by_role("alert")).to_have_text("A delay is from 0 to 60,000 ms.")
        field.fill("250")
        field.press("Tab")
        expect(self.page.locator("#side").get_by_role("button", name="Delay")).to_contain_text("250 ms")
        self.assertEqual({"fixedDelay": 250}, self.admin("GET", "/settings")["settings"])
        dialog.get_by_role("radio", name="spread around").check()
        expect(self.page.locator("#side").get_by_role("button", name="Delay")).to_contain_text("125–375 ms")
        dialog.get_by_role("button", name="Close").click()
        expect(self.page.locator("#side").get_by_role("button", name="Delay")).to_be_focused()

    def test_a_snapshot_is_saved_restored_and_deleted(self):
        self.show()
        self.press("Save")
        field = self.page.get_by_role("dialog").get_by_label("Name")
        field.fill("a/b")
        self.confirm("Save")
        expect(self.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("A name is")
        field.fill("before")
        field.press("Enter")
        expect(self.detail.get_by_role("button", name="Restore before")).to_be_visible()
        self.update({"temperature": 0.25})
        self.press("Restore before")
        self.confirm("Restore")
        expect(self.page.locator("#announcer")).to_contain_text("before is restored")
        self.assertEqual(0.7, self.admin("GET", f"/agents/centerfy/{AGENT}")["temperature"])
        self.press("Delete before")
        self.confirm("Delete")
        expect(self.detail).to_contain_text("None yet.")

    def test_the_detail_follows_the_sandbox(self):
        self.update({"temperature": 0.25})
        for place in ["", f"/sandbox/{self.name}", f"/sandbox/{self.name}-2"]:
            self.admin("DELETE", "/clock")
            self.admin("POST", "/settings", {})
            self.page.goto(f"{URL}{place}/__admin/ui#sandboxes/{self.name}")
            expect(self.detail.get_by_role("button", name="Freeze now")).to_be_visible()
            expect(self.detail).to_contain_text("None yet.")
            self.admin("PUT", "/clock", {"frozen": True})
            self.admin("POST", "/settings", {"fixedDelay": 300})
            self.admin("PUT", "/snapshots/before")
            expect(self.detail.get_by_role("button", name="Let it run")).to_be_visible()
            expect(self.detail.get_by_label("Delay in milliseconds")).to_have_value("300")
            expect(self.detail.locator(".snapshots")).to_contain_text("before")
            # What the reader is in stays until the reader has left it.
            field = self.detail.get_by_label("Delay in milliseconds")
            field.fill("40")
            self.admin("DELETE", "/snapshots/before")
            expect(self.detail).to_contain_text("None yet.")
            expect(field).to_have_value("40")

    def crowd(self, recent, idle, seconds=60):
        """Makes the page believe that there are many sandboxes."""
        self.update({"temperature": 0.25})
        row = next(row for row in self.admin("GET", "/sandboxes")["sandboxes"] if row["name"] == self.name)

        def many(route):
            rows = [{**row, "name": f"{kind}-{number}", "idleSeconds": seconds, "lastRequest": {**row["lastRequest"], "millisAgo": seconds * 1000}}
                    for kind, all, seconds in [("recent", recent, seconds), ("idle", idle, 6000)] for number in range(all)]
            route.fulfill(json={"sandboxes": rows, "meta": {"total": len(rows)}})

        self.page.route("**/__admin/sandboxes", many)
        self.page.goto(f"{URL}/__admin/ui#sandboxes")

    def test_no_text_of_the_list_and_no_chip_is_cut(self):
        self.crowd(3, 0, seconds=3599)
        for address, widths in [("sandboxes", [390, 768, 1000, 1280]), ("sandboxes/recent-1", [1280])]:
            self.page.goto(f"{URL}/__admin/ui#{address}")
            for width in widths:
                with self.subTest(address=address, width=width):
                    self.page.set_viewport_size({"width": width, "height": 844})
                    expect(self.rows()).to_have_count(3)
                    expect(self.rows().first.get_by_role("gridcell").last).to_contain_text("59 min ago")
                    self.assertEqual([], self.page.evaluate("""() => [...document.querySelectorAll(".sandboxes-grid [role=gridcell].right, #bar .chips")]
                        .filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.textContent)"""))

    def test_of_many_the_others_are_counted_and_shown_when_asked_for(self):
        self.crowd(520, 40)
        foot = self.page.locator(".list > .foot")
        expect(self.rows()).to_have_count(500)
        expect(foot).to_contain_text("20 more were active in the last 10 minutes. 40 more are idle for over 10 minutes.")
        foot.get_by_role("button", name="Show more").click()
        expect(self.rows()).to_have_count(560)
        expect(self.rows().nth(500)).to_be_focused()
        expect(foot.get_by_role("button")).to_be_hidden()
        self.page.get_by_role("searchbox").fill("idle-1")
        expect(self.page.get_by_role("radiogroup", name="Kind").locator(".number")).to_have_text(["11", "0", "0", "0"])

    def test_that_none_is_idle_or_that_a_removal_failed_stands_in_the_head(self):
        self.crowd(2, 0)
        remove = self.page.get_by_role("button", name="Remove idle ones")
        alert = self.page.locator("#actions").get_by_role("alert")
        expect(self.rows()).to_have_count(2)
        remove.click()
        expect(alert).to_have_text("No sandbox is idle for over 10 minutes.")
        # In the head of a phone too, which stays a head.
        self.page.set_viewport_size({"width": 360, "height": 780})
        expect(alert).to_be_in_viewport(ratio=1)
        self.assertLess(self.page.locator(".head").bounding_box()["height"], 160)
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.page.unroute("**/__admin/sandboxes")
        self.crowd(2, 1)
        self.page.route("**/__admin/sandboxes/idle-0", lambda route: route.fulfill(status=500, json={"errors": [{"detail": "The disk is full"}]}))
        # The browser reports the failure as an error.
        self.is_wrong = lambda message: False
        expect(self.rows()).to_have_count(3)
        remove.click()
        self.confirm("Remove")
        expect(alert).to_have_text("The disk is full")

    def test_the_head_of_a_phone_is_whole_and_a_long_name_ends_with_an_ellipsis(self):
        long = f"{self.name}-of-a-sandbox-with-many-words"[:64]
        self.page.set_viewport_size({"width": 390, "height": 844})
        for url in [URL, f"{URL}/sandbox/{long}"]:
            for page in ["requests", "agents", "faults", "rules", "connect", "sandboxes"]:
                with self.subTest(url=url, page=page):
                    self.page.goto(f"{url}/__admin/ui#{page}")
                    expect(self.page.get_by_role("heading", level=1)).to_have_text(page.capitalize())
                    expect(self.page.locator("#phone-sandbox")).to_have_text(long if long in url else "All sandboxes")
                    expect(self.page.locator("#actions > :is(button, a):visible").first).to_be_visible()
                    self.assertEqual([], self.page.evaluate("""() => {
                        const isIn = (part, outer) => part.left >= outer.left && part.right <= outer.right, box = (part) => part.getBoundingClientRect();
                        const opener = document.getElementById("phone-sandbox"), actions = document.getElementById("actions");
                        return [...[opener, ...actions.children].filter((part) => !isIn(box(part), box(document.body))),
                            ...[...opener.children].filter((part) => !isIn(box(part), box(opener)))].map((part) => part.outerHTML);
                    }"""))
                    self.assertEqual("ellipsis", self.page.locator("#phone-sandbox > span").evaluate("name => getComputedStyle(name).textOverflow"))
        self.page.goto(f"{URL}/__admin/ui#sandboxes")
        self.page.get_by_role("button", name="Remove idle ones").click()
        expect(self.page.locator("#actions").get_by_role("alert")).to_be_in_viewport(ratio=1)

    def test_reset_and_remove_ask_first_and_name_what_goes(self):
        self.update({"temperature": 0.25})
        self.show()
        self.press("Reset")
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_contain_text(f"Reset {self.name}?")
        expect(dialog).to_contain_text("Its 1 request, 0 faults, clock and rule switches go; its agents become as seeded. Snapshots stay.")
        self.confirm("Cancel")
        self.assertEqual(0.25, self.admin("GET", f"/agents/centerfy/{AGENT}")["temperature"])
        self.press("Reset")
        with self.stopped_clock():
            self.confirm("Reset")
            expect(self.page.locator("#banners")).to_contain_text(f"{self.name} was reset or removed.")
        self.assertEqual(0.7, self.admin("GET", f"/agents/centerfy/{AGENT}")["temperature"])
        self.press("Remove")
        self.confirm("Remove")
        expect(self.detail).to_be_hidden()

    def test_the_export_is_a_seed_file_that_is_accepted(self):
        self.update({"temperature": 0.25})
        self.show()
        with self.page.expect_download() as waiting:
            self.detail.get_by_role("link", name="Agents as seed file").click()
        with tempfile.TemporaryDirectory() as directory:
            file = f"{directory}/export.json"
            waiting.value.save_as(file)
            agents = json.loads(pathlib.Path(file).read_text())["centerfy"]["agents"]
            self.assertIn(0.25, [agent.get("temperature") for agent in agents if agent["id"] == AGENT])
            subprocess.run([os.environ["UNDERSTUDY"], "check", directory], check=True, capture_output=True)

    def test_another_sandbox_is_made_and_chosen_and_the_page_stays(self):
        self.open("Rules")
        self.page.get_by_role("button", name="New sandbox").click()
        self.page.get_by_role("dialog").get_by_label("Name").fill(f"{self.name}-2")
        self.confirm("Open")
        expect(self.page).to_have_url(f"{URL}/sandbox/{self.name}-2/__admin/ui#rules")
        self.send("GET", UPDATE.replace("update-agent", "get-agent"))
        self.page.locator("#side").get_by_role("link", name=self.name, exact=False).filter(has_text="request").first.click()
        expect(self.page).to_have_url(f"{URL}/sandbox/{self.name}-2/__admin/ui#rules")
        self.page.locator("#side").get_by_role("link", name="All sandboxes").click()
        expect(self.page.locator("#chosen")).to_contain_text(f"of {self.name}-2. Choose another.")
