"""Takes pictures of each screen of the dashboard, in both colour schemes and three widths.

Usage: screenshots.py PROGRAM DIRECTORY
"""
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import chromium
from playwright.sync_api import sync_playwright

SIZES = {"390": (390, 844), "1440": (1440, 900), "1920": (1920, 1080)}
AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
CENTERFY = f"/functions/v1/crm-api/update-agent/{AGENT}"
TALKIFAI = "/talkifai/v1/agents"
RULE = "centerfy.temperature.range"
SANDBOXES = ["", "/sandbox/checkout-7", "/sandbox/checkout-8", "/sandbox/signup-en", "/sandbox/ci-4411-w1", "/sandbox/ci-4411-w2"]


def send(url, method, path, body=None, key="cfy_your_api_key"):
    headers = {"x-api-key": key, "Content-Type": "application/json"}
    data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    try:
        with urlopen(Request(url + path, data, headers, method=method), timeout=600) as answer:
            return answer.read()
    except (HTTPError, OSError):
        return b""


def fault(url, mapping, times=1):
    mapping.setdefault("understudy", {})["times"] = times
    send(url, "POST", "/__admin/mappings", {"request": {"method": "PUT"}, **mapping})


def fill(url):
    """Sends what the pictures show."""
    for sandbox in SANDBOXES:
        own = url + sandbox
        send(own, "PUT", CENTERFY, {"temperature": 0.6, "voice_id": "Ravi"})
        send(own, "GET", TALKIFAI, key="tk_live_owner")
        send(own, "PUT", CENTERFY, "{bad")
        send(own, "PUT", "/v1/agent/agent_abc123", {"name": "Sales"}, "tk_live_owner")
        send(own, "PUT", CENTERFY, {"temperature": 0.6})
        send(own, "PUT", f"{TALKIFAI}/agent_abc123", {"name": "abc"}, "unheard-of")
        fault(own, {"name": "Too many requests", "understudy": {"error": 429}})
        send(own, "PUT", CENTERFY, {"temperature": 0.1})
        fault(own, {"name": "Slow", "response": {"fixedDelayMilliseconds": 300}, "understudy": {"emulate": True}})
        send(own, "PUT", CENTERFY, {"temperature": 0.2, "max_duration": 45, "nmae": "x"})
        fault(own, {"name": "Reset", "response": {"fault": "CONNECTION_RESET_BY_PEER"}})
        send(own, "PUT", CENTERFY, {"temperature": 0.3})
        send(own, "PUT", f"{TALKIFAI}/agent_abc123", {"name": "Support Bot 2", "temperature": 0.4, "languages": ["english", "urdu"], "voice_id": "x"}, "tk_live_owner")
        send(own, "PUT", f"{TALKIFAI}/agent_abc123", {"name": "Mine"}, "tk_live_member")
        send(own, "PUT", CENTERFY, {"temperature": 1.5, "nmae": "x"})
    send(url, "PUT", "/sandbox/checkout-8/__admin/clock", {"now": "2026-04-17T12:00:00Z", "frozen": True})
    send(url, "POST", "/sandbox/checkout-8/__admin/settings", {"fixedDelay": 250})
    send(url, "PUT", "/sandbox/checkout-8/__admin/snapshots/form-demo")
    send(url, "PUT", "/sandbox/checkout-7/__admin/rules/centerfy.webhook_url.required", {"enabled": False})
    fault(url + "/sandbox/checkout-7", {"name": "Server error", "understudy": {"error": 500}}, 3)


def detail(text):
    def act(page):
        page.locator(".grid .row").filter(has_text=text).first.click()
        page.locator(".detail h3").last.wait_for()
    return act


def shown(selector):
    return lambda page: page.locator(selector).first.wait_for()


def edit(page):
    detail("must be from 0 to 1")(page)
    page.keyboard.press("e")
    page.locator(".field-chip").first.wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".edit-result > *").first.wait_for()


def palette(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("fail")


SHOTS = {
    "requests": ("", "requests", None), "refused": ("", "requests", detail("must be from 0 to 1")), "changed": ("", "requests", detail("Support Bot 2")),
    "role": ("", "requests", detail("403")), "fault": ("", "requests", detail("Too many requests")), "unknown": ("", "requests", detail("did you mean")),
    "edit": ("", "requests", edit), "empty": ("/sandbox/form-editor", "requests", shown(".hints .box")), "nothing": ("", "requests?q=zzz", None),
    "paused": ("/sandbox/checkout-8", "requests", lambda page: page.keyboard.press("p")), "palette": ("/sandbox/checkout-7", "requests", palette),
    "agents": ("/sandbox/checkout-7", "agents", None), "faults": ("/sandbox/checkout-7", "faults", None), "rules": ("/sandbox/checkout-7", "rules", None),
    "sandboxes": ("", "sandboxes", shown(".row")), "sandbox": ("", "sandboxes/checkout-8", shown(".snapshots li")), "connect": ("/sandbox/checkout-7", "connect/talkifai", shown(".sender pre")), "more": ("/sandbox/checkout-7", "more", None),
}


COMPARED = {"compare": ("", "compare", shown(".row")), "compare-case": ("", f"compare/centerfy:{RULE}", shown(".answers .code")), "compare-members": ("", "compare/centerfy:200", shown(".answers li.amber"))}


@contextlib.contextmanager
def serving(program, scratch, *options):
    """Starts a server; its URL."""
    port = pathlib.Path(scratch, f"port-{uuid.uuid4()}")
    server = subprocess.Popen([program, "serve", "--port", "0", "--port-file", port, "--log-level", "error", *options])
    try:
        while not (port.exists() and port.read_text().strip()):
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port.read_text().strip()}"
    finally:
        server.kill()
        server.wait()


def compare(url, vendor):
    """Sends what a server that stands in for the vendors answers otherwise."""
    send(vendor, "PUT", f"/__admin/rules/{RULE}", {"enabled": False})
    send(url, "PUT", CENTERFY, {"temperature": 1.5})
    send(url, "GET", f"{TALKIFAI}/agent_abc123", key="tk_live_owner")
    send(url, "PUT", CENTERFY, {"temperature": 3, "max_duration": "x"})
    send(url, "GET", "/centerfy/nowhere")
    body = json.loads(send(url, "PUT", CENTERFY, {"temperature": 0.5}))
    body |= {"is_active": "yes", "region": "eu"}
    del body["name"]
    send(vendor, "POST", "/__admin/mappings", {"request": {"method": "PUT"}, "response": {"status": 200, "jsonBody": body, "headers": {"Content-Type": "application/json"}}})
    send(url, "PUT", CENTERFY, {"temperature": 0.5})


def main(program, directory):
    folder = pathlib.Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright, contextlib.ExitStack() as stack:
        browser = chromium.start(playwright)
        url = stack.enter_context(serving(program, scratch))
        take(browser, url, folder / "first", {"first": ("", "requests", shown(".hints .box")), "compare-first": ("", "compare", shown(".hints .box"))})
        fill(url)
        take(browser, url, folder / "filled", SHOTS)
        tls = pathlib.Path(scratch, "tls")
        vendor = stack.enter_context(serving(program, scratch, "--tls", "--tls-dir", tls))
        comparing = stack.enter_context(serving(
            program, scratch, "--upstream", "compare", "--upstream-allow", vendor.removeprefix("http://"), "--upstream-ca", tls / "ca.pem"))
        compare(comparing, vendor)
        take(browser, comparing, folder / "compared", COMPARED)
    for part in ["first", "filled", "compared"]:
        for picture in (folder / part).iterdir():
            picture.replace(folder / picture.name)
        (folder / part).rmdir()


def take(browser, url, folder, shots):
    folder.mkdir(exist_ok=True)
    for scheme in ["light", "dark"]:
        for width, (wide, high) in SIZES.items():
            context = browser.new_context(viewport={"width": wide, "height": high}, color_scheme=scheme, reduced_motion="reduce")
            for name, (sandbox, address, act) in shots.items():
                page = context.new_page()
                page.goto(f"{url}{sandbox}/__admin/ui#{address}")
                page.wait_for_timeout(500)
                if act:
                    act(page)
                    page.wait_for_timeout(300)
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
                page.close()
            context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
