import json
import os
import re
import socket
import subprocess
import tempfile
import uuid
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from support import AGENT, HEADERS, URL, UPDATE, Case, expect, shell


class Requests(Case):
    def rows(self):
        return self.page.locator("#journal li")

    def choose(self, text):
        self.rows().filter(has_text=text).first.get_by_role("button").click()
        detail = self.page.locator("#request")
        expect(detail.get_by_role("heading", name="Response")).to_be_visible()
        return detail

    def test_the_command_that_it_offers_first_is_sent_arrives_and_shows_what_it_changed(self):
        command = self.page.locator("#first pre")
        expect(command).to_contain_text("curl -X PUT")
        self.assertIn("(changed)", shell(command.text_content()))
        expect(self.rows()).to_have_count(1)
        expect(self.page.locator("#first")).to_be_hidden()
        detail = self.choose("changed")
        expect(detail.locator(".diff li").first).to_contain_text("name")
        expect(detail.locator(".diff .after").first).to_contain_text("(changed)")
        expect(detail.locator(".diff .before").first).not_to_contain_text("(changed)")

    def test_every_command_that_it_offers_is_accepted(self):
        select = self.page.get_by_label("Endpoint")
        expect(select.locator("option")).to_have_count(6)
        values = select.locator("option").evaluate_all("options => options.map(option => option.value)")
        for count, value in enumerate(values, 1):
            # After the first one the page is full; a fresh sandbox has the same commands.
            page = self.look(f"{URL}/sandbox/{self.name}-{count}")
            page.get_by_label("Endpoint").select_option(value)
            shell(page.locator("#first pre").text_content())
            expect(page.locator("#journal li")).to_contain_text("✓ 200")

    def test_the_command_of_the_vendors_page_arrives_while_one_looks(self):
        self.update({"name": "docs api testing", "voice_id": "Sulafat", "temperature": 0.5, "is_active": True})
        detail = self.choose("changed")
        changes = detail.locator(".diff li")
        expect(changes.filter(has_text="temperature")).to_have_text("temperature: before: 0.7 → after: 0.5")
        expect(changes.filter(has_text="voice_id")).to_have_count(0)

    def test_creations_and_deletions_are_shown_with_what_came_and_what_went(self):
        agent = self.create("Front Desk")
        detail = self.choose("created")
        expect(detail.locator(".verdict")).to_have_text(f"Status 201: accepted. The agent {agent} was created.")
        changes = detail.locator(".diff li")
        expect(changes.filter(has_text="display_name")).to_have_text('display_name: added: "Front Desk"')
        self.assertEqual(204, self.delete(agent))
        detail = self.choose("deleted")
        expect(detail.locator(".verdict")).to_have_text(f"Status 204: accepted. The agent {agent} was deleted.")
        expect(changes.filter(has_text="display_name")).to_have_text('display_name: removed: "Front Desk"')
        self.assertEqual(404, self.delete(agent))
        expect(self.choose("refused").locator(".refusal")).to_contain_text("voicebip.agent.exists")

    def test_an_archived_agent_is_said_to_be_archived_once(self):
        self.assertEqual([200, 200], [self.archive(), self.archive()])
        detail = self.choose("unchanged")
        expect(detail.locator(".verdict")).to_have_text("Status 200: accepted; nothing changed.")
        detail = self.choose("deleted")
        expect(detail.locator(".verdict")).to_have_text(f"Status 200: accepted. The agent {AGENT} was archived.")
        expect(detail.locator(".diff li")).to_have_count(1)
        expect(detail.locator(".diff li")).to_contain_text("archived_at: added: ")

    def test_a_refusal_says_why_with_rule_source_and_place(self):
        self.update({"temperature": 1.5, "max_duration": "long", "nmae": "x"})
        detail = self.choose("centerfy.")
        why = detail.locator(".refusal")
        expect(why).to_contain_text("centerfy.max_duration.type")
        expect(why).to_contain_text("max_duration must be a number")
        expect(why).to_contain_text("documented")
        expect(why).to_contain_text("must be from 0 to 1, but was 1.5")
        expect(why.get_by_role("link", name="the vendor's page")).to_have_attribute(
            "href", "https://setup.centerfy.ai/api/update-agent/")
        expect(why.locator("dd").last).to_contain_text("Body Parameters")
        expect(detail.locator(".warnings")).to_contain_text("did you mean name?")

    def test_the_assumptions_that_shaped_a_request_are_shown(self):
        self.update({"webhook_url": None})
        expect(self.choose("changed").locator(".assumptions")).to_have_text(
            "centerfy.webhook_url.nullable: Null and an empty text in an update clear webhook_url.")

    def test_a_refusal_by_a_rule_that_is_always_on_says_where_that_is_from(self):
        self.send("PUT", UPDATE.replace("d8f2", "0000"), {"name": "x"})
        why = self.choose("agent.exists").locator(".refusal")
        expect(why).to_contain_text("assumed")
        expect(why).to_contain_text("RFC 9110")

    def test_a_refusal_for_a_role_says_who_called_and_who_made_the_agent(self):
        headers = {"x-api-key": "tk_live_member", "Content-Type": "application/json"}
        self.send("PUT", "/v1/agents/agent_abc123", {"name": "abc"}, headers)
        why = self.choose("talkifai.agent.role").locator(".refusal")
        for name, values in [("Caller", "role memberid user_member"), ("Stored agent", "userId user_xyz789mode public")]:
            expect(why.locator("dt", has_text=name).locator("+ dd")).to_have_text(values)

    def test_a_misspelled_key_before_the_name_of_a_sandbox_is_hinted_at(self):
        self.send("GET", "/v1/agents/agent_abc123", None, {"x-api-key": "tk_live_creatr~life"})
        why = self.choose("talkifai.x-api-key.known").locator(".refusal")
        expect(why).to_contain_text("did you mean tk_live_creator?")
        expect(self.page.locator("#request")).not_to_contain_text("creatr")

    def test_a_request_that_waits_is_shown_from_its_arrival_and_says_that_its_client_left(self):
        self.admin("POST", "/mappings", {
            "response": {"fixedDelayMilliseconds": 6000}, "understudy": {"emulate": True, "times": 1}})
        with self.assertRaises(TimeoutError):
            urlopen(Request(self.url + UPDATE, b'{"name": "x"}', HEADERS, method="PUT"), timeout=2)
        expect(self.rows()).to_have_count(1)
        expect(self.rows()).to_contain_text("waiting for the response")
        expect(self.rows()).to_contain_text("client left")
        detail = self.choose("waiting")
        expect(detail).to_contain_text("waits for its delayed response")
        # The same row and the detail change when the answer is due.
        expect(self.rows()).to_contain_text("changed")
        expect(self.rows()).to_have_count(1)
        expect(self.rows()).to_contain_text("client left")
        expect(detail).to_contain_text("Status 200, by the mapping")
        expect(detail).to_contain_text("The client left before it had the whole response.")

    def test_the_filter_shows_one_kind_and_says_where_there_is_none(self):
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        self.page.get_by_label("Show").first.select_option("unmatched")
        expect(self.page.locator("#sample")).to_contain_text("None of the latest requests")
        self.send("PUT", "/nowhere", {})
        expect(self.rows()).to_have_count(1)
        expect(self.rows()).to_contain_text("unmatched")
        self.page.get_by_label("Show").first.select_option("refused")
        expect(self.rows()).to_have_count(0)
        self.update({"temperature": 7, "nmae": "x"})
        expect(self.rows()).to_have_count(1)
        self.page.get_by_label("Show").first.select_option("warnings")
        expect(self.rows()).to_have_count(1)
        self.page.get_by_label("Show").first.select_option("all")
        expect(self.rows()).to_have_count(3)

    def test_a_path_that_nobody_knows_is_shown_with_the_one_that_was_meant(self):
        self.send("PUT", UPDATE.replace("update-agent", "update-agents"), {})
        detail = self.choose("unmatched")
        expect(detail).to_contain_text("did you mean PUT /functions/v1/crm-api/update-agent/{agentId} of Centerfy AI?")
        expect(detail.get_by_role("listitem").filter(has_text="PUT, GET, DELETE /v1/api/agents/{agentId}")).to_be_visible()

    def test_a_pause_holds_what_comes_and_shows_it_afterwards(self):
        self.page.get_by_role("button", name="Pause").click()
        self.update({"temperature": 0.5})
        expect(self.page.locator("#sample")).to_contain_text("1 arrived during the pause")
        expect(self.rows()).to_have_count(0)
        self.page.get_by_role("button", name="Resume").click()
        expect(self.rows()).to_have_count(1)

    def test_the_requests_are_exported_with_the_keyboard_as_a_har_that_a_browser_replays(self):
        self.update({"temperature": 0.5})
        self.assertEqual(200, self.send("GET", f"/functions/v1/crm-api/get-agent/{AGENT}")[0])
        expect(self.rows()).to_have_count(2)
        link = self.page.get_by_role("link", name="Export as HAR")
        self.page.locator("#clear").focus()
        self.page.keyboard.press("Tab")
        expect(link).to_be_focused()
        with self.page.expect_download() as waiting:
            self.page.keyboard.press("Enter")
        self.assertEqual(f"understudy-{self.name}.har", waiting.value.suggested_filename)
        har = json.loads(waiting.value.path().read_text())
        methods = [entry["request"]["method"] for entry in har["log"]["entries"]]
        self.assertEqual(["PUT", "GET"], methods)
        self.replay(waiting.value.path(), har["log"]["entries"][1])

    def replay(self, path, entry):
        """Lets the browser answer from the file: what the page gets is what was recorded."""
        context = self.browser.new_context()
        self.addCleanup(context.close)
        context.route_from_har(path, not_found="abort")
        answer = context.new_page().goto(entry["request"]["url"])
        self.assertEqual(entry["response"]["content"]["text"], answer.text())

    def test_a_crowd_of_requests_is_a_sample_that_says_so_and_the_page_stays_small(self):
        script = "\nnext\n".join(
            f'url = "{self.url}{UPDATE}"\nrequest = PUT\nheader = "x-api-key: {HEADERS["x-api-key"]}"\n'
            f'header = "Content-Type: application/json"\ndata = "{{}}"\noutput = /dev/null' for _ in range(1500))
        subprocess.run(["curl", "-s", "--noproxy", "*", "-K", "-"], input=script, text=True, check=True)
        expect(self.page.locator("#sample")).to_contain_text("more were not shown")
        self.assertLessEqual(self.rows().count(), 200)
        self.page.get_by_role("tab", name="Rules").click(timeout=10_000)

    def test_a_request_is_copied_as_a_command_that_does_the_same(self):
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.update({"name": "it's \"quoted\" $HOME"})
        self.choose("changed").get_by_role("button", name="Copy as curl").click()
        expect(self.page.get_by_role("button", name="Copied")).to_be_visible()
        command = self.page.evaluate("navigator.clipboard.readText()")
        self.admin("POST", "/reset")
        shell(command)
        self.assertEqual("it's \"quoted\" $HOME", self.admin("GET", f"/agents/centerfy/{AGENT}")["name"])

    def raw(self, head, body=b""):
        """Sends a request as no client library would."""
        address = urlsplit(URL)
        with socket.create_connection((address.hostname, address.port), 60) as connection:
            connection.sendall(f"{head}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            while connection.recv(4096):
                pass

    def latest(self):
        return self.admin("GET", "/requests?limit=1")["requests"][0]

    def test_a_copied_command_sends_a_hostile_request_as_it_was_and_nothing_else(self):
        own = f"/sandbox/{self.name}"
        update = f"PUT {own}{UPDATE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
        named = f"HTTP/1.1\r\nHost: localhost\r\nX-Understudy-Sandbox: {self.name}"
        flag = f"/tmp/understudy-{uuid.uuid4()}"
        for head, body in [
            (update, b"@/etc/hostname"), (update, b"@-"), (update, b"it's $(touch " + flag.encode() + b") \\ `id` \"x\" !!"),
            (update, b'{"name":"\x00\xff\x1b[2J\r\n"}'), (update, "é €".encode()), (update, b"x" * 300_000),
            (f"{update}\r\nX-Test: @/etc/hostname\r\nX-Empty:\r\nX-Quoted: it's '{{a,b}}' [1-3]", b"{}"),
            (f"PUT {own}/x[1-3]{{a,b}}';touch${{IFS}}{flag};'?a=[1-9]&b=@c HTTP/1.1\r\nHost: localhost", b"a=b"),
            (f"PUT {own}/a/../b/./c?d=/../e#f HTTP/1.1\r\nHost: localhost", b""),
            (f"GET http://evil.example{own}/x HTTP/1.1\r\nHost: evil.example", b""),
            (f"GET http://evil.example@evil.example{own}/x HTTP/1.1\r\nHost: evil.example", b""),
            (f"GET @evil.example/x {named}", b""), (f"GET .evil.example/x {named}", b""),
            (f"GET evil://evil.example/x {named}", b""), (f"GET *@evil.example {named}", b""),
        ]:
            with self.subTest(head=head, body=body[:80]):
                self.admin("DELETE", "/requests")
                self.raw(head, body)
                sent = self.latest()
                command = self.page.evaluate(
                    "async (request) => (await import(`${location.pathname}/copy.js`)).curlOf(request)", sent["request"])
                # Whatever else is in it: the one URL is this server's, and stands by itself.
                self.assertRegex(command, rf"curl (-X \w+|--head) -g '{re.escape(URL)}/")
                curl = "curl() { command curl --silent --max-time 60 --noproxy '*' \"$@\"; }"
                # In a file, because an argument is shorter than a body may be.
                with tempfile.NamedTemporaryFile("w") as script:
                    script.write(f"{curl}\n{command}\n")
                    script.flush()
                    subprocess.run(["sh", script.name], stdin=subprocess.DEVNULL, capture_output=True, check=True)
                again = self.latest()
                self.assertNotEqual(sent["id"], again["id"], command)
                self.assertEqual(2, self.admin("GET", "/requests")["meta"]["total"], command)
                for member in ["method", "bodyAsBase64"]:
                    self.assertEqual(sent["request"][member], again["request"][member], command)
                self.assertEqual(
                    re.sub("^https?://[^/]*", "", sent["request"]["url"]), again["request"]["url"], command)
                for name in ["X-Test", "X-Empty", "X-Quoted", "Content-Type"]:
                    self.assertEqual(sent["request"]["headers"].get(name), again["request"]["headers"].get(name), command)
        self.assertFalse(os.path.exists(flag))
