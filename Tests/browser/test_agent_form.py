"""The page of `examples/agent-form`, served from another origin, against a sandbox of its own."""
import functools
import http.server
import json
import pathlib
import re
import threading
import uuid

from support import URL, Case, expect

PAGE = pathlib.Path("examples/agent-form").resolve()
KEY = {"x-api-key": "tk_live_owner", "Content-Type": "application/json"}
AGENT = "/talkifai/v1/agents/agent_abc123"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class AgentForm(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        handler = functools.partial(Quiet, directory=PAGE)
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def setUp(self):
        self.url = f"{URL}/sandbox/browser-{uuid.uuid4()}"
        self.page = self.context().new_page()
        self.addCleanup(self.judge, [], wrong := [])
        self.page.on("pageerror", lambda error: wrong.append(str(error)))

    def load(self):
        self.page.goto(f"http://127.0.0.1:{self.server.server_port}/?api={self.url}/talkifai&agent=agent_abc123")
        expect(self.page.get_by_label("Name")).to_have_value("Support Bot")

    def listed(self, name):
        """The list's entry that begins with this name."""
        return self.page.get_by_role("navigation").get_by_role("button", name=re.compile(f"^{name}"))

    def test_lists_the_agents_of_the_key_and_opens_each(self):
        self.load()
        expect(self.listed("Support Bot")).to_have_attribute("aria-current", "true")
        self.listed("Website Chat").click()
        expect(self.page.get_by_label("Name")).to_have_value("Website Chat")
        self.page.get_by_label("Name").fill("Web Chat")
        self.save()
        expect(self.listed("Web Chat")).to_have_attribute("aria-current", "true")
        self.assertEqual("Support Bot", self.stored["name"])

    def save(self):
        self.page.get_by_role("button", name="Save").click()

    @property
    def stored(self):
        status, text = self.send("GET", AGENT, headers=KEY)
        self.assertEqual(200, status)
        return json.loads(text)["data"]["agent"]

    def test_saves_what_was_changed_and_nothing_else(self):
        self.load()
        self.page.get_by_label("Name").fill("Renamed")
        self.page.get_by_label("Temperature").fill("0.3")
        self.save()
        expect(self.page.get_by_role("status")).to_have_text("Saved.")
        self.assertEqual(("Renamed", 0.3), (self.stored["name"], self.stored["temperature"]))
        question = {"effect": {"collection": "talkifai", "id": "agent_abc123",
                               "changed": {"/name": "Renamed", "/temperature": 0.3}, "only": True}, "exactly": 1}
        self.admin("POST", "/verify", question)

    def test_creates_an_agent_edits_it_and_deletes_it(self):
        self.load()
        self.page.get_by_role("button", name="New agent").click()
        expect(self.page.get_by_label("Name")).to_have_value("")
        expect(self.page.get_by_role("button", name="Delete")).to_be_hidden()
        self.save()
        expect(self.page.get_by_label("Name")).to_have_accessible_description("Name is required")
        for label, value in [("Name", "Front Desk"), ("Description", "First contact"), ("System message", "Be brief.")]:
            self.page.get_by_label(label).fill(value)
        self.save()
        expect(self.page.get_by_role("status")).to_have_text("Created.")
        expect(self.listed("Front Desk ?First contact")).to_be_visible()
        self.verify(kind="created", changed={"/name": "Front Desk", "/agentArchitecture": "text"})
        self.page.get_by_label("Temperature").fill("0.3")
        self.save()
        expect(self.page.get_by_role("status")).to_have_text("Saved.")
        self.verify(kind="updated", changed={"/temperature": 0.3}, only=True)
        self.page.once("dialog", lambda dialog: dialog.accept())
        self.page.get_by_role("button", name="Delete").click()
        expect(self.page.get_by_role("status")).to_have_text("Deleted.")
        expect(self.page.get_by_role("heading", name="New agent")).to_be_visible()
        expect(self.listed("Front Desk ?First contact")).to_have_count(0)
        self.verify(kind="deleted")
        self.assertEqual("Support Bot", self.stored["name"])

    def verify(self, **effect):
        self.admin("POST", "/verify", {"effect": {"collection": "talkifai", **effect}, "exactly": 1})

    def test_shows_the_vendors_words_by_the_field_that_they_are_about(self):
        self.load()
        for label, value, words in [
                ("Temperature", "5", "Temperature must be between 0.1 and 1.0"), ("Name", "", "Name is required"),
                ("Inactivity timeout", "5", "Inactivity timeout must be between 10 and 60 seconds")]:
            with self.subTest(label):
                field = self.page.get_by_label(label)
                before = field.input_value()
                field.fill(value)
                self.save()
                expect(field).to_have_attribute("aria-invalid", "true")
                expect(field).to_have_accessible_description(words)
                expect(field).to_be_focused()
                expect(self.page.locator("[aria-invalid]")).to_have_count(1)
                field.fill(before)
        self.save()
        expect(self.page.locator("[aria-invalid]")).to_have_count(0)
        expect(self.page.get_by_role("status")).to_have_text("Nothing was changed.")
        self.assertEqual("Support Bot", self.stored["name"])

    def test_tries_again_when_there_were_too_many_requests(self):
        self.load()
        self.admin("POST", "/mappings", {
            "request": {"method": "PUT"}, "understudy": {"error": 429, "times": 2}})
        self.page.get_by_label("Name").fill("Patient")
        with self.stopped_clock():
            self.save()
            expect(self.page.get_by_role("status")).to_contain_text("Trying again")
        expect(self.page.get_by_role("status")).to_have_text("Saved.")
        self.assertEqual("Patient", self.stored["name"])

    def test_says_what_is_about_no_field(self):
        self.load()
        self.admin("POST", "/mappings", {"request": {"method": "PUT"}, "understudy": {"error": 500}})
        self.page.get_by_label("Name").fill("Lost")
        self.save()
        expect(self.page.get_by_role("alert")).to_have_text("Update failed")
        expect(self.page.locator("[aria-invalid]")).to_have_count(0)
