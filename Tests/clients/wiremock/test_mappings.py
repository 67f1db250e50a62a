"""Mappings: making, reading, changing and removing them."""
import unittest

from wiremock.client import (
    InvalidInputException, Mapping, MappingRequest, MappingResponse, Mappings, NotFoundException,
    WireMockMatchers)

from support import CENTERFY, Case

UNKNOWN = "8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e"


class MappingTests(Case):
    def test_a_created_mapping_comes_back_with_an_id_and_acts(self):
        mapping = self.stub("GET", "/tea", {"status": 418, "headers": {"X-Pot": "brown"}, "body": "short"})
        self.assertEqual(mapping.request.url, "/tea")
        self.assertEqual(mapping.response.status, 418)
        answer = self.send("GET", "/tea")
        self.assertEqual((answer.status_code, answer.text, answer.headers["X-Pot"]), (418, "short", "brown"))
        self.assertEqual(answer.headers["Matched-Stub-Id"], mapping.id)

    def test_a_json_body_is_sent_as_json(self):
        self.stub("GET", "/json", {"status": 200, "json_body": {"a": [1, None]}})
        self.assertEqual(self.send("GET", "/json").json(), {"a": [1, None]})

    def test_all_mappings_are_listed_the_newest_first(self):
        first, second = self.stub("GET", "/1", {"status": 200}), self.stub("GET", "/2", {"status": 200})
        listed = Mappings.retrieve_all_mappings()
        self.assertEqual([mapping.id for mapping in listed.mappings], [second.id, first.id])
        self.assertEqual(listed.meta.total, 2)

    def test_a_mapping_is_found_by_its_id(self):
        mapping = self.stub("GET", "/1", {"status": 201}, metadata={"suite": "a"}, priority=3)
        found = Mappings.retrieve_mapping(mapping.id)
        self.assertEqual((found.id, found.response.status, found.priority), (mapping.id, 201, 3))
        self.assertEqual(found.metadata, {"suite": "a"})

    def test_an_updated_mapping_acts_as_updated(self):
        mapping = self.stub("GET", "/1", {"status": 201})
        mapping.response = MappingResponse(status=202, body="other")
        self.assertEqual(Mappings.update_mapping(mapping).response.status, 202)
        self.assertEqual(self.send("GET", "/1").text, "other")
        self.assertEqual(Mappings.retrieve_all_mappings().meta.total, 1)

    def test_a_deleted_mapping_is_gone(self):
        mapping = self.stub("GET", "/1", {"status": 201})
        self.assertEqual(Mappings.delete_mapping(mapping.id).status_code, 200)
        self.assertEqual(self.send("GET", "/1").status_code, 404)
        with self.assertRaises(NotFoundException):
            Mappings.retrieve_mapping(mapping.id)

    def test_all_mappings_are_deleted_at_once(self):
        for remove in (Mappings.delete_all_mappings, Mappings.reset_mappings):
            self.stub("GET", "/1", {"status": 201})
            remove()
            self.assertEqual(Mappings.retrieve_all_mappings().mappings, [])

    def test_mappings_are_deleted_by_their_metadata(self):
        self.stub("GET", "/1", {"status": 201}, metadata={"suite": "a"})
        kept = self.stub("GET", "/2", {"status": 201}, metadata={"suite": "b"})
        Mappings.delete_mapping_by_metadata({"matchesJsonPath": {"expression": "$.suite", "equalTo": "a"}})
        self.assertEqual([mapping.id for mapping in Mappings.retrieve_all_mappings().mappings], [kept.id])

    def test_an_unknown_id_is_not_found(self):
        for call in (Mappings.retrieve_mapping, Mappings.delete_mapping):
            with self.assertRaises(NotFoundException):
                call(UNKNOWN)
        with self.assertRaises(NotFoundException):
            Mappings.update_mapping(Mapping(id=UNKNOWN, request=MappingRequest(), response=MappingResponse()))

    def test_what_is_not_supported_is_refused_by_name(self):
        with self.assertRaises(InvalidInputException) as raised:
            self.stub("GET", "/1", {"status": 200, "proxy_base_url": "http://example.com"})
        self.assertIn("`proxyBaseUrl` is not supported", str(raised.exception))

    def test_every_kind_of_matcher_is_taken(self):
        m = WireMockMatchers
        request = MappingRequest(
            method="PUT", url_path_pattern="/functions/.*",
            headers={"x-api-key": {m.CONTAINS: "cfy"}, "X-No": {m.ABSENT: True}},
            query_parameters={"v": {m.EQUAL_TO: "A", m.CASE_INSENSITIVE: True}},
            body_patterns=[
                {m.EQUAL_TO_JSON: '{"temperature": 0.25}', m.IGNORE_EXTRA_ELEMENTS: True},
                {m.MATCHES_JSON_PATH: "$.temperature"}, {m.MATCHES: ".*temp.*"}, {m.DOES_NOT_MATCH: "x"}])
        Mappings.create_mapping(Mapping(request=request, response=MappingResponse(status=299)))
        with_query = self.send("PUT", CENTERFY.path + "?v=a", CENTERFY.headers, {"temperature": 0.25, "name": "A"})
        self.assertEqual(with_query.status_code, 299)
        self.assertEqual(CENTERFY.update(self).status_code, 200)


if __name__ == "__main__":
    unittest.main()
