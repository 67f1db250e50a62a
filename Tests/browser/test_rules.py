import re

from looks import Looks
from support import Case, expect

RULE = "centerfy.temperature.range"


class Rules(Case):
    def setUp(self):
        super().setUp()
        self.open("Rules")
        expect(self.page.locator(".rules .row").first).to_be_visible()

    def row(self, rule=RULE):
        return self.page.locator(f".rules .row[data-id='{rule}']")

    def choose(self, rule=RULE):
        self.page.evaluate("rule => { location.hash = `rules/${rule}`; }", rule)
        detail = self.page.locator(".detail")
        expect(detail.locator(".rule-sentence")).to_be_visible()
        return detail

    def is_on(self, rule=RULE):
        return self.admin("GET", f"/rules/{rule}")["enabled"]

    def test_a_rule_says_where_it_is_written_and_what_it_refused(self):
        self.update({"temperature": 1.5})
        self.update({"temperature": 2})
        expect(self.row().locator(".right")).to_have_text("2")
        detail = self.choose()
        expect(detail.locator(".rule-sentence")).to_have_text("temperature must be from 0 to 1.")
        expect(detail.locator(".written")).to_contain_text("Body Parameters on setup.centerfy.ai/api/update-agent")
        expect(detail.locator(".written")).to_contain_text("update agent, create agent")
        expect(detail.locator(".written")).to_contain_text(f"--disable-rule {RULE}")
        refused = detail.locator(".refusals li")
        expect(refused).to_have_count(2)
        expect(refused.first).to_contain_text("was 2")
        detail.get_by_role("link", name="Show in Requests").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Requests")
        expect(self.rows()).to_have_count(2)

    def test_a_rule_is_switched_off_here_and_on_again(self):
        self.assertEqual(400, self.update({"temperature": 1.5})[0])
        self.row().get_by_role("switch").click()
        expect(self.row().locator(".tag")).to_have_text("switched off here")
        self.assertFalse(self.is_on())
        self.assertEqual(200, self.update({"temperature": 1.5})[0])
        expect(self.page.locator("#side").get_by_role("link", name="Rules")).to_contain_text("1 off")
        detail = self.choose()
        expect(detail.locator(".rule-switch")).to_contain_text(f"Off in {self.name}")
        detail.get_by_role("switch").click()
        expect(detail.locator(".rule-switch")).to_contain_text(f"On in {self.name}")
        self.assertTrue(self.is_on())
        expect(self.row().locator(".tag")).to_have_count(0)
        self.assertEqual(400, self.update({"temperature": 1.5})[0])

    def test_all_rules_are_as_by_default_again(self):
        self.row().get_by_role("switch").click()
        self.row("centerfy.unknown-field").get_by_role("switch").click()
        expect(self.row("centerfy.unknown-field").locator(".tag")).to_have_text("switched on here")
        self.page.get_by_role("radio", name="Switched").check()
        expect(self.page.locator(".rules .row")).to_have_count(2)
        self.page.get_by_role("button", name="All as by default").click()
        expect(self.page.locator(".list .empty")).to_be_visible()
        self.assertEqual([True, False], [self.is_on(), self.is_on("centerfy.unknown-field")])

    def test_one_that_it_refuses_and_one_that_passes_are_sent(self):
        detail = self.choose()
        detail.get_by_role("button", name="Send one that it refuses").click()
        expect(detail.locator(".try-result")).to_contain_text("Refused by this rule.")
        expect(detail.locator(".refusals li")).to_have_count(1)
        detail.get_by_role("button", name="Send one that passes").click()
        expect(detail.locator(".try-result")).to_contain_text("It passed.")
        self.assertEqual([200, 400], [row["status"] for row in self.admin("GET", "/requests?view=rows")["requests"]])
        detail.get_by_role("switch").click()
        detail.get_by_role("button", name="Send one that it refuses").click()
        expect(detail.locator(".try-result")).to_contain_text("The rule is off here, so it passed.")
        detail.locator(".try-result").get_by_role("link").click()
        expect(self.page.locator(".detail .verdict").first).to_contain_text("200")

    def test_a_fault_that_answers_in_place_of_the_rule_is_said(self):
        detail = self.choose()
        result = detail.locator(".try-result")
        once = {"request": {"method": "PUT"}}
        for member, understudy, response, words in [
            ("refuses", {"error": 429}, {}, "429 A fault answered, not this rule."), ("passes", {"error": 503}, {}, "503 A fault answered, not this rule."),
            ("refuses", {}, {"status": 200}, "200 A fault answered, not this rule."), ("passes", {"emulate": True}, {"fixedDelayMilliseconds": 1}, "200 It passed."),
            ("refuses", {"emulate": True}, {"fixedDelayMilliseconds": 1}, "400 Refused by this rule."),
        ]:
            with self.subTest(member=member, understudy=understudy):
                self.admin("POST", "/mappings", once | {"understudy": understudy | {"times": 1}, "response": response})
                detail.get_by_role("button", name=f"Send one that {'it ' if member == 'refuses' else ''}{member}").click()
                expect(result).to_contain_text(words)

    def test_a_rule_that_is_always_on_has_no_switch_and_says_so(self):
        expect(self.row("centerfy.body.json").get_by_role("switch")).to_have_count(0)
        detail = self.choose("centerfy.body.json")
        expect(detail.locator(".rule-switch")).to_contain_text("Always on")
        expect(detail.get_by_role("switch")).to_have_count(0)
        detail.get_by_role("button", name="Send one that it refuses").click()
        expect(detail.locator(".try-result")).to_contain_text("Refused by this rule.")
        detail = self.choose("centerfy.body.size")
        detail.get_by_role("button", name="Send one that it refuses").click()
        expect(detail.get_by_role("alert").filter(has_text="--max-body-bytes")).to_be_visible()

    def test_filters_stand_in_the_address_each_alone_and_together(self):
        all = self.page.locator(".rules .row").count()
        self.update({"temperature": 1.5})
        self.page.get_by_role("radio", name="Refused lately").check()
        expect(self.page.locator(".rules .row")).to_have_count(1)
        self.page.get_by_role("radio", name="Off").check()
        expect(self.page.locator(".rules .row").first).to_contain_text("off by default")
        self.page.get_by_label("Vendor", exact=True).select_option("centerfy")
        self.page.get_by_label("Source", exact=True).select_option("assumed")
        self.page.keyboard.press("/")
        self.page.keyboard.type("every member")
        expect(self.page.locator(".rules .row")).to_have_count(1)
        expect(self.page).to_have_url(re.compile(r"#rules\?(?=.*kind=off)(?=.*vendor=centerfy)(?=.*source=assumed)(?=.*q=every\+member)"))
        self.page.reload()
        expect(self.page.locator(".rules .row")).to_have_count(1)
        expect(self.page.get_by_role("searchbox")).to_have_value("every member")
        self.page.get_by_role("searchbox").fill("zzz")
        self.page.get_by_role("button", name="Clear the filters").click()
        expect(self.page.locator(".rules .row")).to_have_count(all)

    def test_rules_are_walked_and_switched_by_keys(self):
        self.page.keyboard.press("j")
        walked = self.rows().first.get_attribute("data-id")
        for state in ["false", "true"]:
            self.page.keyboard.press("Space")
            expect(self.row(walked).get_by_role("switch")).to_have_attribute("aria-checked", state)
            self.assertEqual(state == "true", self.is_on(walked))
        self.page.keyboard.press("Enter")
        first = self.page.locator(".detail .rule-id").inner_text()
        self.page.keyboard.press("ArrowDown")
        expect(self.page.locator(".detail .rule-id")).not_to_have_text(first)
        rule = self.page.locator(".detail .rule-id").inner_text()
        self.page.locator(".detail").get_by_role("switch").press("Space")
        expect(self.page.locator(".detail .rule-switch")).to_contain_text("Off in")
        self.assertFalse(self.is_on(rule))
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".detail")).to_be_hidden()
        self.page.evaluate("location.hash = 'rules/nothing.at.all'")
        expect(self.page.locator(".detail")).to_contain_text("No rule is called “nothing.at.all”.")

    def test_the_profile_is_chosen_for_this_sandbox(self):
        body, credential = {"name": "Observed"}, {"x-workspace-id": "workspaceIdExample", "Content-Type": "application/json"}
        self.assertEqual(400, self.send("PUT", "/v1/api/agents/agentIdExample", body, credential)[0])
        self.page.locator("#actions").get_by_role("button", name="More").click()
        self.page.get_by_role("menuitemradio", name="observed").click()
        expect(self.row("trillet-call.llmModel.required").get_by_role("switch")).not_to_be_checked()
        self.assertEqual(200, self.send("PUT", "/v1/api/agents/agentIdExample", body, credential)[0])


class Appearance(Looks):
    def test_axe_finds_nothing(self):
        self.update({"temperature": "<b>1.5</b>" * 50})
        self.admin("PUT", f"/rules/{RULE}", {"enabled": False})
        for place, shown in [("rules?q=temperature", ".rules .row"), ("rules/centerfy.temperature.type?kind=refused", ".refusals li"), ("rules/centerfy.body.json?kind=switched", ".written .source"),
                             ("rules?q=zzz", ".list .empty h2"), ("rules/nothing?q=zzz", ".detail p")]:
            self.go(place)
            expect(self.page.locator(shown).first).to_be_visible()
            self.check(place)
