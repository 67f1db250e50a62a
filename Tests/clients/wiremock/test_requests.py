"""The journal: what was sent, what fits a pattern, and what comes near."""
import time
import unittest
from http.client import HTTPConnection
from urllib.parse import urlsplit

from wiremock.client import (
    NearMissMatchPatternRequest, NearMissMatchRequest, NearMisses, NotFoundException, Requests)

from support import CENTERFY, TIMEOUT, Case

UNKNOWN = "8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e"


class JournalTests(Case):
    """The client writes to the dictionary that is its default for `parameters`, hence `parameters={}`."""

    def setUp(self):
        super().setUp()
        self.assertEqual(CENTERFY.update(self).status_code, 200)
        self.send("GET", "/nowhere?a=1", {"X-Who": "me"})

    def test_all_requests_are_listed_the_newest_first(self):
        answer = Requests.get_all_received_requests(parameters={})
        self.assertEqual([entry.request.url for entry in answer.requests], ["/nowhere?a=1", CENTERFY.path])
        self.assertEqual((answer.meta.total, answer.request_journal_disabled), (2, False))
        newest, oldest = answer.requests
        self.assertEqual((newest.request.headers["X-Who"], newest.response_definition.status), ("me", 404))
        self.assertEqual((oldest.request.method, oldest.request.body), ("PUT", '{"temperature": 0.25}'))
        self.assertEqual(oldest.response_definition.status, 200)

    def test_a_limit_and_a_time_make_the_list_shorter(self):
        limited = Requests.get_all_received_requests(limit=1, parameters={})
        self.assertEqual(([entry.request.method for entry in limited.requests], limited.meta.total), (["GET"], 2))
        later = Requests.get_all_received_requests(since="2999-01-01T00:00:00Z", parameters={})
        self.assertEqual(later.requests, [])

    def test_a_request_is_found_by_the_id_in_its_answer(self):
        identity = CENTERFY.update(self).headers["X-Understudy-Request-Id"]
        entry = Requests.get_request(identity)
        self.assertEqual((entry.id, entry.request.url), (identity, CENTERFY.path))
        with self.assertRaises(NotFoundException):
            Requests.get_request(UNKNOWN)

    def test_a_request_that_waits_for_its_answer_is_listed_and_counted(self):
        self.stub("GET", "/slow", {"status": 200, "fixed_delay_milliseconds": 600_000})
        url = urlsplit(self.url)
        client = HTTPConnection(url.netloc, timeout=TIMEOUT)
        self.addCleanup(client.close)
        client.request("GET", f"{url.path}/slow")
        deadline = time.monotonic() + TIMEOUT
        while (newest := Requests.get_all_received_requests(parameters={}).requests[0]).request.url != "/slow":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        self.assertEqual(newest.request.method, "GET")
        pattern = NearMissMatchPatternRequest(method="GET", url="/slow")
        self.assertEqual(Requests.get_matching_request_count(pattern).count, 1)
        self.assertEqual([request.url for request in Requests.get_matching_requests(pattern).requests], ["/slow"])

    def test_requests_that_fit_a_pattern_are_counted_and_found(self):
        pattern = NearMissMatchPatternRequest(
            method="PUT", url_path_pattern="/functions/.*", headers={"x-api-key": {"contains": "cfy"}},
            body_patterns=[{"matchesJsonPath": "$.temperature"}])
        self.assertEqual(Requests.get_matching_request_count(pattern).count, 1)
        found = Requests.get_matching_requests(pattern).requests
        self.assertEqual([request.url for request in found], [CENTERFY.path])
        other = NearMissMatchPatternRequest(method="DELETE", url_path_pattern=".*")
        self.assertEqual(Requests.get_matching_request_count(other).count, 0)

    def test_a_request_that_a_vendor_refused_is_not_unmatched(self):
        self.assertEqual(CENTERFY.update(self, {"temperature": 7}).status_code, 400)
        unmatched = Requests.get_unmatched_requests().requests
        self.assertEqual([request.url for request in unmatched], ["/nowhere?a=1"])

    def test_the_mappings_nearest_to_unmatched_requests_are_named(self):
        self.stub("GET", "/nowhere?a=2", {"status": 200})
        misses = Requests.get_unmatched_requests_near_misses().near_misses
        self.assertEqual([miss.request.url for miss in misses], ["/nowhere?a=1"])
        self.assertTrue(0 < misses[0].match_result.distance < 0.1)

    def test_the_mappings_nearest_to_a_request_are_named(self):
        self.stub("GET", "/there", {"status": 200})
        self.stub("PUT", "/elsewhere", {"status": 200})
        request = NearMissMatchRequest(
            url="/there", method="GET", headers={"A": "b"}, query_parameters={"c": "d"}, logged_date=1,
            body="x", body_as_base64="eA==")
        misses = NearMisses.find_nearest_misses_by_request(request).near_misses
        self.assertEqual([miss.match_result.distance == 0 for miss in misses], [True, False])

    def test_the_requests_nearest_to_a_pattern_are_named(self):
        pattern = NearMissMatchPatternRequest(method="GET", url="/nowhere")
        misses = NearMisses.find_nearest_misses_by_request_pattern(pattern).near_misses
        self.assertEqual(misses[0].request.url, "/nowhere?a=1")
        self.assertEqual(misses[0].request_pattern.url, "/nowhere")
        self.assertLess(misses[0].match_result.distance, misses[1].match_result.distance)

    def test_requests_are_removed_one_by_one_and_by_pattern(self):
        first = Requests.get_all_received_requests(parameters={}).requests[0]
        self.assertEqual(self.admin("DELETE", f"/requests/{first.id}").json(), {})
        self.assertEqual(self.admin("DELETE", f"/requests/{UNKNOWN}").status_code, 200)
        removed = self.admin("POST", "/requests/remove", {"method": "PUT"}).json()["serveEvents"]
        self.assertEqual([event["request"]["url"] for event in removed], [CENTERFY.path])
        self.assertEqual(Requests.get_all_received_requests(parameters={}).requests, [])

    def test_the_journal_is_cleared(self):
        for clear in (Requests.reset_request_journal, lambda: self.admin("DELETE", "/requests")):
            self.send("GET", "/nowhere")
            clear()
            self.assertEqual(Requests.get_all_received_requests(parameters={}).meta.total, 0)

    def test_answers_have_no_members_that_strict_clients_refuse(self):
        """WireMock's client for Java reads these, and refuses any other member."""
        self.assertEqual(
            set(self.admin("POST", "/requests/count", {}).json()), {"count", "requestJournalDisabled"})
        self.assertEqual(
            set(self.admin("POST", "/requests/find", {}).json()), {"requests", "requestJournalDisabled"})
        listed = self.admin("GET", "/requests").json()
        self.assertEqual((set(listed), set(listed["meta"])), (
            {"requests", "meta", "requestJournalDisabled"}, {"total"}))
        self.assertLessEqual(set(listed["requests"][0]), {
            "id", "request", "stubMapping", "responseDefinition", "response", "wasMatched", "timing"})
        mistake = self.admin("GET", f"/requests/{UNKNOWN}").json()["errors"][0]
        self.assertEqual((set(mistake), mistake["code"]), ({"code", "source", "title", "detail"}, 404))


if __name__ == "__main__":
    unittest.main()
