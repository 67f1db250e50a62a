import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from looks import Looks
from support import AGENT, Case, expect
from test_live import crowd

SALES = f"/agents/centerfy/{AGENT}"


class Agents(Case):
    def stored(self, agent=SALES):
        return self.admin("GET", agent)

    def show(self, agent=f"centerfy/{AGENT}"):
        self.open("Agents")
        self.page.evaluate("address => { location.hash = address; }", f"agents/{agent}")
        detail = self.page.locator(".detail")
        expect(detail.locator(".detail-tabs")).to_be_visible()
        return detail

    def entry(self, text):
        return self.page.locator(".timeline > li").filter(has_text=text)

    def test_a_click_is_not_lost_while_requests_change_what_is_clicked(self):
        self.press(self.page.locator("#side").get_by_role("link", name="Agents"))
        self.update({"temperature": 0.1})
        expect(self.page.locator("#side-sandboxes").get_by_role("link", name=self.name)).to_contain_text("1 request")
        self.page.mouse.up()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Agents")
        self.press(self.rows().filter(has_text="Sales Bot"))
        self.update({"temperature": 0.2})
        # The list is loaded again meanwhile.
        self.page.wait_for_timeout(1500)
        self.page.mouse.up()
        expect(self.page.locator(".detail .detail-tabs")).to_be_visible()

    def test_agents_stand_below_their_vendors_with_their_changes(self):
        self.open("Agents")
        expect(self.page.locator(".agents .group")).to_have_text([
            "CfCenterfy AICenterfy AI4", "TkTalkifAITalkifAI8", "TrTrilletTrillet: Omni Flow agents2", "TrTrilletTrillet: Call agents2", "VbVoicebipVoicebip3"])
        row = self.rows().filter(has_text="Sales Bot")
        expect(row).to_contain_text("as seeded")
        self.update({"temperature": 0.25})
        self.update({"temperature": 0.3})
        expect(row.locator(".right").first).to_have_text("2")
        expect(row).not_to_contain_text("as seeded")

    def test_a_long_id_is_shortened_in_the_middle(self):
        self.show()
        for address, width in [(f"agents/centerfy/{AGENT}", 1280), ("agents", 1280), ("agents", 768)]:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.evaluate("address => { location.hash = address; }", address)
            ids = self.page.locator(".agents .row .id-cell:visible")
            for long, short in [("674b9687d56a35c024db9cd1", "674b9687…9cd1"), ("agt_PAEZ_byomk7m2n9p4", "agt_PAEZ…n9p4")]:
                expect(ids.filter(has=self.page.get_by_title(long))).to_have_text(short)
            self.assertEqual([], ids.evaluate_all("ids => ids.filter((id) => id.scrollWidth > id.clientWidth).map((id) => id.textContent)"))

    def test_the_history_says_what_was_changed_by_which_request_and_what_was_refused(self):
        detail = self.show()
        expect(detail.locator(".timeline > li")).to_have_count(1)
        expect(self.entry("From the seed")).to_contain_text("as it is now")
        self.update({"temperature": 0.25, "language": "de-DE"})
        self.update({"temperature": 1.5})
        first = self.entry("PUT update agent").filter(has_not_text="refused")
        expect(first.locator(".change-lines li").filter(has_text="temperature")).to_have_text("temperaturebefore: 0.7 → after: 0.25")
        expect(self.entry("refused, 400")).to_contain_text("temperature must be from 0 to 1, but was 1.5")
        expect(detail.get_by_role("link", name="History")).to_contain_text("1")
        detail.get_by_role("switch", name="Refused tries too").click()
        expect(self.entry("refused, 400")).to_have_count(0)
        first.get_by_role("link").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Requests")
        self.page.go_back()
        expect(self.entry("refused, 400")).to_have_count(0)

    def test_an_update_that_changes_nothing_is_no_change_of_the_agent(self):
        # The second one stores the time that is stored already.
        self.admin("PUT", "/clock", {"frozen": True})
        self.update({"temperature": 0.7})
        self.update({"temperature": 0.7})
        self.show()
        expect(self.page.locator(".agents [aria-selected=true] .right").first).to_have_text("–")
        expect(self.entry("Nothing changed.")).to_have_count(1)
        expect(self.entry("Only its time of change.")).to_have_count(1)
        expect(self.page.get_by_role("button", name="Go back to before")).to_have_count(0)

    def test_it_goes_back_to_before_a_change_and_to_the_seed(self):
        self.show()
        self.update({"temperature": 0.25})
        self.update({"temperature": 0.5, "language": "de-DE"})
        expect(self.entry("PUT update agent")).to_have_count(2)
        self.entry("0.25 → after: 0.5").get_by_role("button", name="Go back to before").click()
        expect(self.entry("Edited by hand")).to_contain_text("before: 0.5 → after: 0.25")
        self.assertEqual([0.25, "en-US"], [self.stored()[name] for name in ["temperature", "language"]])
        self.entry("0.7 → after: 0.25").get_by_role("button", name="Go back to before").click()
        expect(self.entry("Edited by hand")).to_have_count(2)
        self.assertEqual(0.7, self.stored()["temperature"])
        self.update({"temperature": 0.9, "name": "Other"})
        expect(self.page.locator(".agents .row").filter(has_text="Other")).to_have_count(1)
        self.page.get_by_role("button", name="Back to the seed").click()
        expect(self.entry("Back to the seed")).to_have_count(1)
        self.assertEqual([0.7, "Sales Bot"], [self.stored()[name] for name in ["temperature", "name"]])
        expect(self.page.locator(".agents [aria-selected=true]")).to_contain_text("as seeded")

    def test_entries_are_compared_with_each_other_and_the_seed_with_now(self):
        detail = self.show()
        self.update({"temperature": 0.25})
        self.update({"temperature": 0.5})
        expect(self.entry("PUT update agent")).to_have_count(2)
        self.entry("From the seed").get_by_role("button", name="Compare with now").click()
        expect(self.entry("From the seed").locator(".diff li").first).to_have_text("temperaturebefore: 0.7→after: 0.5")
        self.entry("0.7 → after: 0.25").get_by_role("checkbox").check()
        expect(detail.locator(".compared-entries")).to_contain_text("Choose a second entry")
        self.entry("From the seed").get_by_role("checkbox").press("Space")
        expect(detail.locator(".compared-entries .diff li").first).to_have_text("temperaturebefore: 0.7→after: 0.25")
        detail.locator(".compared-entries").get_by_role("button", name="Clear").click()
        expect(detail.locator(".compared-entries")).to_have_count(0)

    def test_the_seed_is_known_when_the_requests_are_not(self):
        self.update({"temperature": 0.25})
        self.admin("DELETE", "/requests")
        self.show()
        expect(self.page.locator(".agents [aria-selected=true]")).not_to_contain_text("as seeded")
        expect(self.entry("What changed it before is not known.")).to_have_count(1)
        self.entry("From the seed").get_by_role("button", name="Compare with now").click()
        expect(self.entry("From the seed").locator(".diff li").first).to_have_text("temperaturebefore: 0.7→after: 0.25")
        self.page.get_by_role("radio", name="Changed").check()
        expect(self.rows()).to_have_count(1)

    def test_every_change_is_counted_and_the_older_ones_are_shown_when_asked_for(self):
        crowd(self.url, 2100, '{\\"temperature\\": 0.25}', '{\\"temperature\\": 0.5}')
        detail = self.show()
        expect(self.rows().filter(has_text="Sales Bot").locator(".right").first).to_have_text("2,000+")
        expect(detail.get_by_role("link", name="History")).to_have_text("History2,100")
        changes = self.entry("PUT update agent")
        for shown in [100, 200, 300, 400, 500, 600]:
            expect(changes).to_have_count(shown)
            detail.get_by_role("button", name=f"Show 100 of {2100 - shown:,} older").click()
        expect(changes).to_have_count(700)
        expect(self.entry("From the seed")).to_have_count(1)
        expect(detail).not_to_contain_text("before is not known")
        expect(detail).not_to_contain_text("no longer kept")

    def test_older_changes_that_gave_way_to_newer_ones_are_told(self):
        self.url = f"{self.serve('--journal-entries', '2')}/sandbox/{self.name}"
        for temperature in [0.1, 0.2, 0.3]:
            self.update({"temperature": temperature})
        self.page = self.look(self.url)
        self.show()
        expect(self.entry("Older changes are no longer kept.")).to_have_count(1)
        expect(self.entry("PUT update agent")).to_have_count(2)

    def test_older_changes_that_are_gone_are_not_told_of_an_agent_that_is_whole(self):
        self.admin("PUT", "/agents/voicebip/agt_by_hand", self.stored("/agents/voicebip")["agents"][0]["record"] | {"agent_id": "agt_by_hand", "display_name": "By hand"})
        detail = self.show("voicebip/agt_by_hand")
        expect(self.entry("Stored by hand")).to_have_count(1)
        expect(detail.locator(".timeline > li")).to_have_count(1)

    def test_a_deleted_agent_stays_in_the_list_and_is_brought_back(self):
        id = self.create("Night Desk")
        self.open("Agents")
        row = self.rows().filter(has_text="Night Desk")
        expect(row.locator(".tag")).to_have_text("created")
        before = self.stored(f"/agents/voicebip/{id}")
        self.assertIn(self.delete(id), (200, 204))
        expect(row.locator("s")).to_have_text("Night Desk")
        expect(row.locator(".tag")).to_have_text("deleted")
        row.click()
        detail = self.page.locator(".detail")
        expect(detail.locator(".deleted-line")).to_contain_text("Deleted at")
        expect(detail.locator(".deleted-line").get_by_role("link")).to_have_count(1)
        detail.get_by_role("button", name="Bring it back").first.click()
        expect(detail.get_by_role("button", name="Send an update").first).to_be_visible()
        self.assertEqual(before, self.stored(f"/agents/voicebip/{id}"))

    def test_an_agent_is_deleted_and_edited_by_hand(self):
        detail = self.show()
        self.page.keyboard.press("e")
        field = self.page.get_by_label("Stored record")
        expect(field).to_be_focused()
        record = json.loads(field.input_value())
        field.fill("{")
        field.press("Control+Enter")
        expect(detail.get_by_role("alert")).to_contain_text("must be JSON")
        field.fill(json.dumps({**record, "temperature": 0.125}))
        field.press("Control+Enter")
        expect(self.entry("Edited by hand")).to_contain_text("before: 0.7 → after: 0.125")
        self.assertEqual(0.125, self.stored()["temperature"])
        detail.get_by_role("link", name="Stored now").click()
        expect(detail.get_by_role("group", name="Stored record")).to_contain_text('"temperature": 0.125')
        detail.get_by_role("button", name="Delete").click()
        expect(detail.locator(".deleted-line")).to_contain_text("by hand")
        self.assertEqual(404, self.send("GET", f"/__admin{SALES}")[0])
        detail.locator(".deleted-line").get_by_role("button", name="Bring it back").click()
        expect(detail.get_by_role("link", name="Owner and keys")).to_be_visible()
        self.assertEqual(0.125, self.stored()["temperature"])

    def test_an_update_is_sent_from_the_agent(self):
        detail = self.show()
        detail.get_by_role("button", name="Send an update").first.click()
        body = self.page.get_by_label("Body", exact=True)
        expect(body).to_be_visible()
        body.fill('{"temperature": 0.4}')
        detail.get_by_role("button", name="Send Ctrl").click()
        expect(detail.locator(".edit-result")).to_contain_text("200")
        self.assertEqual(0.4, self.stored()["temperature"])
        self.page.go_back()
        expect(self.entry("PUT update agent").locator(".tag")).to_have_text("you")

    def test_each_vendor_has_a_new_agent(self):
        self.open("Agents")
        detail = self.page.locator(".detail")
        for vendor in ["Centerfy AI", "TalkifAI", "Trillet: Omni Flow agent", "Trillet: Call agent", "Voicebip"]:
            self.page.get_by_role("button", name="New agent").click()
            self.page.get_by_role("menuitem", name=vendor, exact=True).click()
            # The form of the last one is gone.
            expect(detail.locator(".edit-result b")).to_have_count(0)
            expect(self.page.get_by_label("Body", exact=True)).to_have_value(re.compile("New agent"))
            detail.get_by_role("button", name="Send Ctrl").click()
            expect(detail.locator(".edit-result b").first).to_contain_text("20")
        rows = self.rows().filter(has_text="New agent")
        expect(rows).to_have_count(5)
        expect(rows.first.locator(".tag")).to_have_text("created")
        self.assertEqual(5, sum("New agent" in json.dumps(agent["record"]) for agent in self.admin("GET", "/agents")["agents"]))

    def test_a_new_agent_has_the_numbers_of_a_stored_one_with_their_digits(self):
        stored = next(agent for agent in self.admin("GET", "/agents")["agents"] if agent["collection"] == "talkifai")
        self.admin("PUT", f"/agents/talkifai/{stored['id']}", stored["record"] | {"temperature": 1.0})
        self.open("Agents")
        self.page.get_by_role("button", name="New agent").click()
        self.page.get_by_role("menuitem", name="TalkifAI", exact=True).click()
        expect(self.page.get_by_label("Body", exact=True)).to_have_value(re.compile(r'"temperature": 1\.0\b'))

    def test_snapshots_are_saved_restored_and_deleted(self):
        self.open("Agents")
        self.update({"temperature": 0.25})
        button = self.page.get_by_role("button", name="Snapshots")
        button.click()
        self.page.get_by_role("menuitem", name="Save a snapshot").click()
        self.page.get_by_label("Name", exact=True).fill("before it")
        self.confirm("Save")
        expect(self.page.get_by_role("alert")).to_contain_text(["A name is"])
        self.page.get_by_label("Name", exact=True).fill("before-it")
        self.confirm("Save")
        expect(button).to_contain_text("1")
        self.update({"temperature": 0.5})
        button.click()
        self.page.get_by_role("menuitem", name="before-it").first.click()
        self.confirm("Restore")
        expect(self.page.locator("#announcer")).to_have_text("before-it is restored")
        self.assertEqual(0.25, self.stored()["temperature"])
        self.show()
        expect(self.entry("Snapshot before-it restored")).to_have_count(1)
        button.click()
        self.page.get_by_role("menuitem", name="before-it").last.click()
        self.confirm("Delete")
        expect(button).not_to_contain_text("1")
        self.assertEqual([], self.admin("GET", "/snapshots")["snapshots"])

    def test_the_export_is_a_seed_file_that_check_accepts(self):
        self.update({"temperature": 0.25})
        self.open("Agents")
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name="Export as seed file").click()
        self.assertEqual(f"{self.name}.json", download.value.suggested_filename)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "seed.json"
            download.value.save_as(file)
            self.assertIn("0.25", file.read_text())
            if program := os.environ.get("UNDERSTUDY"):
                subprocess.run([program, "check", folder], check=True, capture_output=True)

    def test_whose_it_is_and_which_keys_reach_it(self):
        detail = self.show("talkifai/agent_private01")
        detail.get_by_role("link", name="Owner and keys").click()
        keys = detail.locator(".keys tbody tr")
        expect(keys.filter(has_text="tk_live_owner")).to_contain_text("yes")
        reached = {credential["key"] for credential in self.admin("GET", "/credentials")["credentials"] if any(agent["id"] == "agent_private01" for agent in credential["agents"]["first"])}
        self.assertEqual(sorted(reached), sorted(keys.filter(has_text="yes").locator("code").all_inner_texts()))

    def test_filters_stand_in_the_address_and_what_is_not_there_is_said(self):
        self.update({"name": "Kiosk", "temperature": 0.25})
        self.open("Agents")
        self.page.keyboard.press("/")
        self.page.keyboard.type("0.25")
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("radio", name="Changed").check()
        self.page.get_by_label("Vendor", exact=True).select_option("centerfy")
        expect(self.page).to_have_url(re.compile(r"#agents\?q=0.25&kind=changed&vendor=centerfy$"))
        self.page.reload()
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("searchbox").fill("zzz")
        expect(self.page.locator(".list .empty h2")).to_contain_text("match.")
        self.page.get_by_role("button", name="Clear the filters").click()
        expect(self.rows()).to_have_count(19)
        # A word like any other, although it is also the name of a kind.
        self.page.get_by_role("searchbox").fill("all")
        self.assertRegex(self.page.url, r"#agents\?q=all$")
        expect(self.page.get_by_role("searchbox")).to_have_value("all")
        self.page.get_by_role("searchbox").fill("")
        expect(self.rows()).to_have_count(19)
        self.page.evaluate("location.hash = 'agents/centerfy/xyz'")
        expect(self.page.locator(".detail")).to_contain_text(f"No agent is called “xyz” in {self.name}.")

    def test_agents_are_walked_by_keys_and_back_on_a_phone(self):
        self.open("Agents")
        expect(self.rows()).to_have_count(19)
        self.page.keyboard.press("j")
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".detail h2")).to_have_text("Bookings Bot")
        self.page.keyboard.press("ArrowDown")
        expect(self.page.locator(".detail h2")).to_have_text("Support Bot")
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".detail")).to_be_hidden()
        self.page.set_viewport_size({"width": 390, "height": 844})
        self.page.locator(".list").evaluate("list => { list.scrollTop = 150; }")
        self.rows().nth(9).click()
        self.assertGreaterEqual(self.page.locator(".hand .button.main").bounding_box()["height"], 44)
        self.page.get_by_role("button", name="Agents").click()
        expect(self.page.locator(".detail")).to_be_hidden()
        self.assertEqual(150, self.page.locator(".list").evaluate("list => list.scrollTop"))


class Appearance(Looks):
    def test_axe_finds_nothing(self):
        self.update({"name": "<img src=x onerror=alert(1)>" + "x" * 300, "temperature": 0.25})
        self.update({"temperature": 1.5})
        self.delete(self.create("Night Desk"))
        self.admin("PUT", "/snapshots/one")
        for place, shown in [("agents", ".agents .row"), (f"agents/centerfy/{AGENT}", ".timeline .refused"), (f"agents/centerfy/{AGENT}/stored", ".code li"), (f"agents/centerfy/{AGENT}/keys", ".keys"),
                             (f"agents/centerfy/{AGENT}/send", ".field-chip"), (f"agents/centerfy/{AGENT}/edit", ".editor"), ("agents/new/voicebip", ".field-chip"),
                             ("agents/centerfy/xyz", ".detail p"), ("agents?q=zzz", ".list .empty h2")]:
            self.go(place)
            expect(self.page.locator(shown).first).to_be_visible()
            self.check(place)
        self.assertEqual(0, self.page.locator("main img").count())
        self.go("agents")
        self.rows().filter(has_text="Night Desk").click()
        expect(self.page.locator(".deleted-line a")).to_be_visible()
        self.check("a deleted agent")
        self.page.get_by_role("button", name="Snapshots").click()
        self.check("the menu of the snapshots")
        self.page.get_by_role("menuitem", name="one").first.click()
        self.check("the question before a snapshot is restored")
