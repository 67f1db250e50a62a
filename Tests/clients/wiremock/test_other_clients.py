"""Calls that WireMock's clients for Java and .NET make, and its client for Python does not."""
import unittest

from wiremock.client import Mappings

from support import Case


class OtherClientTests(Case):
    def setUp(self):
        super().setUp()
        self.mapping = self.stub("GET", "/1", {"status": 201}, metadata={"suite": "a"}, scenario_name="s",
                                 new_scenario_state="over")
        self.pattern = {"matchesJsonPath": "$.suite"}

    def call(self, method, path, body=None):
        answer = self.admin(method, path, body)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def test_a_mapping_is_edited_and_removed_by_the_id_in_it(self):
        changed = {"id": self.mapping.id, "request": {"url": "/1"}, "response": {"status": 202}}
        self.call("POST", "/mappings/edit", changed)
        self.assertEqual(self.send("GET", "/1").status_code, 202)
        self.call("POST", "/mappings/remove", changed)
        self.assertEqual(self.send("GET", "/1").status_code, 404)
        for path in ("/mappings/edit", "/mappings/remove"):
            self.assertEqual(self.admin("POST", path, changed).status_code, 404)

    def test_mappings_are_found_by_their_metadata(self):
        self.stub("GET", "/2", {"status": 201})
        found = self.call("POST", "/mappings/find-by-metadata", self.pattern)
        self.assertEqual([mapping["id"] for mapping in found["mappings"]], [self.mapping.id])
        self.assertEqual(found["meta"], {"total": 1})
        wrong = self.admin("POST", "/mappings/find-by-metadata", {"matchesJsonPath": "$["})
        self.assertEqual((wrong.status_code, Mappings.retrieve_all_mappings().meta.total), (422, 2))

    def test_requests_are_listed_and_removed_by_the_mapping_that_acted(self):
        self.send("GET", "/1")
        self.send("GET", "/nowhere")
        listed = self.call("GET", f"/requests?matchingStub={self.mapping.id}")["requests"]
        self.assertEqual([event["request"]["url"] for event in listed], ["/1"])
        removed = self.call("POST", "/requests/remove-by-metadata", self.pattern)["serveEvents"]
        self.assertEqual([event["id"] for event in removed], [listed[0]["id"]])
        self.assertEqual(self.call("GET", "/requests")["meta"], {"total": 1})

    def test_a_scenario_goes_back_without_a_body(self):
        self.send("GET", "/1")
        self.assertEqual(self.call("GET", "/scenarios")["scenarios"][0]["state"], "over")
        self.call("PUT", "/scenarios/s/state")
        self.assertEqual(self.call("GET", "/scenarios")["scenarios"][0]["state"], "Started")

    def test_settings_are_put_too(self):
        self.call("PUT", "/settings", {"fixedDelay": 1})
        self.assertEqual(self.call("GET", "/settings"), {"settings": {"fixedDelay": 1}})


if __name__ == "__main__":
    unittest.main()
