-- wrk's load: the vendor's own example, with a name that changes, so that every request changes an agent.
local count = 0
local path = "/functions/v1/crm-api/update-agent/d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
local headers = { ["x-api-key"] = "cfy_your_api_key", ["Content-Type"] = "application/json" }

function request()
  count = count + 1
  local body = '{"name":"bot ' .. count .. '","voice_id":"Sulafat","max_duration":30,"temperature":0.7,'
    .. '"llm_model":"gpt-4o-mini","is_active":true}'
  return wrk.format("PUT", path, headers, body)
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("updates_per_second=%.0f p50_us=%d p99_us=%d failed=%d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50), latency:percentile(99), failed))
end
