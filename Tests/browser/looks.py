"""Looks at a part of the dashboard in both colour schemes, on a phone and on a desk."""
from pathlib import Path

import axe_core_python
from support import Case

AXE = (Path(axe_core_python.__path__[0]) / "axe.min.js").read_text()
RUN = """async () => (await axe.run(document.querySelector('dialog[open], .menu') ?? document.body, { resultTypes: ['violations'] })).violations
    .map((rule) => [rule.id, rule.nodes.map((node) => node.html.slice(0, 200) + node.failureSummary.slice(0, 300))])"""


class Looks(Case):
    def check(self, place):
        """axe finds nothing, and nothing is wider than the screen."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        for width in [1440, 390]:
            self.page.set_viewport_size({"width": width, "height": 900})
            for scheme in ["light", "dark"]:
                self.page.emulate_media(color_scheme=scheme)
                self.assertEqual([], self.page.evaluate(RUN), f"{place}, {scheme}, {width}")
            self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, f"{place}, {width}")
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.emulate_media(color_scheme="light")

    def go(self, address):
        self.page.evaluate("address => { location.hash = address; }", address)
