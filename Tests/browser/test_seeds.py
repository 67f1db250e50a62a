import os
import pathlib
import uuid

from support import Case, expect

SEEDS = pathlib.Path(os.environ["WATCHED_SEEDS"])


class Seeds(Case):
    """The dashboard of a server with --watch."""

    def setUp(self):
        self.name = f"browser-{uuid.uuid4()}"
        self.url = f"{os.environ['WATCHED_URL']}/sandbox/{self.name}"
        self.file = SEEDS / "centerfy.json"
        self.valid = self.file.read_text()
        self.addCleanup(self.write, self.valid)
        self.page = self.look(self.url)

    def write(self, text):
        """Writes the file beside its place, and renames it: the server never reads a part of it."""
        beside = self.file.with_suffix(".new")
        beside.write_text(text)
        beside.rename(self.file)

    def test_a_wrong_file_is_named_until_it_is_mended(self):
        banner = self.page.locator("#seeds")
        expect(banner).to_have_count(0)
        self.open("Agents")
        expect(self.page.get_by_text("Sales Bot").first).to_be_visible()
        lines = self.valid.splitlines()
        number = next(index for index, line in enumerate(lines) if '"temperature": 0.7' in line)
        lines[number] = lines[number].replace("0.7", '"warm"')
        self.write("\n".join(lines).replace("Sales Bot", "Another Bot").replace('"is_active": true', '"is_active": 1', 1))
        expect(banner.locator("p").first).to_have_text(
            "centerfy.json is wrong, so the seeds from before are still used. "
            f"Line {number + 1}: centerfy.agents[0].temperature must be a number, but is a string")
        banner.get_by_role("button", name="All 2 errors").click()
        errors = self.page.get_by_role("dialog").locator("li")
        expect(errors).to_have_count(2)
        expect(errors.first).to_contain_text(f"{self.file}")
        expect(errors.first).to_contain_text(f"Line {number + 1}: ")
        self.confirm("Close")
        expect(self.page.get_by_text("Sales Bot").first).to_be_visible()
        self.page.reload()
        expect(banner).to_contain_text("centerfy.json is wrong")
        with self.stopped_clock():
            self.write(self.valid.replace("Sales Bot", "Another Bot"))
            expect(banner).to_contain_text("Seeds read again")
        expect(self.page.get_by_text("Another Bot").first).to_be_visible()
        expect(banner).to_have_count(0)
