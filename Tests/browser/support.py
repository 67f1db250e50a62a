"""A browser that looks at the dashboard of a sandbox of its own, and a client that sends updates to it."""
import contextlib
import json
import os
import re
import subprocess
import sys
import time
import unittest
import uuid
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import chromium
from playwright.sync_api import expect, sync_playwright

URL = os.environ["UNDERSTUDY_URL"]
AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
UPDATE = f"/functions/v1/crm-api/update-agent/{AGENT}"
ARCHIVE = "/functions/v1/crm-api/archive-agent"
VOICEBIP = "/voicebip/v1/agents"
VOICEBIP_HEADERS = {"Authorization": "Bearer pk_test_voicebip_example", "Content-Type": "application/json"}
TALKIFAI = "/talkifai/v1/agents/agent_abc123"
HEADERS = {"x-api-key": "cfy_your_api_key", "Content-Type": "application/json"}
# Generous, because the machine may be busy.
PATIENCE = 300_000
expect.set_options(timeout=PATIENCE)


def shell(command):
    """Runs a command that the page offers, as a person would who copies it."""
    curl = "curl() { command curl --silent --show-error --fail --max-time 600 --noproxy '*' \"$@\"; }"
    return subprocess.run(["sh", "-c", f"{curl}\n{command}"], capture_output=True, text=True, check=True).stdout


def node(program):
    return subprocess.run(["node", "--input-type=module"], input=program, capture_output=True, text=True, check=True).stdout


def python(program):
    return subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, check=True).stdout


class Case(unittest.TestCase):
    """Each test has a sandbox and a browser's profile of its own."""

    scheme = "light"

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = chromium.start(cls.playwright)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.name = f"browser-{uuid.uuid4()}"
        self.url = f"{URL}/sandbox/{self.name}"
        self.page = self.look(self.url)

    def context(self, **options):
        """A browser's profile, which ends with the test. Its time zone is that of the dates in tests."""
        context = self.browser.new_context(timezone_id="UTC", **options)
        context.set_default_timeout(PATIENCE)
        self.addCleanup(context.close)
        return context

    def look(self, url, **options):
        """Opens the dashboard, and demands that nothing leaves the machine and nothing goes wrong in the page."""
        context = self.context(color_scheme=self.scheme, reduced_motion="reduce", **options)
        page = context.new_page()
        # Cleanups run last first: the page is judged before it is closed.
        self.addCleanup(self.judge, asked := [], wrong := [])
        context.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: self.is_wrong(message) and wrong.append(message.text))
        page.on("dialog", lambda dialog: (wrong.append("a client's text is run"), dialog.dismiss()))
        page.goto(f"{url}/__admin/ui")
        # Scripts have run by now. If one is invalid, nothing below would ever be seen.
        self.assertEqual([], wrong)
        expect(page.locator("#connection")).to_have_text("Live")
        return page

    def serve(self, *options):
        """Starts a server of its own, which ends with the test; its URL."""
        server = subprocess.Popen([os.environ["UNDERSTUDY"], "serve", "--port", "0", "--log-level", "error", *options], stdout=subprocess.PIPE, text=True,
                                  env={name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")})
        self.addCleanup(server.__exit__, None, None, None)
        self.addCleanup(server.kill)
        return re.search(r"url=(\S+)", server.stdout.readline())[1]

    @contextlib.contextmanager
    def stopped_clock(self, page=None):
        """Stops the page's clock meanwhile: what the page removes after a while stays, and no time passes between two keys."""
        page = page or self.page
        page.clock.install()
        # A moment of the future; the time until then passes at once.
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 600)
        yield
        page.clock.resume()

    def within(self, steps, attempts=(5, 20, 80)):
        """Runs steps that must happen within the seconds that they are given. On a busy machine they are run again, with more.
        Returns the seconds."""
        for seconds in attempts:
            begun = time.monotonic()
            try:
                steps(seconds)
                return seconds
            except AssertionError:
                if seconds == attempts[-1] or time.monotonic() - begun < seconds:
                    raise

    def is_wrong(self, message):
        """A browser reports refusals as errors; those of the vendors' endpoints, and requests that are gone, are expected."""
        is_refusal = message.text.startswith("Failed to load resource: the server responded")
        is_expected = "/__admin/" not in message.location["url"] or "/__admin/requests/" in message.location["url"]
        return message.type == "error" and not (is_refusal and is_expected)

    def judge(self, asked, wrong):
        self.assertEqual([], [url for url in asked if urlsplit(url).hostname != "127.0.0.1" and not url.startswith("data:")])
        self.assertEqual([], wrong)

    def open(self, title):
        """Opens a page by the side bar, or by its address if the side bar does not have it."""
        link = self.page.locator("#side").get_by_role("link", name=title)
        if link.count():
            link.first.click()
        else:
            self.page.evaluate("page => { location.hash = page; }", title.lower())
        expect(self.page.get_by_role("heading", level=1, name=title)).to_have_count(1)

    def rows(self, page=None):
        return (page or self.page).locator(".grid .row")

    def choose(self, text):
        """Opens the detail of the newest row that has the text."""
        self.rows().filter(has_text=text).first.click()
        detail = self.page.locator(".detail")
        expect(detail.get_by_role("heading", name="Answer")).to_be_visible()
        return detail

    def press(self, element):
        """Presses the mouse on an element; it is released by `self.page.mouse.up()`."""
        element.hover()
        self.page.mouse.down()

    def confirm(self, label):
        self.page.get_by_role("dialog").get_by_role("button", name=label, exact=True).click()

    def send(self, method, path, body=None, headers=HEADERS):
        """The answer's status and its text."""
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(self.url + path, data, headers, method=method), timeout=600) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def update(self, changes):
        return self.send("PUT", UPDATE, changes)

    def create(self, name):
        """Creates a Voicebip agent; its id."""
        status, text = self.send("POST", VOICEBIP, {"display_name": name}, VOICEBIP_HEADERS)
        self.assertEqual(201, status, text)
        return json.loads(text)["agent_id"]

    def delete(self, agent):
        return self.send("DELETE", f"{VOICEBIP}/{agent}", headers=VOICEBIP_HEADERS)[0]

    def archive(self):
        return self.send("POST", ARCHIVE, {"agent_id": AGENT})[0]

    def admin(self, method, path, body=None):
        status, text = self.send(method, f"/__admin{path}", body, {})
        self.assertLess(status, 300, text)
        return json.loads(text)
