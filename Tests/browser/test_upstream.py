import os
import uuid

from support import Case, expect


class Forwarding(Case):
    """The dashboard of a server with --upstream."""

    def setUp(self):
        self.name = f"browser-{uuid.uuid4()}"
        self.url = f"{os.environ['UPSTREAM_URL']}/sandbox/{self.name}"
        self.page = self.look(self.url)

    def test_a_forwarded_request_names_the_host_that_answered(self):
        self.assertEqual(200, self.update({"temperature": 0.5})[0])
        self.assertEqual(404, self.send("GET", "/voicebip/nowhere")[0])
        # As an event, and as a logged request.
        for _ in range(2):
            expect(self.rows()).to_have_count(2)
            expect(self.rows().filter(has_text="api.voicebip.com")).to_contain_text("404")
            detail = self.choose("Answered by crmwebhook.com")
            expect(detail.locator(".upstream")).to_contain_text("Answered by crmwebhook.com (")
            expect(detail.locator(".verdict").first).to_have_text("200 Forwarded")
            self.page.reload()
