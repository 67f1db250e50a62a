"""Faults: what WireMock has, and what only this server has."""
import time
import unittest

import requests
from wiremock.client import DelayDistribution, DelayDistributionMethods, ResponseFaultType

from support import CENTERFY, VENDORS, Case


class FaultTests(Case):
    def understudy(self, url, **members):
        answer = self.admin("POST", "/mappings", {"request": {"url": url}, "understudy": members})
        self.assertEqual(answer.status_code, 201, answer.text)

    def stored(self):
        return self.admin("GET", f"/agents/{CENTERFY.collection}/{CENTERFY.agent}").json()["temperature"]

    def test_a_mapping_stands_before_the_vendors_endpoint(self):
        before = self.stored()
        self.stub("PUT", CENTERFY.path, {"status": 500, "json_body": {"oops": True}})
        answer = CENTERFY.update(self)
        self.assertEqual((answer.status_code, answer.json()), (500, {"oops": True}))
        self.assertEqual(self.stored(), before)

    def test_an_answer_is_late(self):
        distribution = DelayDistribution(
            distribution_type=DelayDistributionMethods.UNIFORM, lower=250, upper=260)
        for delay in ({"fixed_delay_milliseconds": 250}, {"delay_distribution": distribution}):
            self.stub("PUT", CENTERFY.path, {"status": 200, **delay})
            start = time.monotonic()
            CENTERFY.update(self)
            self.assertGreaterEqual(time.monotonic() - start, 0.25)

    def test_a_connection_breaks(self):
        """WireMock's client for Python has no name for a reset."""
        faults = (
            "CONNECTION_RESET_BY_PEER", ResponseFaultType.EMPTY_RESPONSE,
            ResponseFaultType.MALFORMED_RESPONSE_CHUNK, ResponseFaultType.RANDOM_DATA_THEN_CLOSE)
        for fault in faults:
            with self.subTest(fault):
                self.stub("PUT", CENTERFY.path, {"status": 200, "fault": fault})
                with self.assertRaises(requests.RequestException):
                    CENTERFY.update(self)

    def test_a_status_comes_in_each_vendors_own_shape(self):
        shapes = {
            "trillet-omni-flow": {"error"}, "trillet-call": {"error"},
            "voicebip": {"error_code", "message", "request_id", "documentation_url"},
            "centerfy": {"error", "message"}, "talkifai": {"success", "error", "code"},
            "talkifai-studio": {"error"}}
        for name, vendor in VENDORS.items():
            with self.subTest(name):
                self.understudy(vendor.path, error=429, times=1)
                answer = vendor.update(self)
                self.assertEqual((answer.status_code, set(answer.json())), (429, shapes[name]))
                self.assertEqual(vendor.update(self).status_code, 200)

    def test_the_clients_own_classes_carry_what_is_ours_in_metadata(self):
        mapping = self.stub("PUT", CENTERFY.path, {}, metadata={"understudy": {"error": 429, "times": 1}})
        self.assertEqual(mapping.metadata, {"understudy": {"error": 429, "times": 1, "used": 0, "left": 1}})
        self.assertEqual([CENTERFY.update(self).status_code for _ in range(2)], [429, 200])

    def test_the_vendor_answers_late(self):
        answer = self.admin("POST", "/mappings", {
            "request": {"method": "PUT"}, "response": {"fixedDelayMilliseconds": 250},
            "understudy": {"emulate": True}})
        self.assertEqual(answer.status_code, 201, answer.text)
        start = time.monotonic()
        self.assertEqual(CENTERFY.update(self).status_code, 200)
        self.assertGreaterEqual(time.monotonic() - start, 0.25)
        self.assertEqual(self.stored(), 0.25)

    def test_the_same_seed_fails_the_same_calls(self):
        runs = []
        for _ in range(2):
            self.understudy(CENTERFY.path, error=500, probability=0.5, seed=7)
            runs.append([CENTERFY.update(self).status_code for _ in range(12)])
            self.admin("DELETE", "/mappings")
        self.assertEqual(runs[0], runs[1])
        self.assertEqual(set(runs[0]), {200, 500})

    def test_a_mapping_has_its_time(self):
        self.understudy(CENTERFY.path, error=500, ttlMilliseconds=1)
        deadline = time.monotonic() + 5
        while CENTERFY.update(self).status_code == 500:
            self.assertLess(time.monotonic(), deadline)


if __name__ == "__main__":
    unittest.main()
