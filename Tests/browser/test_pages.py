import time
from http.client import HTTPException

from support import AGENT, Case, expect


class Pages(Case):
    def test_agents_stand_below_their_vendors_with_document_and_history(self):
        self.open("Agents")
        for vendor in ["Trillet: Omni Flow agent", "Trillet: Call agent", "Voicebip", "Centerfy AI", "TalkifAI"]:
            expect(self.page.locator("#agent-list").get_by_role("heading", name=vendor, exact=True)).to_be_visible()
        self.page.get_by_role("button", name="Sales Bot").click()
        agent = self.page.locator("#agent")
        expect(agent).to_contain_text("No changes yet")
        expect(agent.get_by_label("Stored record")).to_contain_text('"temperature": 0.7')
        self.update({"temperature": 0.25})
        expect(agent.locator(".history .diff li").first).to_have_text("temperaturebefore: 0.7→after: 0.25")
        expect(agent.get_by_label("Stored record")).to_contain_text('"temperature": 0.25')

    def test_created_agents_come_and_deleted_ones_go_with_their_history(self):
        self.open("Agents")
        rows, agent = self.page.locator("#agent-list li"), self.page.locator("#agent")
        expect(rows.filter(has_text="Sales Bot")).to_have_count(1)
        id = self.create("Night Desk")
        rows.filter(has_text="Night Desk").get_by_role("button").click()
        expect(agent.locator(".history > li")).to_have_count(1)
        expect(agent.locator(".history > li > p")).to_contain_text("voicebip · created")
        expect(agent.locator(".diff li").filter(has_text="display_name")).to_contain_text("Night Desk")
        self.delete(id)
        expect(rows.filter(has_text="Night Desk")).to_have_count(0)
        expect(agent).to_contain_text("This agent has been removed.")
        expect(agent.locator(".history > li > p").first).to_contain_text("voicebip · deleted")
        expect(agent.locator(".history > li")).to_have_count(2)
        expect(agent.get_by_role("heading", name="Stored record")).to_have_count(0)

    def test_an_archived_agent_stays_and_is_marked(self):
        self.open("Agents")
        row = self.page.locator("#agent-list li").filter(has_text=AGENT)
        row.get_by_role("button").click()
        expect(row.locator(".tag")).to_have_count(0)
        self.archive()
        expect(row.locator(".tag")).to_have_text("archived")
        expect(self.page.locator("#agent .history .diff li")).to_contain_text("archived_at")
        expect(self.page.locator("#agent").get_by_label("Stored record")).to_contain_text('"archived_at"')

    def test_names_with_markup_or_control_characters_are_shown_as_text(self):
        names = ["<script>alert(1)</script><img src=x onerror=alert(2)>", "\u202eevil\u2066", "x" * 5000]
        self.open("Agents")
        for name in names:
            self.update({"name": name})
            self.page.get_by_role("searchbox").fill(AGENT)
            row = self.page.locator("#agent-list li bdi").first
            expect(row).to_have_text(name if len(name) < 80 else name[:80] + "…")
            # What reads from right to left ends with the name.
            self.assertEqual("isolate", row.evaluate("element => getComputedStyle(element).unicodeBidi"))
        self.page.locator("#agent-list button").first.click()
        self.page.get_by_role("button", name="show all").first.click()
        expect(self.page.locator("#agent .diff .after bdi").first).to_have_text("x" * 5000)
        self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
        self.assertEqual(0, self.page.locator("main script, main img").count())

    def test_the_profile_is_chosen_for_this_sandbox(self):
        self.open("Rules")
        body, credential = {"name": "Observed"}, {"x-workspace-id": "workspaceIdExample", "Content-Type": "application/json"}
        self.assertEqual(400, self.send("PUT", "/v1/api/agents/agentIdExample", body, credential)[0])
        self.page.locator("#find-rule").fill("trillet-call.llmModel.required")
        expect(self.page.locator("#rule-list").get_by_role("checkbox")).to_be_checked()
        self.page.get_by_label("Profile").select_option("observed")
        expect(self.page.locator("#rule-list").get_by_role("checkbox")).not_to_be_checked()
        self.assertEqual(200, self.send("PUT", "/v1/api/agents/agentIdExample", body, credential)[0])

    def test_a_fault_is_felt_by_clients_until_it_is_switched_off(self):
        self.open("Faults")
        centerfy = self.page.get_by_role("group", name="Centerfy AI")
        button = centerfy.get_by_role("button", name="429")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(self.page.locator("#side").get_by_role("link", name="Faults")).to_contain_text("2 on")
        self.assertEqual(429, self.update({"temperature": 0.5})[0])
        self.assertEqual(429, self.send("GET", f"/functions/v1/crm-api/get-agent/{AGENT}")[0])
        other = centerfy.get_by_role("button", name="500")
        other.click()
        expect(other).to_have_attribute("aria-pressed", "true")
        expect(button).to_have_attribute("aria-pressed", "false")
        self.assertEqual(500, self.update({"temperature": 0.5})[0])
        other.click()
        expect(other).to_have_attribute("aria-pressed", "false")
        self.assertEqual(200, self.update({"temperature": 0.5})[0])

    def test_a_fault_is_the_vendors_own_where_another_shows_agents_at_the_same_path(self):
        self.open("Faults")
        button = self.page.get_by_role("group", name="Voicebip").get_by_role("button", name="500")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(self.page.locator("#side").get_by_role("link", name="Faults")).to_contain_text("2 on")
        self.assertEqual(500, self.send("GET", "/v1/agents", headers={"Authorization": "Bearer pk_test_voicebip_example"})[0])
        self.assertEqual(200, self.send("GET", "/v1/agents", headers={"x-api-key": "tk_live_owner"})[0])

    def test_slow_and_reset_are_felt_too(self):
        self.open("Faults")
        centerfy = self.page.get_by_role("group", name="Centerfy AI")
        slow, reset = centerfy.get_by_role("button", name="Slow"), centerfy.get_by_role("button", name="Connection reset")
        slow.click()
        expect(slow).to_have_attribute("aria-pressed", "true")
        begun = time.monotonic()
        self.assertEqual(200, self.update({"temperature": 0.5})[0])
        self.assertGreater(time.monotonic() - begun, 1.9)
        reset.click()
        expect(reset).to_have_attribute("aria-pressed", "true")
        with self.assertRaises((OSError, HTTPException)):
            self.update({"temperature": 0.5})

    def test_a_mapping_of_another_client_is_shown_and_can_be_switched_off(self):
        self.open("Faults")
        expect(self.page.locator("#mappings")).to_contain_text("all vendors respond normally")
        self.admin("POST", "/mappings", {"name": "a test's", "request": {"method": "PUT"}, "understudy": {"error": 503}})
        expect(self.page.locator("#mappings")).to_contain_text("set by API")
        self.page.get_by_role("button", name="Switch off a test's").click()
        expect(self.page.locator("#mappings")).to_contain_text("all vendors respond normally")
        self.assertEqual(200, self.update({"temperature": 0.5})[0])

    def test_a_rule_is_found_and_switched_off(self):
        self.open("Rules")
        self.page.get_by_role("searchbox").fill("temperature range centerfy")
        expect(self.page.locator("#rule-list li")).to_have_count(1)
        expect(self.page.locator("#rule-list li")).to_contain_text("Implied")
        self.page.get_by_role("checkbox").click()
        expect(self.page.locator("#announcer")).to_contain_text("is off")
        self.assertEqual(200, self.update({"temperature": 9})[0])
