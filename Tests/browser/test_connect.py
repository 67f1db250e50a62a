import re

from support import URL, Case, expect, node, python, shell

HOST = URL.removeprefix("http://")
# It ends on 30 November 2027.
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBbTCCAROgAwIBAgIUSoTTu3PF0ps4T6IeiqMm45VTwdQwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBeDAeFw0yNjExMzAwMDI5NDZaFw0yNzExMzAwMDI5NDZaMAwx
CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARhvNUy/AXCJCDv
BPfKzG/xDkJHxp2NVFhdjLk0gfq6qpDvUBpsfGFZlSFKJnSNlVgPSpJoEKkLjgZz
Yy9pfJqGo1MwUTAdBgNVHQ4EFgQUYQMw/MM9PUV7DHpMCtPHxWlpmJowHwYDVR0j
BBgwFoAUYQMw/MM9PUV7DHpMCtPHxWlpmJowDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiB+NAfkIMh3kx/lK3boxtSWhVzeYhzl+OAwKiQMXfwuKAIh
AKeGfx239UM/IuN3MBveH5682MG7s5MaZy7pKeSQsPen
-----END CERTIFICATE-----
"""


class Connect(Case):
    def tls(self, **changes):
        """Opens the tab of a server that says this about TLS."""
        def answer(route):
            info = route.fetch().json()
            route.fulfill(json=info | {"tls": info["tls"] | changes})
        self.page.route("**/__admin/info", answer)
        self.page.route("**/__admin/ca.pem", lambda route: route.fulfill(body=CERTIFICATE))
        self.page.reload()
        self.open("Connect")

    def card(self):
        return self.page.locator(".https")

    def test_without_tls_it_says_what_to_start(self):
        self.tls(enabled=False)
        expect(self.page.locator("#base-url")).to_have_text(f"{self.url}/centerfy")
        expect(self.card()).to_contain_text("Start it with --tls")
        expect(self.card().locator(".box code")).to_have_text("understudy run -- COMMAND")
        with self.stopped_clock():
            self.page.get_by_role("button", name="Copy", exact=True).first.click()
            expect(self.page.get_by_role("button", name="Copied")).to_be_visible()

    def test_with_tls_each_runtime_has_a_line_and_each_file_a_link(self):
        self.tls(enabled=True, ownAuthority=True, url=f"https://{HOST}", files=None)
        proxy, line = f"HTTPS_PROXY='http://{HOST}'", self.card().locator(".box code")
        expect(line).to_have_text(f"{proxy} NODE_USE_ENV_PROXY=1 NODE_EXTRA_CA_CERTS='ca.pem' node client.mjs")
        self.card().get_by_role("radio", name="curl", exact=True).check()
        expect(line).to_have_text(f"{proxy} CURL_CA_BUNDLE='bundle.pem' curl 'https://crmwebhook.com/'")
        expect(self.card().get_by_role("radio")).to_have_count(10)
        expect(self.card()).to_contain_text("until 30 Nov 2027")
        self.card().get_by_text("Files").click()
        links = self.card().locator("dl a")
        expect(links).to_have_text(["ca.pem", "bundle.pem", "trust.p12"])
        expect(links.first).to_have_attribute("href", f"/sandbox/{self.name}/__admin/ca.pem")
        expect(self.card()).to_contain_text(f"add ~{self.name} to the client’s key")

    def test_paths_of_files_are_text_and_words_of_a_shell(self):
        path = "/tmp/it's <b>here</b>"
        self.tls(enabled=True, ownAuthority=True, url=None,
                 files={"ca": f"{path}/ca.pem", "bundle": f"{path}/bundle.pem", "trustStore": f"{path}/trust.p12"})
        quoted, line = path.replace("'", "'\\''"), self.card().locator(".box code")
        expect(line).to_contain_text(f"NODE_EXTRA_CA_CERTS='{quoted}/ca.pem' node")
        self.card().get_by_role("radio", name="Java", exact=True).check()
        expect(line).to_contain_text(f"'-Djavax.net.ssl.trustStore={quoted}/trust.p12'")
        self.card().get_by_text("Files").click()
        expect(self.card().locator("dd").first).to_contain_text(f"{path}/ca.pem")
        expect(self.card().locator("b")).to_have_count(0)

    def test_with_a_certificate_of_ones_own_the_proxy_is_enough(self):
        self.tls(enabled=True, ownAuthority=False, url=f"https://{HOST}", files=None)
        expect(self.card().locator(".box code")).to_have_text(f"HTTPS_PROXY='http://{HOST}' curl 'https://crmwebhook.com/'")
        expect(self.card().locator("a")).to_have_count(0)

    def test_the_keys_of_a_vendor_say_what_they_reach_and_the_chosen_one_is_sent(self):
        self.page.goto(f"{self.url}/__admin/ui#connect/talkifai")
        row = self.page.locator(".keys tr").filter(has_text="tk_live_creator")
        expect(row).to_contain_text("member")
        expect(row).to_contain_text("user_xyz789")
        expect(row).to_contain_text("Support Bot")
        row.get_by_role("radio").check()
        expect(self.page.locator(".sender .code")).to_contain_text("tk_live_creator")
        self.page.get_by_role("button", name="Send it").click()
        expect(self.page.locator(".sender .result")).to_have_text(re.compile("^(OK 200|Forbidden 403)$"))
        self.assertEqual("tk_live_creator", self.admin("GET", "/requests")["requests"][0]["request"]["headers"]["x-api-key"])

    def test_the_key_that_is_checked_is_the_one_that_is_sent_alone(self):
        sender, checked = self.page.locator(".sender"), self.page.locator(".keys tr:has(input:checked) code")
        def sends(key, **headers):
            expect(checked).to_have_text(key)
            expect(sender.locator(".code")).to_contain_text(key)
            with self.page.expect_response(re.compile("agent")) as answer:
                sender.get_by_role("button", name="Send it").click()
            sent = answer.value.request.headers
            self.assertEqual(headers, {name: sent[name] for name in ["x-api-key", "authorization"] if name in sent})
            return answer.value.status
        self.page.goto(f"{self.url}/__admin/ui#connect/centerfy")
        self.assertEqual(200, sends("cfy_organization_key", **{"x-api-key": "cfy_organization_key"}))
        self.page.goto(f"{self.url}/__admin/ui#connect/talkifai")
        self.assertEqual(200, sends("tk_live_owner", **{"x-api-key": "tk_live_owner"}))
        # The other call takes sessions: its example has one.
        sender.get_by_label("Call").select_option("talkifai-studio")
        self.assertEqual(200, sends("YOUR_SESSION_TOKEN", authorization="Bearer YOUR_SESSION_TOKEN"))
        self.page.get_by_role("radio", name="Use session_other").check()
        self.assertEqual(404, sends("session_other", authorization="Bearer session_other"))
        # What was chosen stays.
        sender.get_by_label("Call").select_option("talkifai")
        self.assertEqual(401, sends("session_other", authorization="Bearer session_other"))

    def test_nothing_is_wider_than_a_phone(self):
        self.create("The agent that answers the telephone of the whole town hall")
        self.page.goto(f"{self.url}/__admin/ui#connect/voicebip")
        for width in [390, 360]:
            self.page.set_viewport_size({"width": width, "height": 800})
            expect(self.page.locator(".sender pre")).to_be_visible()
            self.assertLessEqual(self.page.locator(".connect").evaluate("page => page.scrollWidth - page.clientWidth"), 0)
            self.assertLessEqual(self.page.get_by_label("Agent", exact=True).evaluate("list => list.getBoundingClientRect().right - innerWidth"), 0)

    def test_on_a_phone_a_key_and_its_role_stand_on_one_line(self):
        self.page.set_viewport_size({"width": 390, "height": 844})
        self.page.goto(f"{self.url}/__admin/ui#connect/talkifai")
        row = self.page.locator(".keys tbody tr").filter(has_text="tk_live_creator")
        key, role, whose, reach = [row.get_by_text(text, exact=True).bounding_box() for text in ["tk_live_creator", "member", "user_xyz789", "Support Bot"]]
        self.assertLess(key["height"], 24)
        self.assertLess(abs(key["y"] - role["y"]), 8)
        for below in [whose, reach]:
            self.assertGreaterEqual(below["y"], key["y"] + key["height"] - 4)

    def test_whose_the_keys_are_is_named_by_vendor_and_a_role_only_where_there_is_one(self):
        for vendor, heads, words in [("talkifai", ["Role", "Member"], "Each acts with its member’s role."), ("centerfy", ["Organization"], "Each acts for its organization."),
                                     ("trillet", ["Workspace"], "Each acts for its workspace."), ("voicebip", ["Workspace"], "Each acts for its workspace.")]:
            self.page.goto(f"{self.url}/__admin/ui#connect/{vendor}")
            expect(self.page.locator(".step").nth(1)).to_contain_text(words)
            self.assertEqual(heads, self.page.locator(".keys th").all_text_contents()[1:-2])
        page = self.look(URL)
        page.goto(f"{URL}/__admin/ui#connect")
        expect(page.locator("#chosen")).to_have_text(re.compile(r"^These addresses and keys are for \S+\. Choose another\.$"))

    def test_the_cards_at_the_right_are_not_crowded(self):
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.page.goto(f"{self.url}/__admin/ui#connect/trillet")
        expect(self.page.locator(".keys th").last).to_have_text("Copy")
        for version in self.page.locator(".descriptions .quiet").all():
            self.assertLess(version.bounding_box()["height"], 24)
        entries = [entry.bounding_box() for entry in self.page.locator(".descriptions li").all()]
        for one, next in zip(entries, entries[1:]):
            self.assertGreaterEqual(next["y"] - one["y"] - one["height"], 4)
        for line in self.page.locator(".labelled").all():
            label, box = line.locator("> .quiet"), line.locator(".box").bounding_box()
            end = label.evaluate("label => { const range = document.createRange(); range.selectNodeContents(label); return range.getBoundingClientRect().right; }")
            self.assertGreaterEqual(box["x"] - end, 4)

    def test_every_vendors_request_is_accepted_in_each_language(self):
        for vendor in ["centerfy", "talkifai", "trillet", "voicebip"]:
            self.page.goto(f"{self.url}/__admin/ui#connect/{vendor}")
            for language, run in [("curl", shell), ("JavaScript", node), ("Python", python)]:
                self.page.locator(".sender").get_by_role("radio", name=language).check()
                text = self.page.locator(".sender pre").text_content()
                self.assertIn("(changed)", run(text), vendor)
