import json
import os
import re
import socket
import subprocess
import tempfile
import uuid
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from support import AGENT, HEADERS, URL, UPDATE, Case, expect, node, python, shell


class Story(Case):
    """One line tells what was asked of which agent, and what changed or why not; the detail has the rest."""

    def change(self, detail, field):
        return detail.locator(".diff li").filter(has_text=field)

    def test_the_request_that_it_offers_first_is_sent_and_shows_what_it_changed(self):
        first = self.page.locator(".first")
        expect(first.locator(".code")).to_contain_text("curl -X PUT")
        self.assertIn("(changed)", shell(first.locator("pre").text_content()))
        expect(self.rows()).to_have_count(1)
        expect(first).to_have_count(0)
        detail = self.choose("(changed)")
        expect(self.change(detail, "name").locator(".after")).to_contain_text("(changed)")
        expect(self.change(detail, "name").locator(".before")).not_to_contain_text("(changed)")

    def test_the_first_request_of_a_server_is_sent_by_a_button(self):
        self.page.get_by_role("button", name="Send it").click()
        expect(self.rows()).to_have_count(1)
        expect(self.rows()).to_contain_text("you")

    def test_no_request_is_sent_before_its_example_is_there(self):
        sender = self.page.get_by_role("button", name="Send it")
        expect(sender).to_be_enabled()
        held = []
        self.page.route("**/examples", lambda route: held.append(route))
        self.page.get_by_role("radio", name="TalkifAI").or_(self.page.get_by_role("button", name="TalkifAI")).first.click(force=True)
        expect(sender).to_be_disabled()
        while not held:
            self.page.wait_for_timeout(20)
        held[0].continue_()
        expect(sender).to_be_enabled()
        sender.click()
        expect(self.rows()).to_have_count(1)
        expect(self.rows()).to_contain_text("you")

    def test_an_empty_sandbox_says_where_the_requests_went(self):
        self.send("GET", UPDATE.replace("update-agent", "get-agent"))
        other = self.look(f"{self.url}-other")
        expect(other.locator(".first h2")).to_have_text(f"Nothing was sent to {self.name}-other")
        expect(other.locator(".elsewhere")).to_contain_text("other sandbox")
        # Even if it learns last of the other sandboxes.
        held = []
        other.route("**/__admin/sandboxes", lambda route: held.append(route))
        other.reload()
        expect(other.locator(".first h2")).to_have_text("Send your first request")
        # Nothing else draws it again.
        other.wait_for_timeout(1000)
        for route in held:
            route.continue_()
        expect(other.locator(".elsewhere")).to_contain_text("other sandbox")
        other.get_by_role("link", name="Show all sandboxes").click()
        expect(self.rows(other).filter(has_text=self.name)).to_have_count(1)

    def test_a_change_is_told_in_the_row_and_in_the_detail(self):
        self.update({"name": "docs api testing", "voice_id": "Sulafat", "temperature": 0.5, "is_active": True})
        row = self.rows().first
        for words in ["update", "Sales Bot", "temperature 0.7→0.5", " ms"]:
            expect(row).to_contain_text(words)
        detail = self.choose("temperature")
        expect(detail.locator(".verdict").first).to_have_text("200 Changed")
        expect(self.change(detail, "temperature")).to_have_text("temperaturebefore: 0.7→after: 0.5")
        expect(self.change(detail, "voice_id")).to_have_count(0)
        expect(self.change(detail, "updated_at")).to_contain_text("stamped")

    def test_an_update_that_changes_nothing_says_so_and_offers_no_undo(self):
        # The second one stores the time that is stored already.
        self.admin("PUT", "/clock", {"frozen": True})
        self.update({"temperature": 0.7})
        self.update({"temperature": 0.7})
        expect(self.rows()).to_have_count(2)
        expect(self.page.get_by_role("radiogroup", name="Kind").locator("label").filter(has_text="Changed").locator(".number")).to_have_text("0")
        for row, stamped in [(0, []), (1, ["Only its time of change"])]:
            expect(self.rows().nth(row).locator(".status-cell")).to_have_class("status-cell same")
            expect(self.rows().nth(row).locator(".what-cell")).to_have_text("Nothing changed")
            self.rows().nth(row).click()
            detail = self.page.locator(".detail")
            expect(detail.locator(".place").first).to_have_text(f"{row + 1} of 2")
            expect(detail.locator(".verdict").first).to_have_text("200 Nothing changed")
            expect(detail.locator("h3")).to_have_text([*stamped, "Request", "Answer"])
            expect(detail.get_by_role("button", name="Undo this change")).to_have_count(0)

    def test_a_number_has_the_digits_that_were_sent(self):
        # The rows are loaded, so that this one comes as an event.
        expect(self.page.locator(".first h2")).to_be_visible()
        self.update({"temperature": 1.0})
        expect(self.rows()).to_contain_text("temperature 0.7→1.0")
        self.page.reload()
        expect(self.rows()).to_contain_text("temperature 0.7→1.0")

    def test_creations_deletions_and_archiving_are_told(self):
        agent = self.create("Front Desk")
        detail = self.choose("Created Front Desk")
        expect(detail).to_contain_text("Created with")
        expect(self.change(detail, "display_name")).to_have_text("display_nameFront Desk")
        self.assertEqual(204, self.delete(agent))
        detail = self.choose("Deleted")
        expect(detail).to_contain_text("Deleted; it was")
        expect(self.change(detail, "display_name")).to_have_text("display_nameFront Desk")
        # Field and value share the width; nothing is struck out.
        value = self.change(detail, "display_name").locator(".value")
        self.assertGreater(value.bounding_box()["width"], detail.locator(".diff").bounding_box()["width"] / 2)
        self.assertEqual("none", value.evaluate("value => getComputedStyle(value).textDecorationLine"))
        detail.get_by_role("button", name="Bring it back").click()
        expect(detail.get_by_role("button", name="Undone")).to_be_visible()
        self.assertEqual("Front Desk", self.admin("GET", f"/agents/voicebip/{agent}")["display_name"])
        self.assertEqual([200, 200], [self.archive(), self.archive()])
        expect(self.rows().first).to_contain_text("Nothing changed")
        expect(self.choose("archived_at").locator(".verdict").first).to_have_text("200 Archived")

    def test_a_refusal_says_why_with_rule_source_and_place(self):
        self.update({"temperature": 1.5, "max_duration": "long", "nmae": "x"})
        expect(self.rows()).to_contain_text("max_duration must be a number")
        detail = self.choose("max_duration")
        expect(detail.locator(".verdict").first).to_have_text("400 Refused")
        why = detail.locator(".refusal")
        expect(why.locator(".reason")).to_contain_text("max_duration must be a number")
        expect(why.get_by_role("link", name="centerfy.max_duration.type")).to_have_attribute(
            "href", f"/sandbox/{self.name}/__admin/ui#rules/centerfy.max_duration.type")
        expect(why).to_contain_text("1 more would have been refused")
        expect(why).to_contain_text("must be from 0 to 1, but was 1.5")
        expect(why.get_by_role("link", name="the vendor’s page")).to_have_attribute(
            "href", "https://setup.centerfy.ai/api/update-agent/")
        expect(detail.locator(".warnings")).to_contain_text("1 member had no effect. nmae is not a field of this endpoint; did you mean name?")
        lines = detail.get_by_label("Request body").locator("li")
        expect(lines.filter(has_text='"temperature"')).to_contain_text("must be from 0 to 1")
        expect(lines.filter(has_text='"nmae"')).to_have_class("amber")

    def test_the_assumptions_that_shaped_a_request_are_shown(self):
        self.update({"webhook_url": None})
        detail = self.choose("webhook_url")
        detail.get_by_text("1 assumption").click()
        expect(detail.locator(".assumptions")).to_have_text(
            "centerfy.webhook_url.nullable: Null and an empty text in an update clear webhook_url.")

    def test_an_assumption_is_said_as_it_is_in_the_sandbox_of_the_request(self):
        rule = "centerfy.webhook_url.nullable"
        self.update({"webhook_url": None})
        request = self.admin("GET", "/requests")["requests"][0]["id"]
        # All sandboxes, after one in which the rule is off.
        other = f"{self.url}-other"
        urlopen(Request(f"{other}/__admin/rules/{rule}", b'{"enabled": false}', method="PUT"), timeout=600).close()
        page = self.look(other)
        page.goto(f"{URL}/__admin/ui#requests/{request}")
        page.get_by_text("1 assumption").click()
        expect(page.locator(".assumptions")).to_have_text(f"{rule}: Null and an empty text in an update clear webhook_url.")
        expect(page.locator(".assumptions a")).to_have_attribute("href", f"/sandbox/{self.name}/__admin/ui#rules/{rule}")

    def test_a_refusal_by_a_rule_that_is_always_on_has_no_switch(self):
        self.send("PUT", UPDATE.replace("d8f2", "0000"), {"name": "x"})
        why = self.choose("404").locator(".refusal")
        expect(why).to_contain_text("Assumed")
        expect(why).to_contain_text("RFC 9110")
        expect(why).to_contain_text("always on")

    def test_a_misspelled_key_before_the_name_of_a_sandbox_is_hinted_at(self):
        self.send("GET", "/v1/agents/agent_abc123", None, {"x-api-key": "tk_live_creatr~life"})
        detail = self.choose("401")
        expect(detail.locator(".refusal")).to_contain_text("did you mean tk_live_creator?")
        expect(detail).not_to_contain_text("creatr~")
        expect(detail.get_by_role("button", name="Send again").first).to_be_disabled()
        expect(detail).to_contain_text("This key is not in the seeds, so it was not kept.")

    def test_a_request_that_waits_is_shown_from_its_arrival_and_says_that_its_client_left(self):
        detail = self.page.locator(".detail")

        def wait(seconds):
            self.admin("DELETE", "/requests")
            expect(self.rows()).to_have_count(0)
            self.admin("POST", "/mappings", {
                "response": {"fixedDelayMilliseconds": seconds * 1000}, "understudy": {"emulate": True, "times": 1}})
            client = HTTPConnection(urlsplit(self.url).netloc)
            client.request("PUT", urlsplit(self.url).path + UPDATE, '{"name": "x"}', HEADERS)
            expect(self.rows()).to_contain_text("Waits for its delayed answer", timeout=seconds * 1000)
            client.close()
            expect(self.rows()).to_contain_text("client left", timeout=seconds * 1000)
            self.rows().first.click()
            expect(detail).to_contain_text("waits for its delayed answer", timeout=seconds * 1000)

        seconds = self.within(wait)
        # The same row and the detail change when the answer is due.
        expect(self.rows()).to_contain_text(f"Slow {seconds}.0 s")
        expect(self.rows()).to_have_count(1)
        expect(self.rows()).to_contain_text("client left")
        expect(detail).to_contain_text("200 Changed")
        expect(detail).to_contain_text("The client left before it had the whole answer.")

    def test_a_path_that_no_endpoint_has_is_shown_with_the_one_that_was_meant(self):
        self.send("PUT", UPDATE.replace("update-agent", "update-agents"), {"temperature": 0.5})
        expect(self.rows()).to_contain_text("did you mean")
        detail = self.choose("did you mean")
        expect(detail).to_contain_text("Did you mean PUT /functions/v1/crm-api/update-agent/{agentId} of Centerfy AI?")
        detail.get_by_text("What is known").click()
        expect(detail.locator(".known li").filter(has_text="PUT, GET, DELETE /v1/api/agents/{agentId}")).to_contain_text("Trillet")
        detail.get_by_role("button", name="Send it there").click()
        expect(self.rows().first).to_contain_text("temperature 0.7→0.5")

    def test_an_invalid_name_of_a_sandbox_is_a_refusal_with_its_reason(self):
        page = self.look(URL)
        with self.assertRaises(HTTPError):
            urlopen(f"{URL}/sandbox/{self.name}%20b/v1/agents/x", timeout=60)
        row = self.rows(page).filter(has_text="No sandbox can have this name").first
        expect(row.locator(".status-cell")).to_have_class("status-cell refused")
        expect(row.locator(".status-cell")).to_have_text("400 Refused")
        page.get_by_role("radiogroup", name="Kind").locator("label").filter(has_text="Refused").click()
        row.click()
        detail = page.locator(".detail")
        expect(detail.locator(".verdict").first).to_have_text("400 Refused")
        expect(detail.locator(".reason")).to_contain_text(f'"{self.name}%20b" must be 1 to 64 of A-Z')
        expect(detail).not_to_contain_text("no such path")

    def test_clients_text_is_never_markup(self):
        text = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e"
        self.update({"name": text, text: text, "temperature": 7})
        self.update({"name": text})
        self.send("GET", "/<b>x</b>%3Cimg%3E", headers={"x-a": text.encode().decode("latin1")[:40]})
        expect(self.rows()).to_have_count(3)
        for row in range(3):
            self.rows().nth(row).click()
            expect(self.page.locator(".detail h3").last).to_be_visible()
        self.assertEqual(0, self.page.locator("main script, main img, main bdi b").count())
        self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)

    def test_the_requests_are_exported_as_a_har_that_a_browser_replays(self):
        self.update({"temperature": 0.5})
        self.assertEqual(200, self.send("GET", f"/functions/v1/crm-api/get-agent/{AGENT}")[0])
        expect(self.rows()).to_have_count(2)
        path, entries = self.exported(f"understudy-{self.name}.har")
        methods = [entry["request"]["method"] for entry in entries]
        self.assertEqual(["PUT", "GET"], methods)
        self.replay(path, entries[1])

    def test_the_requests_of_all_sandboxes_are_exported(self):
        self.update({"temperature": 0.5})
        self.page = self.look(URL)
        _, entries = self.exported("understudy-all.har")
        self.assertIn(self.name, [entry["_understudy"]["sandbox"] for entry in entries])

    def exported(self, name):
        """Exports the requests as a HAR file from the keyboard, and returns its path and entries."""
        self.page.locator("#actions").get_by_role("button", name="More").focus()
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("menuitem", name="Export as JSON")).to_be_focused()
        self.page.keyboard.press("ArrowDown")
        with self.page.expect_download() as waiting:
            self.page.keyboard.press("Enter")
        self.assertEqual(name, waiting.value.suggested_filename)
        path = waiting.value.path()
        return path, json.loads(path.read_text())["log"]["entries"]

    def replay(self, path, entry):
        """Lets the browser answer from the file: what the page gets is what was recorded."""
        context = self.context()
        context.route_from_har(path, not_found="abort")
        answer = context.new_page().goto(entry["request"]["url"])
        self.assertEqual(entry["response"]["content"]["text"], answer.text())


class Copies(Case):
    def copied(self, item):
        self.page.locator(".path-line").get_by_role("button", name="Copy").click()
        # New requests are announced too, but not meanwhile.
        with self.stopped_clock():
            self.page.get_by_role("menuitem", name=item).click()
            expect(self.page.locator("#announcer")).to_have_text("Copied")
        return self.page.evaluate("navigator.clipboard.readText()")

    def test_a_request_is_copied_in_three_languages_that_do_the_same(self):
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        name = "it's \"quoted\" $HOME \\ é \u2028"
        self.update({"name": name})
        self.choose("quoted")
        for item, run in [("as curl", shell), ("as JavaScript", node), ("as Python", python)]:
            text = self.copied(item)
            self.admin("POST", "/reset")
            run(text)
            self.assertEqual(name, self.admin("GET", f"/agents/centerfy/{AGENT}")["name"], text)
            self.choose("quoted")
        self.assertEqual(f"/centerfy{UPDATE}", self.copied("path"))

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
                curl = "curl() { command curl --silent --max-time 600 --noproxy '*' \"$@\"; }"
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
