"""schemathesis sends what a document allows and what it does not, and looks whether the server agrees."""
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
TRILLET = {"x-workspace-id": "workspaceIdExample", "x-api-key": "trillet_example_key"}
# Each with a seeded credential, and an agent that it reaches.
ENDPOINTS = {
    "trillet-omni-flow": (TRILLET, "agentIdExample"),
    "trillet-call": (TRILLET, "agentIdExample"),
    "voicebip": ({"Authorization": "Bearer pk_test_voicebip_example"}, "agt_PAEZ_njcfm2kycpjs"),
    "centerfy": ({"x-api-key": "cfy_your_api_key"}, "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"),
    "talkifai": ({"x-api-key": "tk_live_owner"}, "agent_abc123"),
    "talkifai-studio": ({"Authorization": "Bearer YOUR_SESSION_TOKEN"}, "agent_abc123"),
}
# The agent in a path is a seeded one: no schema says which there are.
CONFIGURATION = """
headers = {{ {headers} }}

[parameters]
"path.agentId" = "{agent}"
"path.agent_id" = "{agent}"

[checks]
positive_data_acceptance.expected-statuses = ["200"]
negative_data_rejection.expected-statuses = ["400"]
"""


class Endpoint(unittest.TestCase):
    def agrees(self, endpoint, headers, agent):
        with tempfile.TemporaryDirectory() as scratch:
            headers = ", ".join(f'"{name}" = "{value}"' for name, value in headers.items())
            pathlib.Path(scratch, "schemathesis.toml").write_text(CONFIGURATION.format(headers=headers, agent=agent))
            sandbox = f"{URL}/sandbox/schemathesis-{endpoint}"
            admin = f"{sandbox}/__admin"
            # Behind the vendor's prefix: without a credential, nothing else tells whose path is meant.
            vendor = endpoint.partition("-")[0]
            command = [
                sys.executable, "-m", "schemathesis.cli", "run", f"{admin}/openapi/{endpoint}", "--no-color",
                "--url", f"{sandbox}/{vendor}",
                "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--generation-deterministic"]
            variables = {**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "hooks", "ADMIN": admin}
            run = subprocess.run(command, cwd=scratch, env=variables, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        # The update, and what shows one agent or, but for Centerfy, all.
        self.assertRegex(run.stdout, rf"(?m)^ +Tested: {2 if endpoint == 'centerfy' else 3}$")

    def test_is_as_its_document_says(self):
        committed = {path.stem for path in pathlib.Path("docs/openapi").glob("*.json")}
        self.assertEqual(committed - {"control-plane", "understudy"}, set(ENDPOINTS))
        for endpoint, (headers, agent) in ENDPOINTS.items():
            with self.subTest(endpoint):
                self.agrees(endpoint, headers, agent)
