"""A browser whose page updates an agent at a vendor's own URL, and records that as a HAR file.

    browse.py PROXY PAGE HAR

PROXY is the server in place of all hosts, PAGE an address that the page is opened at, HAR the file.
"""
import sys

from playwright.sync_api import sync_playwright

AGENT = "https://api.voicebip.com/v1/agents/agt_PAEZ_njcfm2kycpjs"
FETCH = """async ([url, method, body]) => {
  const headers = {"Authorization": "Bearer pk_test_voicebip_example", "Content-Type": "application/json"};
  const answer = await fetch(url, {method, headers, body});
  return [answer.status, await answer.text()];
}"""

proxy, page_url, har = sys.argv[1:]
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"], proxy={"server": proxy})
    context = browser.new_context(ignore_https_errors=True, record_har_path=har)
    page = context.new_page()
    page.goto(page_url)
    for method, body in [("GET", None), ("PATCH", '{"status":"paused"}'), ("PATCH", '{"ai_provider":"byom"}')]:
        print(*page.evaluate(FETCH, [AGENT, method, body]))
    context.close()
    browser.close()
