"""For people who use a keyboard or a screen reader, and for every width and colour scheme."""
from pathlib import Path

import axe_core_python
from support import URL, Case, expect

AXE = (Path(axe_core_python.__path__[0]) / "axe.min.js").read_text()
TABS = ["Requests", "Agents", "Faults", "Rules", "Connect", "Sandbox"]


class EachTab(Case):
    def fill(self):
        self.update({"temperature": 1.5, "max_duration": "long", "nmae": "x"})
        self.update({"temperature": 0.5})
        self.archive()
        self.create("Front Desk")
        self.admin("PUT", "/snapshots/before")
        self.admin("POST", "/mappings", {"name": "a test's", "understudy": {"emulate": True}})

    def check_each(self):
        self.page.set_viewport_size({"width": 360, "height": 900})
        self.page.evaluate(AXE)
        self.check("nothing sent")
        self.fill()
        expect(self.page.locator("#journal li")).to_have_count(4)
        self.page.locator("#journal .refused").click()
        expect(self.page.locator(".refusal")).to_be_visible()
        for tab in TABS:
            self.open(tab)
            if tab == "Agents":
                self.page.locator("#agent-list button").filter(has_text="Sales Bot").click()
                expect(self.page.locator("#agent .diff").first).to_be_visible()
            if tab == "Rules":
                # Contrast is asked of each word.
                expect(self.page.locator("#rule-list li")).to_have_count(50)
                self.page.get_by_label("Find").last.fill("voicebip published")
            self.check(tab)
            self.page.set_viewport_size({"width": 1920, "height": 900})
            self.fits(f"{tab}, wide")
            self.page.set_viewport_size({"width": 360, "height": 900})
        self.open("Sandbox")
        self.page.get_by_role("button", name="Reset this sandbox").click()
        self.check("the confirmation")

    def check(self, place):
        found = self.page.evaluate("async () => (await axe.run({ resultTypes: ['violations'] })).violations")
        said = [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]
        self.assertEqual([], said, f"{place}, {self.scheme}")
        self.fits(place)

    def fits(self, place):
        self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, place)


class Light(EachTab):
    def test_axe_finds_nothing_on_any_tab_in_light_colours_and_nothing_is_wider_than_the_screen(self):
        self.check_each()


class Dark(EachTab):
    scheme = "dark"

    def test_nor_in_dark_ones(self):
        self.check_each()


class Keyboard(Case):
    def test_tabs_are_walked_with_arrow_keys_and_the_focus_is_seen(self):
        self.page.get_by_role("tab", name="Requests").focus()
        for key, tab in [("ArrowRight", "Agents"), ("End", "Sandbox"), ("ArrowRight", "Requests"), ("ArrowLeft", "Sandbox")]:
            self.page.keyboard.press(key)
            expect(self.page.get_by_role("tab", name=tab)).to_be_focused()
            expect(self.page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
            expect(self.page.get_by_role("tabpanel")).to_have_accessible_name(tab)
        outline = self.page.get_by_role("tab", name="Sandbox").evaluate("tab => getComputedStyle(tab).outlineStyle")
        self.assertEqual("solid", outline)

    def test_the_confirmation_is_cancelled_with_escape(self):
        self.update({"temperature": 0.25})
        self.open("Sandbox")
        self.page.get_by_role("button", name="Reset this sandbox").press("Enter")
        expect(self.page.get_by_role("button", name="Cancel")).to_be_focused()
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.open("Requests")
        expect(self.page.locator("#journal li")).to_have_count(1)

    def test_the_servers_own_address_leads_a_browser_to_the_page(self):
        self.page.goto(URL)
        self.assertEqual(f"{URL}/__admin/ui", self.page.url.split("#")[0])
        self.page.goto(f"{self.url}/__admin/ui/")
        expect(self.page.locator("#connection")).to_have_text("live")
