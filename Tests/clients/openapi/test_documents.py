"""The documents are OpenAPI, as another program understands it."""
import json
import os
import pathlib
import unittest
import urllib.request

from openapi_spec_validator import OpenAPIV31SpecValidator

URL = os.environ["UNDERSTUDY_URL"]
COMMITTED = sorted(pathlib.Path("docs/openapi").glob("*.json"))


def served(name=None):
    path = f"/__admin/openapi/{name}" if name else "/__admin/openapi"
    with urllib.request.urlopen(URL + path, timeout=600) as answer:
        return json.load(answer)


class Documents(unittest.TestCase):
    def test_that_are_committed_are_valid(self):
        self.assertIn("understudy", [path.stem for path in COMMITTED])
        for path in COMMITTED:
            with self.subTest(path.name):
                OpenAPIV31SpecValidator(json.loads(path.read_text())).validate()

    def test_that_are_served_are_valid_and_name_the_server(self):
        for path in COMMITTED:
            with self.subTest(path.name):
                document = served(None if path.stem == "understudy" else path.stem)
                OpenAPIV31SpecValidator(document).validate()
                self.assertEqual(document["servers"], [{"url": URL}])
