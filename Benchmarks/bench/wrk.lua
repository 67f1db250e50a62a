-- wrk's load: the bodies of one file to the paths of another. Every pass over the paths has the next body, so that
-- every request changes its agent. All but one concatenation is done beforehand: what wrk takes, the server lacks.
local heads, tails, count = {}, {}, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    heads[#heads + 1] = "PUT " .. path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
      .. "\r\nx-api-key: cfy_your_api_key\r\nContent-Type: application/json\r\nContent-Length: "
  end
  for body in io.lines(arguments[2]) do
    tails[#tails + 1] = #body .. "\r\n\r\n" .. body
  end
end

function request()
  local index = count % #heads
  local pass = (count - index) / #heads
  count = count + 1
  return heads[index + 1] .. tails[pass % #tails + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_us":%d,"p99_us":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
