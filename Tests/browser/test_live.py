"""The list while requests come: filters, pauses, bursts, lost connections."""
import os
import re
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from support import AGENT, HEADERS, TALKIFAI, UPDATE, URL, Case, expect

LIST = ".list"
SEEDS = Path(__file__).parents[2] / "seed-data"


def crowd(url, count, *bodies):
    """Sends many updates through a few connections, with these bodies in turn."""
    bodies = bodies or ["{}"]
    script = "\nnext\n".join(
        f'url = "{url}{UPDATE}"\nrequest = PUT\nheader = "x-api-key: {HEADERS["x-api-key"]}"\n'
        f'header = "Content-Type: application/json"\ndata = "{bodies[number % len(bodies)]}"\noutput = /dev/null' for number in range(count))
    subprocess.run(["curl", "-s", "--no-progress-meter", "--noproxy", "*", "--parallel", "--parallel-max", "8", "-K", "-"], input=script, text=True, check=True)


class Live(Case):
    def chip(self, name):
        return self.page.get_by_role("radiogroup", name="Kind").locator("label").filter(has_text=name)

    def fill_kinds(self):
        self.update({"temperature": 0.5})
        self.update({"temperature": 7, "nmae": "x"})
        self.send("PUT", "/nowhere", {})
        self.admin("POST", "/mappings", {"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}})
        self.update({"temperature": 0.5})
        self.send("GET", TALKIFAI, headers={"x-api-key": "tk_live_owner"})
        expect(self.rows()).to_have_count(5)

    def test_a_request_in_a_fresh_sandbox_appears_on_the_page_of_all(self):
        page = self.look(URL)
        self.update({"temperature": 0.25})
        row = self.rows(page).filter(has_text=self.name)
        for words in ["200", "update", "Sales Bot", "temperature 0.7→0.25", " ms"]:
            expect(row).to_contain_text(words)
        row.click()
        expect(page.locator(".detail .facts")).to_contain_text(self.name)
        page.locator(".detail .facts").get_by_role("link", name=self.name).click()
        expect(page).to_have_url(f"{self.url}/__admin/ui#requests")
        expect(self.rows(page)).to_have_count(1)

    def test_each_filter_alone_together_and_after_a_reload(self):
        self.fill_kinds()
        for kind, count in [("Changed", 1), ("Refused", 1), ("Faults", 1), ("No such path", 1), ("Warnings", 1), ("All", 5)]:
            expect(self.chip(kind).locator(".number")).to_have_text(str(count))
            self.chip(kind).click()
            expect(self.rows()).to_have_count(count)
        self.page.get_by_label("Vendor", exact=True).select_option("talkifai")
        expect(self.rows()).to_have_count(1)
        self.page.get_by_label("Vendor", exact=True).select_option("")
        self.page.get_by_label("Status", exact=True).select_option("4xx")
        expect(self.rows()).to_have_count(3)
        self.page.get_by_label("Status", exact=True).select_option("429")
        expect(self.rows()).to_have_count(1)
        self.page.get_by_label("Status", exact=True).select_option("4xx")
        self.page.get_by_role("searchbox").fill("sales TEMPERATURE")
        expect(self.rows()).to_have_count(1)
        self.chip("Refused").click()
        expect(self.page).to_have_url(f"{self.url}/__admin/ui#requests?q=sales+TEMPERATURE&kind=refused&status=4xx")
        self.page.reload()
        expect(self.rows()).to_have_count(1)
        expect(self.page.get_by_role("searchbox")).to_have_value("sales TEMPERATURE")
        self.chip("Warnings").click()
        self.page.get_by_role("searchbox").fill("zzz")
        expect(self.page.locator(".list .empty")).to_contain_text("None of these 5 requests match.")
        self.page.get_by_role("button", name="Clear the filters").click()
        expect(self.rows()).to_have_count(5)

    def test_words_in_bodies_are_found_when_asked_for(self):
        self.update({"temperature": 7, "unheard": "of <this>"})
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("searchbox").fill("unheard")
        self.page.get_by_role("button", name="Search the bodies too").click()
        expect(self.rows()).to_have_count(1)

    def test_words_in_bodies_are_looked_for_in_each_sandbox_and_in_what_comes(self):
        other, body = f"{self.name}-other", '{"temperature": 7, "unheard": "of this"}'.replace('"', '\\"')
        for url in [self.url, f"{URL}/sandbox/{other}"]:
            crowd(url, 1, body)
        self.page.goto(f"{self.url}/__admin/ui#requests?q=unheard&bodies=1")
        self.page.reload()
        expect(self.rows()).to_have_count(1)
        self.page.locator("#side-sandboxes").get_by_role("link", name=other).click()
        expect(self.page.locator("#about")).to_have_text(other)
        expect(self.rows()).to_have_count(1)
        crowd(f"{URL}/sandbox/{other}", 1, body)
        expect(self.rows()).to_have_count(2)

    def test_a_shared_address_opens_the_same_detail_in_one_sandbox_and_in_all(self):
        self.update({"temperature": 7})
        self.choose("must be from 0 to 1")
        expect(self.page).to_have_url(re.compile("#requests/."))
        address = self.page.url.split("#")[1]
        for base in [self.url, URL]:
            other = self.look(base)
            other.goto(f"{base}/__admin/ui#{address}")
            other.reload()
            expect(other.locator(".refusal")).to_contain_text("must be from 0 to 1")
        self.page.goto(f"{self.url}/__admin/ui#requests/{uuid.uuid4()}")
        expect(self.page.locator(".detail")).to_contain_text("This request is no longer kept.")

    def test_a_pause_loses_nothing_and_shows_it_afterwards(self):
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("button", name="Pause").click()
        for value in [0.1, 0.2, 0.3]:
            self.update({"temperature": value})
        expect(self.page.locator(".notice")).to_contain_text("3 new while paused.")
        expect(self.page.locator("#connection")).to_have_text("Paused")
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("button", name="Resume").click()
        expect(self.rows()).to_have_count(4)
        expect(self.rows().first).to_contain_text("0.2→0.3")

    def test_the_chosen_row_and_the_place_stay_while_rows_come(self):
        crowd(self.url, 60)
        expect(self.rows()).to_have_count(60)
        self.page.locator(LIST).evaluate("list => { list.scrollTop = 600; }")
        row = self.rows().nth(25)
        identity = row.get_attribute("data-id")
        row.click()
        chosen = self.page.locator(f'.row[data-id="{identity}"]')
        top = chosen.evaluate("row => row.getBoundingClientRect().top")
        for value in [0.1, 0.2]:
            self.update({"temperature": value})
        expect(self.page.locator(".notice")).to_contain_text("2 new.")
        self.assertAlmostEqual(top, chosen.evaluate("row => row.getBoundingClientRect().top"), delta=40)
        expect(chosen).to_have_attribute("aria-selected", "true")
        self.page.get_by_role("button", name="Show them").click()
        expect(self.rows().first).to_contain_text("→0.2")
        expect(self.page.locator(".detail .place").first).to_have_text("28 of 62")

    def test_the_chosen_row_stays_where_it_is_when_the_detail_makes_rows_higher(self):
        crowd(self.url, 60)
        expect(self.rows()).to_have_count(60)
        self.page.set_viewport_size({"width": 1000, "height": 800})
        place = lambda: self.page.locator(f'.row[data-id="{identity}"]').bounding_box()
        for scroll, number in [(0, 17), (600, 30)]:
            with self.subTest(scroll=scroll):
                self.page.locator(LIST).evaluate("(list, top) => { list.scrollTop = top; }", scroll)
                identity = self.rows().nth(number).get_attribute("data-id")
                before = place()
                self.rows().nth(number).click()
                expect(self.page.locator(".detail h3").last).to_be_visible()
                self.assertGreater(place()["height"], before["height"] + 10)
                self.assertAlmostEqual(before["y"], place()["y"], delta=2)
                self.page.keyboard.press("Escape")
                expect(self.page.locator(".detail")).to_be_hidden()
                self.assertAlmostEqual(before["y"], place()["y"], delta=2)

    def test_a_burst_is_a_sample_that_says_so_the_counts_are_exact_and_a_click_is_quick(self):
        self.page.evaluate("""() => { window.clicks = []; const radios = [...document.querySelectorAll('[role=radiogroup] input')]; let at = 0;
            window.clicker = setInterval(() => { const begun = performance.now(); radios[at++ % 2].click(); window.clicks.push(performance.now() - begun); }, 200); }""")
        clicks, begun = [], time.monotonic()
        # A quarter of them, because a busy machine stops the page for a while; and again if it stops it for long.
        while not clicks or clicks[len(clicks) // 4] >= 100:
            self.assertLess(time.monotonic() - begun, 300, clicks)
            self.admin("DELETE", "/requests")
            self.page.evaluate("() => { window.clicks = []; }")
            crowd(self.url, 3000)
            clicks = sorted(self.page.evaluate("() => window.clicks"))
        self.page.evaluate("() => clearInterval(window.clicker)")
        self.chip("All").click()
        expect(self.chip("All").locator(".number")).to_have_text("3,000")
        expect(self.chip("Changed").locator(".number")).to_have_text("0")
        self.assertLessEqual(self.rows().count(), 200)
        expect(self.page.locator(".notice")).to_be_hidden()
        self.page.get_by_role("button", name="Show older").click()
        expect(self.rows().nth(350)).to_be_attached()

    def test_the_counts_are_exact_while_what_was_only_counted_is_loaded(self):
        # The test has the events and the rows, so that it knows what was loaded at each count.
        rows, held = [], []

        def add(count, rule):
            for _ in range(count):
                number = len(rows)
                rows.insert(0, {"id": f"{number:08}", "loggedDate": 1_700_000_000_000 + number, "method": "PUT", "url": UPDATE, "status": 400 if rule else 200, "sandbox": self.name, "endpoint": "centerfy",
                                "operation": "update", "agentId": AGENT, "rule": rule, "mapping": None, "warnings": 0, "effect": None, "changes": [], "micros": 100, "waitedMillis": 0, "message": None})
            return rows[:count]

        def listed(route):
            query = parse_qs(urlsplit(route.request.url).query)
            first = 0 if "before" not in query else 1 + next(at for at, row in enumerate(rows) if row["id"] == query["before"][0])
            held.append((route, rows[first:first + int(query["limit"][0])]))

        def answer():
            """Answers the oldest question for rows with those of the time when it was asked."""
            while not held:
                self.page.wait_for_timeout(20)
            route, found = held.pop(0)
            route.fulfill(json={"requests": found, "meta": {"total": len(rows)}})

        def emit(name, data):
            self.page.evaluate("([name, data]) => window.emit(name, data)", [name, data])

        def counted(all, refused):
            expect(self.chip("All").locator(".number")).to_have_text(f"{all:,}")
            expect(self.chip("Refused").locator(".number")).to_have_text(f"{refused:,}")

        self.page.add_init_script("""window.EventSource = class extends EventTarget {
            constructor() { super(); window.emit = (name, data) => this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) })); }
            close() {}
        };""")
        self.page.route("**/__admin/requests?view=rows*", listed)
        # Rows that were loaded seconds ago would be counted again; the test may take as long as it needs.
        self.page.clock.set_fixed_time(1_700_000_000)
        add(28, None)
        self.page.reload()
        emit("ready", {})
        answer()
        counted(28, 0)
        for row in reversed(add(50, "centerfy.temperature.range")):
            emit("request", row)
        counted(78, 50)
        add(1950, "centerfy.temperature.range")
        emit("skipped", {"count": 1900, "refused": 1900, "sandboxes": {self.name: 1900}})
        counted(1978, 1950)
        # The first page has rows that the server has not counted yet, one of which it will send.
        answer()
        counted(1978, 1950)
        emit("request", rows[0])
        emit("skipped", {"count": 49, "refused": 49, "sandboxes": {self.name: 49}})
        counted(2028, 2000)
        answer()
        answer()
        counted(2028, 2000)
        # What was counted while rows were loaded is loaded too, and changes nothing.
        for _ in range(3):
            answer()
        counted(2028, 2000)

    def test_clear_asks_first_and_says_so_afterwards(self):
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("button", name="Clear").click()
        expect(self.page.get_by_role("dialog")).to_contain_text(f"Clear the requests of {self.name}?")
        self.confirm("Cancel")
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("button", name="Clear").click()
        self.confirm("Clear")
        expect(self.page.locator(".first h2")).to_have_text("Cleared. New requests appear here.")
        self.assertEqual(0, self.admin("GET", "/requests")["meta"]["total"])
        self.update({"temperature": 0.25})
        expect(self.rows()).to_have_count(1)

    def test_a_reset_by_another_client_is_said(self):
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        with self.stopped_clock():
            self.admin("POST", "/reset")
            expect(self.page.locator("#banners")).to_contain_text(f"{self.name} was reset or removed.")
        expect(self.page.locator(".first")).to_be_visible()

    def test_resets_and_removals_of_many_are_said_in_one_banner(self):
        names = [f"{self.name}-{number}" for number in range(3)]
        for name in names:
            self.page.request.get(f"{URL}/sandbox/{name}{TALKIFAI}")
        page = self.look(URL)
        banners = page.locator("#banners .banner")
        # It stays until the clock goes on.
        page.clock.install()
        page.clock.pause_at(time.time() + 60)
        for name in names[:2]:
            self.admin("DELETE", f"/sandboxes/{name}")
        expect(banners).to_have_text(["2 sandboxes were reset or removed."])
        self.admin("POST", "/reset")
        expect(banners).to_have_text(["3 sandboxes were reset or removed."])
        page.clock.fast_forward(6000)
        expect(banners).to_have_count(0)
        # The agents of all sandboxes are those of the last one.
        page.goto(f"{self.url}/__admin/ui#agents")
        page.goto(f"{URL}/__admin/ui#agents")
        expect(page.locator("#connection")).to_have_text("Live")
        self.admin("DELETE", f"/sandboxes/{names[2]}")
        self.admin("POST", "/reset")
        expect(banners).to_have_text([f"{self.name} was reset or removed."])

    def test_requests_that_another_client_removes_go(self):
        for value in [0.1, 0.2, 0.3]:
            self.update({"temperature": value})
        expect(self.rows()).to_have_count(3)
        self.admin("DELETE", f"/requests/{self.rows().nth(1).get_attribute('data-id')}")
        expect(self.rows()).to_have_count(2)
        expect(self.chip("All").locator(".number")).to_have_text("2")
        self.page.get_by_role("button", name="Pause").click()
        self.update({"temperature": 0.4})
        expect(self.page.locator(".notice")).to_contain_text("1 new while paused.")
        self.admin("DELETE", f"/requests/{self.rows().first.get_attribute('data-id')}")
        expect(self.rows()).to_have_count(1)
        expect(self.page.locator(".notice")).to_contain_text("1 new while paused.")
        self.admin("DELETE", "/requests")
        expect(self.page.locator(".first")).to_be_visible()

    def test_a_pause_ends_with_the_page(self):
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        self.page.get_by_role("button", name="Pause").click()
        expect(self.page.locator("#connection")).to_have_text("Paused")
        self.open("Rules")
        expect(self.page.locator("#connection")).to_have_text("Live")

    def test_wrong_seed_files_are_said_above_every_page(self):
        errors = [{"file": "/seeds/centerfy.json", "line": 27, "column": 3, "pointer": "/centerfy/agents/0/temperature", "message": "`temperature` must be a number, but is a string"},
                  {"file": "/seeds/x.json", "line": 1, "column": 1, "pointer": "", "message": "<b>no</b> JSON"}]
        state = {"errors": errors, "errorCount": 2, "agents": 19}
        self.page.route("**/__admin/seed", lambda route: route.fulfill(json=state))
        self.page.route("**/seed/reload", lambda route: (state.update(errors=[], errorCount=0), route.fulfill(json={}))[-1])
        self.page.reload()
        banner = self.page.locator("#seeds")
        expect(banner).to_contain_text("centerfy.json is wrong, so the seeds from before are still used. Line 27: temperature must be a number")
        self.open("Rules")
        banner.get_by_role("button", name="All 2 errors").click()
        expect(self.page.get_by_role("dialog")).to_contain_text("<b>no</b> JSON")
        self.confirm("Close")
        with self.stopped_clock():
            banner.get_by_role("button", name="Read again").click()
            expect(banner).to_have_text("Seeds read again: 19 agents.")


class Own(Case):
    """A server of its own."""

    options = []

    def start(self, port):
        self.server = subprocess.Popen([os.environ["UNDERSTUDY"], "serve", "--port", str(port), "--port-file", self.file, "--database", self.database, "--log-level", "error", "--seed-data", str(SEEDS), *self.options],
                                       env={name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")})
        self.addCleanup(self.stop)
        for _ in range(6000):
            if Path(self.file).exists() and Path(self.file).read_text().strip():
                return int(Path(self.file).read_text())
            time.sleep(0.05)
        self.fail("The server did not start")

    def stop(self):
        self.server.kill()
        self.server.wait()
        Path(self.file).unlink(missing_ok=True)

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file, self.database = f"{directory.name}/port", f"{directory.name}/store.sqlite"
        self.port = self.start(0)
        self.url = f"http://127.0.0.1:{self.port}/sandbox/mine"
        self.page = self.look(self.url)


class Small(Own):
    """A server that keeps few requests."""

    options = ["--journal-entries", "5"]

    def test_requests_that_are_evicted_go(self):
        for value in [0.1, 0.2, 0.3, 0.4]:
            self.update({"temperature": value})
        expect(self.rows()).to_have_count(4)
        crowd(self.url.replace("mine", "other"), 3)
        expect(self.rows()).to_have_count(2)
        expect(self.rows().first).to_contain_text("→0.4")
        crowd(self.url.replace("mine", "other"), 3)
        expect(self.rows()).to_have_count(0)
        # Of all sandboxes together, the oldest makes room for each new one.
        page = self.look(f"http://127.0.0.1:{self.port}")
        expect(self.rows(page)).to_have_count(5)
        self.update({"temperature": 0.5})
        expect(self.rows(page).first).to_contain_text("→0.5")
        expect(self.rows(page)).to_have_count(5)


class Restart(Own):
    """A server which is stopped and started."""

    def judge(self, asked, wrong):
        """What is on its way when the server stops fails."""
        failures = ["ERR_CONNECTION_REFUSED", "Failed to load resource", "ERR_INCOMPLETE_CHUNKED_ENCODING", "The server did not answer."]
        super().judge(asked, [text for text in wrong if not any(failure in text for failure in failures)])

    def test_a_server_that_stops_and_starts_is_said_and_no_row_is_shown_twice(self):
        self.update({"temperature": 0.5})
        expect(self.rows()).to_have_count(1)
        # Ten seconds of patience pass at once, and none before.
        with self.stopped_clock():
            self.stop()
            expect(self.page.locator("#connection")).to_have_text("Reconnecting …")
            self.page.clock.fast_forward(11_000)
            expect(self.page.locator("#lost")).to_contain_text("No connection to the server since")
            expect(self.page.get_by_role("button", name="Clear")).to_be_disabled()
        self.start(self.port)
        expect(self.page.locator("#connection")).to_have_text("Live")
        expect(self.page.locator("#lost")).to_have_count(0)
        self.update({"temperature": 0.25})
        expect(self.rows().filter(has_text="→0.25")).to_have_count(1)
        expect(self.page.get_by_role("button", name="Clear")).to_be_enabled()
