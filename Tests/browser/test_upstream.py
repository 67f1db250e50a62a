import json
import os
import uuid
from urllib.request import Request, urlopen

from looks import Looks
from support import VOICEBIP, VOICEBIP_HEADERS, Case, expect

RULE = "centerfy.temperature.range"


class Forwarding(Case):
    """The dashboard of a server with --upstream."""

    def setUp(self):
        self.name = f"browser-{uuid.uuid4()}"
        self.url = f"{os.environ['UPSTREAM_URL']}/sandbox/{self.name}"
        self.page = self.look(self.url)

    def test_a_forwarded_request_names_the_host_that_answered(self):
        self.assertEqual(200, self.update({"temperature": 0.5})[0])
        self.assertEqual(404, self.send("GET", "/voicebip/nowhere")[0])
        # As an event, and as a logged request.
        for _ in range(2):
            expect(self.rows()).to_have_count(2)
            expect(self.rows().filter(has_text="api.voicebip.com")).to_contain_text("404")
            detail = self.choose("Answered by crmwebhook.com")
            expect(detail.locator(".upstream")).to_contain_text("Answered by crmwebhook.com (")
            expect(detail.locator(".verdict").first).to_have_text("200 Forwarded")
            self.page.reload()


class Comparison(Looks):
    """The page Compare of a server with --upstream compare."""

    def setUp(self):
        self.name = f"browser-{uuid.uuid4()}"
        self.url = f"{os.environ['UPSTREAM_URL']}/sandbox/{self.name}"
        self.page = self.look(self.url)

    def vendor(self, method, path, body):
        """Asks the server that stands in for the vendors, which has no sandbox for each test."""
        with urlopen(Request(f"{os.environ['VENDOR_URL']}/__admin{path}", json.dumps(body).encode(), method=method), timeout=600) as answer:
            return answer.read()

    def differ(self):
        """Sends what the vendor accepts and we refuse, what both accept, and what cannot be compared."""
        self.addCleanup(self.vendor, "PUT", f"/rules/{RULE}", {"enabled": True})
        self.vendor("PUT", f"/rules/{RULE}", {"enabled": False})
        self.assertEqual(200, self.update({"temperature": 1.5})[0])
        self.assertEqual(200, self.update({"temperature": 0.5})[0])
        self.assertEqual(200, self.update({"temperature": 0.6})[0])
        self.assertEqual(404, self.send("GET", "/centerfy/nowhere")[0])

    def answer_otherwise(self):
        """Lets the vendor answer an update with other members than ours."""
        body = json.loads(self.update({"temperature": 0.5})[1])
        body |= {"is_active": "yes", "region": "eu"}
        del body["name"]
        self.addCleanup(self.vendor, "DELETE", "/mappings", {})
        self.vendor("POST", "/mappings", {"request": {"method": "PUT"}, "response": {"status": 200, "jsonBody": body, "headers": {"Content-Type": "application/json"}}})
        self.assertEqual(200, self.update({"temperature": 0.5})[0])

    def row(self, case):
        return self.page.locator(f".cases .row[data-id='{case}']")

    def chosen(self, case):
        self.row(case).click()
        detail = self.page.locator(".detail")
        expect(detail.locator(".answers")).to_be_visible()
        return detail

    def test_a_case_names_the_rule_and_the_switch_and_shows_both_answers(self):
        self.open("Compare")
        expect(self.row("centerfy")).to_contain_text("Not tried")
        self.differ()
        # It appears while the page is open.
        differs = self.row(f"centerfy:{RULE}")
        for text in ["Differs", "update agent", RULE, "we refuse what the vendor accepts"]:
            expect(differs).to_contain_text(text)
        same = self.row("centerfy:200")
        expect(same).to_contain_text("Same")
        expect(same.locator(".count-cell")).to_have_text("2")
        detail = self.chosen(f"centerfy:{RULE}")
        expect(detail.locator(".difference")).to_have_count(1)
        for text in ["we refuse what the vendor accepts", "400: temperature must be from 0 to 1, but was 1.5", f"--disable-rule {RULE}", "the vendor has moved on"]:
            expect(detail.locator(".difference")).to_contain_text(text)
        answers = detail.locator(".answers section")
        expect(answers.nth(0)).to_contain_text("≠ 200 OK")
        expect(answers.nth(1)).to_contain_text("≠ 400 Bad request")
        boxes = [answers.nth(index).bounding_box() for index in range(2)]
        self.assertEqual(boxes[0]["y"], boxes[1]["y"])
        detail.get_by_role("link", name="Show the request").click()
        expect(self.page.locator(".detail .upstream")).to_contain_text("refused-by-us")
        self.page.go_back()
        detail.get_by_role("link", name=RULE).click()
        expect(self.page.locator(".rule-sentence")).to_have_text("temperature must be from 0 to 1.")

    def test_members_that_differ_are_marked_in_both_answers(self):
        self.answer_otherwise()
        self.open("Compare")
        detail = self.chosen("centerfy:200")
        theirs, ours = (detail.locator(".answers section").nth(index).locator("li.amber") for index in range(2))
        expect(theirs.filter(has_text='"is_active": "yes"')).to_contain_text("ours: a boolean")
        expect(theirs.filter(has_text='"region": "eu"')).to_contain_text("not in ours")
        expect(theirs).to_have_count(2)
        expect(ours.filter(has_text='"is_active": true')).to_contain_text("vendor: a string")
        expect(ours.filter(has_text='"name": "Sales Bot"')).to_contain_text("not in the vendor’s")
        expect(ours).to_have_count(2)
        expect(detail.locator(".facts")).to_contain_text("1 of 2 differ")

    def test_in_a_list_only_the_agents_that_differ_are_marked(self):
        text = self.send("GET", VOICEBIP, headers=VOICEBIP_HEADERS)[1]
        self.assertGreater(text.count('"display_name"'), 1)
        names = [agent["display_name"] for agent in next(value for value in json.loads(text).values() if isinstance(value, list))]
        self.addCleanup(self.vendor, "DELETE", "/mappings", {})
        self.vendor("POST", "/mappings", {"request": {"method": "GET"}, "response": {"status": 200, "body": text.replace(f'"{names[1]}"', '"Another"'), "headers": {"Content-Type": "application/json"}}})
        self.assertEqual(200, self.send("GET", VOICEBIP, headers=VOICEBIP_HEADERS)[0])
        self.open("Compare")
        detail = self.chosen("voicebip-list:200")
        theirs, ours = (detail.locator(".answers section").nth(index).locator("li.amber") for index in range(2))
        expect(theirs).to_have_count(1)
        expect(theirs).to_contain_text(f'"display_name": "Another",ours: "{names[1]}"')
        expect(ours).to_have_count(1)
        expect(ours).to_contain_text('vendor: "Another"')

    def test_chips_and_search_have_an_address(self):
        self.differ()
        self.open("Compare")
        for label, kind, number in [("Differs", "differs", 1), ("Same", "same", 1), ("Not compared", "not-compared", 1)]:
            chip = self.page.locator(".chip").filter(has=self.page.get_by_role("radio", name=label))
            expect(chip.locator(".number")).to_have_text(str(number))
            chip.click()
            expect(self.rows()).to_have_count(number)
            expect(self.page).to_have_url(f"{self.url}/__admin/ui#compare?kind={kind}")
        self.page.reload()
        expect(self.rows()).to_have_count(1)
        detail = self.chosen("none:not-compared")
        expect(detail).to_contain_text("This could not be compared: no endpoint of ours has the path.")
        self.go("compare?kind=not-tried&vendor=centerfy&q=archive")
        expect(self.rows()).to_have_count(1)
        self.rows().click()
        expect(self.page.locator(".detail")).to_contain_text("No request to it has been compared yet")
        expect(self.page.locator(".detail .box code")).to_have_text(f"{self.url}/centerfy/functions/v1/crm-api/archive-agent")
        self.go("compare?q=zzz")
        self.page.get_by_role("button", name="Clear the filters").click()
        expect(self.row("centerfy:200")).to_be_visible()

    def test_it_is_reached_by_keys_by_the_palette_and_on_a_phone(self):
        title = self.page.get_by_role("heading", level=1)
        with self.stopped_clock():
            self.page.keyboard.type("gm")
        expect(title).to_have_text("Compare")
        expect(self.rows().first).to_be_visible()
        self.page.keyboard.press("j")
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".detail")).to_contain_text("No request to it")
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".detail")).to_be_hidden()
        with self.stopped_clock():
            self.page.keyboard.type("gr")
        expect(title).to_have_text("Requests")
        self.page.keyboard.press("Control+k")
        self.page.keyboard.type("compare")
        self.page.keyboard.press("Enter")
        expect(title).to_have_text("Compare")
        self.page.set_viewport_size({"width": 390, "height": 844})
        self.page.locator("#tabs").get_by_role("link", name="More").click()
        self.page.get_by_role("link", name="Compare", exact=True).click()
        expect(self.rows().first).to_be_visible()
        expect(self.page.locator("#tabs a[aria-current]")).to_have_text("More")

    def test_it_looks_right_in_every_state(self):
        self.differ()
        self.answer_otherwise()
        self.open("Compare")
        expect(self.row("centerfy:200")).to_be_visible()
        self.check("list")
        for case in [f"centerfy:{RULE}", "centerfy:200", "none:not-compared"]:
            self.go(f"compare/{case}")
            expect(self.page.locator(".detail .answers")).to_be_visible()
            self.check(case)
        self.go("compare/voicebip-get")
        expect(self.page.locator(".detail")).to_contain_text("No request to it")
        self.check("not tried")
        self.go("compare?q=zzz")
        expect(self.page.get_by_role("button", name="Clear the filters")).to_be_visible()
        self.check("nothing found")


class NoComparison(Looks):
    """The page Compare of a server that compares nothing."""

    def test_it_says_what_makes_a_comparison(self):
        self.open("Compare")
        expect(self.page.get_by_role("heading", name="Is the mock still true?")).to_be_visible()
        expect(self.page.locator(".hints .box code")).to_have_text(["understudy serve --tls --tls-dir tls --upstream compare", "understudy compare recorded.har"])
        copier = self.page.get_by_role("button", name="Copy the command").first
        with self.stopped_clock():
            copier.click()
            expect(self.page.get_by_role("button", name="Copied")).to_be_visible()
        expect(self.page.locator(".cases")).to_be_hidden()
        self.check("nothing compared")
