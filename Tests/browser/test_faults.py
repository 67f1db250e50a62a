import json
import re
import time
from http.client import HTTPException

from looks import Looks
from support import AGENT, Case, expect, shell

READ = f"/functions/v1/crm-api/get-agent/{AGENT}"
TRILLET = [("/trillet/v1/api/omni-flow-agents/agentIdExample", {"x-workspace-id": "workspaceIdExample"}), ("/trillet/v1/api/agents/agentIdExample", {"x-workspace-id": "workspaceIdExample"})]


class Faults(Case):
    def setUp(self):
        super().setUp()
        self.open("Faults")
        expect(self.page.locator(".fault-cell")).to_have_count(20)

    def is_wrong(self, message):
        return super().is_wrong(message) and "status of 422" not in message.text

    def switch(self, name):
        return self.page.get_by_role("switch", name=name, exact=True)

    def on_now(self):
        return self.page.locator(".now-card")

    def mappings(self):
        return self.admin("GET", "/mappings")["mappings"]

    def lasts(self, kind):
        self.page.locator(f".lasts input[value={kind}]").check(force=True)

    def read(self):
        return self.send("GET", READ)[0]

    def test_the_next_request_fails_once_for_a_vendor_of_two_endpoints(self):
        self.switch("Trillet: too many requests").click()
        expect(self.on_now()).to_contain_text("Trillet, every call, the next request")
        expect(self.on_now()).to_contain_text("Waits for its request")
        expect(self.page.locator(".fault-cell.on .left")).to_have_text("next request")
        expect(self.page.locator("#side").get_by_role("link", name="Faults")).to_contain_text("1 on")
        self.assertEqual(200, self.read(), "another vendor")
        self.assertEqual([429, 200, 200, 200], [self.send("GET", path, headers=headers)[0] for path, headers in TRILLET + TRILLET])
        expect(self.on_now()).to_have_count(0)
        expect(self.switch("Trillet: too many requests")).not_to_be_checked()
        expect(self.page.locator(".now-list")).to_have_text("Every vendor answers as usual.")
        past = self.page.locator(".past li")
        expect(past).to_have_count(1)
        expect(past).to_contain_text("429")
        past.get_by_role("link").click()
        expect(self.page.locator(".detail .verdict").first).to_contain_text("Too many requests")

    def test_a_number_of_requests_fail_and_what_is_left_is_said(self):
        self.page.get_by_label("Number of requests").fill("2")
        self.page.get_by_label("Number of requests").press("Enter")
        self.switch("Centerfy AI: server error").click()
        expect(self.page.locator(".fault-cell.on .left")).to_have_text("2 of 2 left")
        self.assertEqual(500, self.update({"temperature": 0.5})[0])
        expect(self.on_now()).to_contain_text("1 used, 1 left")
        expect(self.page.locator(".fault-cell.on .left")).to_have_text("1 of 2 left")
        # What lasts is kept.
        self.page.reload()
        expect(self.page.locator(".lasts input[value=times]")).to_be_checked()
        self.assertEqual([500, 200], [self.read(), self.read()])

    def test_a_fault_ends_with_its_time_and_another_lasts_until_it_is_switched_off(self):
        def fail(seconds):
            expect(self.page.locator(".fault-cell.on")).to_have_count(0)
            self.page.get_by_label("Number of seconds").fill(str(seconds))
            self.page.get_by_label("Number of seconds").press("Enter")
            self.switch("Centerfy AI: unavailable").click()
            expect(self.page.locator(".fault-cell.on .left")).to_contain_text("s left", timeout=seconds * 1000)
            self.assertEqual(503, self.read())

        self.within(fail)
        expect(self.page.locator(".fault-cell.on")).to_have_count(0)
        self.assertEqual(200, self.read())
        self.lasts("off")
        self.switch("Centerfy AI: connection reset").click()
        expect(self.page.locator(".fault-cell.on .left")).to_have_text("always")
        for _ in range(2):
            with self.assertRaises((OSError, HTTPException)):
                self.read()
        expect(self.on_now()).to_contain_text("Acted 2 times, last")
        self.switch("Centerfy AI: connection reset").click()
        expect(self.on_now()).to_have_count(0)
        self.assertEqual(200, self.read())

    def test_slow_means_what_the_reader_says(self):
        self.page.get_by_label("Seconds that slow means").fill("0.7")
        self.page.get_by_label("Seconds that slow means").press("Enter")
        expect(self.page.locator(".fault-heads")).to_contain_text("0.7 s late")
        self.switch("Centerfy AI: slow").click()
        expect(self.page.locator(".fault-cell.on .left")).to_have_text("0.7 s, next request")
        begun = time.monotonic()
        self.assertEqual(200, self.read())
        self.assertGreater(time.monotonic() - begun, 0.69)
        expect(self.page.locator(".past li")).to_contain_text("Slow, 0.7 s")

    def test_a_fault_is_the_vendors_own_where_another_shows_agents_at_the_same_path(self):
        self.lasts("off")
        self.switch("Voicebip: server error").click()
        expect(self.on_now()).to_have_count(1)
        self.assertEqual(500, self.send("GET", "/v1/agents", headers={"Authorization": "Bearer pk_test_voicebip_example"})[0])
        self.assertEqual(200, self.send("GET", "/v1/agents", headers={"x-api-key": "tk_live_owner"})[0])

    def test_what_a_test_has_set_is_shown_and_everything_can_be_switched_off(self):
        self.admin("POST", "/mappings", {"name": "<b>a test's</b>", "request": {"method": "PUT"}, "understudy": {"error": 503}})
        self.switch("TalkifAI: too many requests").click()
        expect(self.on_now()).to_have_count(2)
        card = self.on_now().filter(has_text="set by a test")
        expect(card).to_contain_text("Every vendor, every PUT, until switched off")
        card.get_by_role("switch").click()
        expect(self.on_now()).to_have_count(1)
        self.assertEqual(200, self.update({"temperature": 0.5})[0])
        self.admin("POST", "/mappings", {"request": {"method": "PUT"}, "response": {"status": 418}})
        expect(self.on_now()).to_have_count(2)
        self.page.get_by_role("button", name="Switch all off").click()
        expect(self.on_now()).to_have_count(0)
        self.assertEqual([], self.mappings())
        expect(self.page.get_by_role("button", name="Switch all off")).to_be_disabled()

    def test_a_click_on_what_is_on_is_not_lost_while_it_acts(self):
        self.lasts("off")
        self.switch("Centerfy AI: server error").click()
        self.press(self.on_now().get_by_role("switch"))
        self.assertEqual(500, self.read())
        expect(self.on_now()).to_contain_text("Acted 1 time")
        self.page.mouse.up()
        expect(self.on_now()).to_have_count(0)
        self.assertEqual([], self.mappings())

    def test_a_fault_of_ones_own_hits_one_agent_and_one_call(self):
        self.page.get_by_role("button", name="Build your own").first.click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Vendor").select_option("centerfy")
        dialog.get_by_label("Call").select_option(label="get agent")
        dialog.get_by_label("Agent").select_option(label="Sales Bot")
        dialog.get_by_label("What happens").select_option("error")
        dialog.get_by_label("Status").fill("502")
        dialog.get_by_label("Delay in milliseconds").fill("20")
        dialog.get_by_label("How long").select_option("times")
        dialog.get_by_label("How many").fill("5")
        dialog.get_by_label("How many").press("Tab")
        made = json.loads(dialog.get_by_label("The mapping").input_value())
        self.assertEqual({"vendor": "centerfy", "endpoint": "centerfy", "agent": AGENT, "error": 502, "times": 5}, made["understudy"])
        self.assertEqual([{"method": "GET"}, {"fixedDelayMilliseconds": 20}], [made["request"], made["response"]])
        expect(self.page).to_have_url(re.compile("#faults/new$"))
        self.confirm("Switch on")
        expect(self.on_now()).to_contain_text("Sales Bot, every GET, the next 5 requests")
        self.assertEqual([502, 200], [self.read(), self.update({"temperature": 0.5})[0]])
        self.assertEqual(200, self.send("GET", "/functions/v1/crm-api/get-agent/6c16d554-e5e0-4a27-86fa-d2c3324db11a")[0])
        expect(self.page).to_have_url(re.compile("#faults$"))

    def test_a_fault_is_changed_as_json_and_what_is_wrong_with_it_is_said(self):
        self.admin("POST", "/mappings", {"name": "mine", "request": {"method": "PUT", "headers": {"x-test": {"equalTo": "1"}}}, "understudy": {"error": 503}, "metadata": {"own": 1}})
        self.on_now().get_by_role("link", name="Change").click()
        dialog, field = self.page.get_by_role("dialog"), self.page.get_by_label("The mapping")
        mapping = json.loads(field.input_value())
        self.assertEqual({"error": 503}, mapping["understudy"])
        field.fill("{")
        self.confirm("Change")
        expect(dialog.get_by_role("alert")).to_contain_text("not valid JSON")
        mapping["understudy"] = {"error": 7}
        field.fill(json.dumps(mapping))
        self.confirm("Change")
        expect(dialog.get_by_role("alert")).to_contain_text("error")
        mapping["understudy"] = {"error": 429}
        field.fill(json.dumps(mapping))
        expect(dialog.get_by_label("What happens")).to_have_value("429")
        dialog.get_by_label("How long").select_option("once")
        self.confirm("Change")
        expect(self.on_now()).to_contain_text("Too many requests")
        [stored] = self.mappings()
        self.assertEqual([429, 1, {"x-test": {"equalTo": "1"}}, {"own": 1}], [stored["understudy"]["error"], stored["understudy"]["times"], stored["request"]["headers"], stored["metadata"]])

    def test_every_answer_is_delayed(self):
        field = self.page.get_by_label("Delay in milliseconds")
        field.fill("300")
        field.press("Enter")
        expect(self.page.locator("#announcer")).to_contain_text("answers 300 ms late")
        self.assertEqual(300, self.admin("GET", "/settings")["settings"]["fixedDelay"])
        begun = time.monotonic()
        self.assertEqual(200, self.read())
        self.assertGreater(time.monotonic() - begun, 0.29)
        expect(self.page.locator(".past li")).to_contain_text("the delay of every answer")
        self.page.get_by_role("radio", name="spread around").check()
        expect(self.page.locator("#announcer")).to_contain_text("late")
        self.assertEqual("uniform", self.admin("GET", "/settings")["settings"]["delayDistribution"]["type"])

    def test_a_vendors_rate_limit_refuses_what_comes_above_it(self):
        # All of them in the same minute.
        self.admin("PUT", "/clock", {"frozen": True})
        limit = self.switch("Centerfy AI: rate limit")
        expect(limit).not_to_be_checked()
        limit.click()
        expect(self.page.locator("#announcer")).to_have_text("The rate limit of Centerfy AI is on")
        self.assertEqual([200] * 60 + [429], [self.read() for _ in range(61)])
        line = self.page.locator(".rates li").filter(has_text="A key may send 60 requests in a minute.")
        expect(line).to_contain_text("1 refused")
        # A test may switch the rule too.
        self.admin("PUT", "/rules/centerfy.requests.rate", {"enabled": False})
        expect(limit).not_to_be_checked()
        self.assertEqual(200, self.read())
        line.get_by_role("link").click()
        expect(self.page.locator(".detail")).to_contain_text("centerfy.requests.rate")

    def test_the_code_does_the_same(self):
        self.lasts("once")
        self.switch("Centerfy AI: unavailable").press("Space")
        expect(self.on_now()).to_have_count(1)
        command = self.page.locator("[aria-label='As code'] pre").inner_text()
        self.page.get_by_role("button", name="Switch all off").click()
        expect(self.on_now()).to_have_count(0)
        shell(command)
        expect(self.on_now()).to_have_count(1)
        self.assertEqual([503, 200], [self.read(), self.read()])

    def test_vendors_without_a_fault_are_folded_on_a_phone(self):
        self.switch("TalkifAI: server error").click()
        expect(self.page.locator(".fault-cell.on")).to_have_count(1)
        self.page.set_viewport_size({"width": 390, "height": 844})
        expect(self.switch("TalkifAI: slow")).to_be_visible()
        expect(self.switch("Centerfy AI: slow")).to_be_hidden()
        self.page.get_by_role("button", name="Faults of Centerfy AI").click()
        self.switch("Centerfy AI: slow").click()
        expect(self.page.locator(".fault-cell.on")).to_have_count(2)
        self.assertEqual(2, len(self.mappings()))


class Appearance(Looks):
    def test_axe_finds_nothing(self):
        self.go("faults")
        expect(self.page.locator(".fault-cell")).to_have_count(20)
        expect(self.page.get_by_role("switch", name="Voicebip: rate limit")).to_be_visible()
        self.check("no faults")
        self.admin("POST", "/mappings", {"understudy": {"vendor": "centerfy", "error": 429, "times": 3}})
        self.admin("POST", "/mappings", {"name": "x" * 200, "request": {"method": "PATCH", "urlPath": "/" + "y" * 300}, "response": {"fixedDelayMilliseconds": 800}, "understudy": {"vendor": "voicebip", "emulate": True}})
        self.update({"temperature": 0.5})
        expect(self.page.locator(".past li")).to_have_count(1)
        self.check("faults")
        self.go("faults/new")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.check("the form")
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
