-- wrk's load: the bodies of one file to the paths of another. Every pass over the paths has the next body, so that
-- every request changes its agent; `{pass}` in a path is the number of the pass. All but one concatenation is done
-- beforehand: what wrk takes, the server lacks.
local templates, heads, tails = {}, {}, {}
local count, first, current = 0, 0, 0

local function begin(pass)
  current = pass
  for index, template in ipairs(templates) do heads[index] = template:gsub("{pass}", "pass-" .. pass) end
end

function init(arguments)
  local method, key = arguments[3], arguments[4]
  for path in io.lines(arguments[1]) do
    templates[#templates + 1] = method .. " " .. path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
      .. "\r\nx-api-key: " .. key .. "\r\nContent-Type: application/json\r\nContent-Length: "
  end
  for body in io.lines(arguments[2]) do
    tails[#tails + 1] = #body .. "\r\n\r\n" .. body
  end
  -- Each run of wrk begins with other passes than the last.
  first = tonumber(arguments[5])
  begin(first)
end

function request()
  local index = count % #templates
  local pass = first + (count - index) / #templates
  if pass ~= current and templates[1]:find("{pass}", 1, true) then begin(pass) end
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
