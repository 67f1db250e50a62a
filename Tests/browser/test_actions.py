"""What can be done with a request, and its effect on the server."""
import uuid
from http.client import HTTPException

from support import AGENT, TALKIFAI, UPDATE, VOICEBIP, VOICEBIP_HEADERS, Case, expect


def key(name):
    return {"x-api-key": name, "Content-Type": "application/json"}


class Actions(Case):
    def press(self, name, place=".detail"):
        self.page.locator(place).get_by_role("button", name=name, exact=True).first.click()

    def stored(self, collection="centerfy", agent=AGENT):
        return self.admin("GET", f"/agents/{collection}/{agent}")

    def test_send_again_sends_the_same_and_marks_it(self):
        self.update({"temperature": 0.5})
        self.choose("temperature")
        self.admin("PUT", f"/agents/centerfy/{AGENT}", self.stored() | {"temperature": 0.1})
        self.press("Send again")
        expect(self.rows().first).to_contain_text("temperature 0.1→0.5")
        expect(self.rows().first.locator(".tag.you")).to_have_text("you")
        self.assertEqual(0.5, self.stored()["temperature"])
        kept = self.admin("GET", "/requests?limit=1")["requests"][0]["request"]
        self.assertNotIn("X-Understudy-Origin", kept["headers"])
        self.assertEqual('{"temperature": 0.5}', kept["body"])

    def test_edit_and_send_sends_what_was_typed(self):
        self.update({"temperature": 1.5})
        self.choose("must be from 0 to 1")
        self.press("Edit and send")
        body = self.page.get_by_label("Body", exact=True)
        expect(body).to_be_focused()
        body.fill("{bad")
        expect(self.page.locator(".edit")).to_contain_text("Not JSON")
        body.fill('{"temperature": 0.8}')
        expect(self.page.locator(".edit")).to_contain_text("JSON is valid")
        self.page.get_by_role("button", name="max_duration").click()
        expect(body).to_have_value('{\n  "temperature": 0.8,\n  "max_duration": 30\n}')
        body.press("Control+Enter")
        result = self.page.locator(".edit-result")
        expect(result).to_contain_text("200 Changed")
        expect(result).to_contain_text("Before: 400")
        expect(result.locator(".diff li").filter(has_text="temperature")).to_contain_text("0.8")
        self.assertEqual(0.8, self.stored()["temperature"])
        expect(self.rows().first.locator(".tag.you")).to_have_count(1)

    def test_edit_and_send_takes_another_key_and_another_sandbox(self):
        self.send("PUT", TALKIFAI, {"name": "Mine"}, key("nope"))
        self.choose("401")
        self.press("Edit and send")
        self.page.get_by_label("As", exact=True).select_option(label="tk_live_owner  owner user_owner of org_123")
        self.page.get_by_role("button", name="Send Ctrl ↵").click()
        expect(self.page.locator(".edit-result")).to_contain_text("200 Changed")
        self.assertEqual("Mine", self.stored("talkifai", "agent_abc123")["name"])

    def test_a_refusal_for_a_role_says_who_would_pass_and_sends_as_them(self):
        self.send("PUT", TALKIFAI, {"name": "Mine"}, key("tk_live_member"))
        detail = self.choose("403")
        why = detail.locator(".refusal .who")
        for words in ["Who called", "user_member", "member", "of org_123; with the key tk_live_member", "Whose agent it is", "user_xyz789", "mode public"]:
            expect(why).to_contain_text(words)
        for label in ["Send as owner", "Send as admin", "Send as its creator"]:
            expect(detail.get_by_role("button", name=label)).to_be_visible()
        self.press("Send as owner")
        expect(self.rows().first).to_contain_text("→Mine")
        self.assertEqual("Mine", self.stored("talkifai", "agent_abc123")["name"])
        sent = self.admin("GET", "/requests?limit=1")["requests"][0]["request"]
        self.assertEqual("tk_live_owner", sent["headers"]["x-api-key"])

    def test_undo_puts_the_agent_back(self):
        before = self.stored()
        self.update({"temperature": 0.5, "name": "Other"})
        self.choose("temperature")
        self.press("Undo this change")
        expect(self.page.locator(".detail").get_by_role("button", name="Undone")).to_be_disabled()
        self.assertEqual(before, self.stored())

    def test_undo_leaves_what_was_changed_since(self):
        agent = self.create("Night Desk")
        for changes in [{"display_name": "First", "language": "de-DE"}, {"description": "Second"}, {"language": "fr-FR"}]:
            status, text = self.send("PATCH", f"{VOICEBIP}/{agent}", changes, VOICEBIP_HEADERS)
            self.assertEqual(200, status, text)
        expect(self.rows()).to_have_count(4)
        detail = self.choose("→First")
        self.press("Undo this change")
        expect(detail).to_contain_text("language was changed again since and stays. To go back further, use the agent’s history.")
        expect(detail.get_by_role("button", name="Undone")).to_be_disabled()
        stored = self.stored("voicebip", agent)
        self.assertEqual(["Night Desk", "Second", "fr-FR"], [stored[name] for name in ["display_name", "description", "language"]])
        # Nothing of it is left to undo.
        self.admin("PUT", f"/agents/voicebip/{agent}", stored | {"description": "Third"})
        detail = self.choose("→Second")
        self.press("Undo this change")
        expect(detail).to_contain_text("description was changed again since and stays.")
        self.assertEqual(stored | {"description": "Third"}, self.stored("voicebip", agent))
        self.delete(agent)
        self.press("Undo this change")
        expect(detail.get_by_role("alert").filter(has_text="The agent was deleted since.")).to_be_visible()
        detail = self.choose("Deleted")
        self.admin("PUT", f"/agents/voicebip/{agent}", stored | {"display_name": "Back"})
        self.press("Bring it back")
        expect(detail.get_by_role("alert").filter(has_text="It is back already")).to_be_visible()
        self.assertEqual("Back", self.stored("voicebip", agent)["display_name"])

    def test_a_rule_is_switched_off_and_on_where_it_refused(self):
        self.update({"temperature": 1.5})
        self.choose("must be from 0 to 1")
        self.press("Switch off here")
        expect(self.page.get_by_role("button", name="Switch on again")).to_be_visible()
        self.assertEqual(200, self.update({"temperature": 1.5})[0])
        # In the side bar too, without asking for it.
        expect(self.page.locator("#side").get_by_role("link", name="Rules")).to_contain_text("1 off")
        self.press("Switch on again")
        expect(self.page.get_by_role("button", name="Switch off here")).to_be_visible()
        self.assertEqual(400, self.update({"temperature": 1.5})[0])

    def test_make_this_fail_next_time_acts_once_on_this_method_and_path(self):
        self.update({"temperature": 0.5})
        self.choose("temperature")
        for item, outcome in [("Too many requests", 429), ("Server error", 500), ("Unavailable", 503), ("Connection reset", None)]:
            self.press("Make this fail next time")
            self.page.get_by_role("menuitem", name=item).click()
            expect(self.page.locator(".detail")).to_contain_text(f"The next PUT of this path: {item.lower()}.")
            self.assertEqual(200, self.send("GET", UPDATE.replace("update-agent", "get-agent"))[0])
            if outcome:
                self.assertEqual(outcome, self.send("PUT", f"/centerfy{UPDATE}", {"temperature": 0.5})[0])
            else:
                with self.assertRaises((OSError, HTTPException)):
                    self.update({"temperature": 0.5})
            self.assertEqual(200, self.update({"temperature": 0.5})[0])
        expect(self.rows().filter(has_text="Too many requests")).to_contain_text("Fault")
        expect(self.rows().filter(has_text="Connection reset")).to_contain_text("—")

    def test_make_this_fail_next_time_is_as_slow_as_the_page_of_the_faults_says(self):
        self.open("Faults")
        slow = self.page.get_by_label("Seconds that slow means")
        slow.fill("0.3")
        slow.press("Enter")
        self.update({"temperature": 0.5})
        self.open("Requests")
        self.choose("temperature")
        self.press("Make this fail next time")
        self.page.get_by_role("menuitem", name="Slow").click()
        expect(self.page.locator(".detail")).to_contain_text("The next PUT of this path: slow.")
        self.assertEqual(200, self.update({"temperature": 0.6})[0])
        expect(self.rows().first).to_contain_text("Slow 0.3 s")

    def test_a_fault_is_switched_off_where_it_acted(self):
        self.admin("POST", "/mappings", {"name": "a test's", "request": {"method": "PUT"}, "understudy": {"error": 503}})
        self.assertEqual(503, self.update({"temperature": 0.5})[0])
        detail = self.choose("Unavailable")
        expect(detail.locator(".card.violet")).to_contain_text("Unavailable 503, by the fault “a test's”")
        self.assertLess(detail.get_by_role("button", name="Switch it off").bounding_box()["height"], 32)
        expect(detail.locator(".card.violet")).to_contain_text("It acts until it is switched off.")
        self.press("Switch it off")
        expect(detail.get_by_role("button", name="Switched off")).to_be_disabled()
        self.assertEqual(200, self.update({"temperature": 0.5})[0])

    def test_a_fault_without_a_name_is_named_in_words(self):
        self.admin("POST", "/mappings", {"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}})
        self.update({"temperature": 0.5})
        detail = self.choose("Too many requests")
        expect(detail.locator(".card.violet p").first).to_have_text("Too many requests 429, by a fault set by a test.")
        self.open("Faults")
        expect(self.page.locator(".past .by")).to_have_text("a fault set by a test")

    def test_a_member_that_had_no_effect_is_sent_under_the_name_that_was_meant(self):
        self.update({"nmae": "Corrected", "temperature": 0.5})
        self.choose("temperature")
        self.press("Send it corrected")
        expect(self.rows().first).to_contain_text("→Corrected")
        self.assertEqual("Corrected", self.stored()["name"])

    def test_a_corrected_body_keeps_the_digits_of_its_numbers(self):
        self.update({"nmae": "Corrected", "x": 12345678901234567890, "temperature": 1.0})
        self.choose("temperature")
        self.press("Send it corrected")
        expect(self.rows().first).to_contain_text("→Corrected")
        sent = self.admin("GET", "/requests?limit=1")["requests"][0]["request"]["body"]
        self.assertRegex(sent, r'"x": ?12345678901234567890\b')
        self.assertRegex(sent, r'"temperature": ?1\.0\b')

    def test_an_answer_without_the_id_of_a_request_is_shown_as_it_came(self):
        self.update({"temperature": 0.5})
        self.choose("temperature")
        self.press("Edit and send")
        self.page.get_by_label("Method", exact=True).select_option("GET")
        self.page.get_by_label("Path", exact=True).fill("/health")
        self.page.get_by_role("button", name="Send Ctrl ↵").click()
        result = self.page.locator(".edit-result")
        expect(result).to_contain_text("200 OK")
        expect(result.get_by_label("Answer", exact=True)).to_contain_text('"status": "healthy"')


class WithoutAnnotations(Case):
    """The dashboard of a server whose answers do not name the logged request."""

    press = Actions.press

    def setUp(self):
        self.name = f"browser-{uuid.uuid4()}"
        self.url = f"{self.serve('--no-annotations')}/sandbox/{self.name}"
        self.page = self.look(self.url)

    def is_wrong(self, message):
        return "ERR_CONNECTION_RESET" not in message.text and super().is_wrong(message)

    def test_the_answer_is_shown_as_it_came(self):
        self.update({"temperature": 0.5})
        self.send("PUT", TALKIFAI, {"name": "Mine"}, key("tk_live_member"))
        self.choose("temperature")
        self.press("Send again")
        result = self.page.locator(".send-result")
        expect(result).to_contain_text("200 OK")
        expect(result.get_by_label("Answer", exact=True)).to_contain_text('"name": "Sales Bot"')
        self.choose("403")
        self.press("Send as owner")
        expect(result).to_contain_text("200 OK")
        self.press("Edit and send")
        self.page.get_by_role("button", name="Send Ctrl ↵").click()
        expect(self.page.locator(".edit-result")).to_contain_text("403 Forbidden")
        self.page.goto(f"{self.url}/__admin/ui#rules/centerfy.temperature.range")
        self.page.get_by_role("button", name="Send one that it refuses").click()
        expect(self.page.locator(".try-result")).to_contain_text("400 Bad request")
        expect(self.page.locator(".try-result").get_by_label("Answer", exact=True)).to_contain_text("must be from 0 to 1")
        self.admin("POST", "/mappings", {"response": {"fault": "CONNECTION_RESET_BY_PEER"}})
        self.page.get_by_role("button", name="Send one that it refuses").click()
        expect(self.page.locator(".try-result")).to_have_text("The connection was broken before an answer came.")
