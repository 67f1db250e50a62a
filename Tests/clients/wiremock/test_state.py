"""Scenarios, settings and reset."""
import time
import unittest

from wiremock.client import GlobalSetting, GlobalSettings, Mappings, Requests, Scenarios

from support import CENTERFY, Case


class StateTests(Case):
    def agent(self):
        return self.admin("GET", f"/agents/{CENTERFY.collection}/{CENTERFY.agent}").json()

    def fail_the_second_call(self):
        self.stub(
            "PUT", CENTERFY.path, None, scenario_name="flaky", required_scenario_state="Started",
            new_scenario_state="second")
        self.stub(
            "PUT", CENTERFY.path, {"status": 503, "body": "later"}, scenario_name="flaky",
            required_scenario_state="second", new_scenario_state="over")

    def stub(self, method, url, response, **others):
        """Without a response, the vendor answers; the client's own classes always have one."""
        if response is not None:
            return super().stub(method, url, response, **others)
        mapping = {"request": {"method": method, "url": url}, "understudy": {"emulate": True}}
        names = {"scenario_name": "scenarioName", "required_scenario_state": "requiredScenarioState",
                 "new_scenario_state": "newScenarioState"}
        mapping.update({names[name]: value for name, value in others.items()})
        self.assertEqual(self.admin("POST", "/mappings", mapping).status_code, 201)

    def test_the_second_call_fails_and_others_are_the_vendors(self):
        self.fail_the_second_call()
        self.assertEqual([CENTERFY.update(self).status_code for _ in range(4)], [200, 503, 200, 200])

    def test_scenarios_are_listed_with_their_states(self):
        self.fail_the_second_call()
        CENTERFY.update(self)
        scenario, = self.admin("GET", "/scenarios").json()["scenarios"]
        self.assertEqual((scenario["name"], scenario["state"]), ("flaky", "second"))
        self.assertEqual(sorted(scenario["possibleStates"]), ["Started", "over", "second"])
        self.assertEqual(len(scenario["mappings"]), 2)

    def test_scenarios_begin_anew(self):
        self.fail_the_second_call()
        self.assertEqual([CENTERFY.update(self).status_code for _ in range(2)], [200, 503])
        Scenarios.reset_all_scenarios()
        self.assertEqual([CENTERFY.update(self).status_code for _ in range(2)], [200, 503])

    def test_a_scenario_is_put_into_a_state(self):
        self.fail_the_second_call()
        self.admin("PUT", "/scenarios/flaky/state", {"state": "second"})
        self.assertEqual(CENTERFY.update(self).status_code, 503)

    def test_a_delay_for_every_answer(self):
        GlobalSettings.update_global_settings(GlobalSetting(fixed_delay=300))
        self.assertEqual(self.admin("GET", "/settings").json(), {"settings": {"fixedDelay": 300}})
        start = time.monotonic()
        self.assertEqual(CENTERFY.update(self).status_code, 200)
        self.assertGreaterEqual(time.monotonic() - start, 0.3)
        self.assertEqual(self.agent()["temperature"], 0.25)

    def test_a_reset_brings_back_the_seeds(self):
        before = self.agent()
        self.stub("GET", "/1", {"status": 201})
        CENTERFY.update(self)
        self.assertNotEqual(self.agent(), before)
        self.assertEqual(self.admin("POST", "/reset").status_code, 200)
        self.assertEqual(self.agent(), before)
        self.assertEqual(Mappings.retrieve_all_mappings().meta.total, 0)
        self.assertEqual(Requests.get_all_received_requests(parameters={}).meta.total, 0)


if __name__ == "__main__":
    unittest.main()
