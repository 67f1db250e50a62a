"""schemathesis sends what a document allows and what it does not, and looks whether the server agrees."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

URL = os.environ["UNDERSTUDY_URL"]
# Where hooks.py is.
HERE = pathlib.Path(__file__).parent.resolve()
# How many random requests to an endpoint, besides the some hundred that follow from its document.
EXAMPLES = os.environ.get("UNDERSTUDY_EXAMPLES", "25")
# Each with the headers of a seeded credential, and an agent that it reaches.
ENDPOINTS = json.loads(os.environ["UNDERSTUDY_ENDPOINTS"])
DOCUMENTS = pathlib.Path("docs/openapi")
METHODS = {"get", "put", "post", "delete", "patch"}
# The agent in a path is a seeded one: no schema says which there are.
CONFIGURATION = """
headers = {{ {headers} }}

[parameters]
{parameters}

[checks]
positive_data_acceptance.expected-statuses = ["200", "201", "204"]
negative_data_rejection.expected-statuses = ["400"]

# The agent in a body is any one: no schema says which there are.
[[operations]]
include-path-regex = "archive-agent$"
checks.positive_data_acceptance.expected-statuses = ["200", "404"]
"""


class Endpoint(unittest.TestCase):
    def agrees(self, endpoint, headers, agent):
        paths = json.loads((DOCUMENTS / f"{endpoint}.json").read_text())["paths"].values()
        operations = [path[method] for path in paths for method in METHODS & path.keys()]
        names = {parameter["name"] for path in paths for parameter in path.get("parameters", [])}
        with tempfile.TemporaryDirectory() as scratch:
            headers = ", ".join(f'"{name}" = "{value}"' for name, value in headers.items())
            pathlib.Path(scratch, "schemathesis.toml").write_text(
                CONFIGURATION.format(
                    headers=headers, parameters="\n".join(f'"path.{name}" = "{agent}"' for name in names)))
            sandbox = f"{URL}/sandbox/schemathesis-{endpoint}"
            admin = f"{sandbox}/__admin"
            # Behind the vendor's prefix: without a credential, nothing else tells whose path is meant.
            vendor = operations[0]["tags"][0]
            command = [
                sys.executable, "-m", "schemathesis.cli", "run", f"{admin}/openapi/{endpoint}", "--no-color",
                "--url", f"{sandbox}/{vendor}",
                "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--generation-deterministic"]
            variables = {**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "hooks", "ADMIN": admin}
            run = subprocess.run(command, cwd=scratch, env=variables, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout, rf"(?m)^ +Tested: {len(operations)}$")

    def test_is_as_its_document_says(self):
        committed = {path.stem for path in DOCUMENTS.glob("*.json")}
        self.assertEqual(committed - {"control-plane", "understudy"}, set(ENDPOINTS))
        for endpoint, reach in ENDPOINTS.items():
            with self.subTest(endpoint):
                self.agrees(endpoint, reach["headers"], reach["agent"])
