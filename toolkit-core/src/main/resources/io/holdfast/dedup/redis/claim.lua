-- KEYS: ids; ARGV: token, lease ms, window ms
-- A key is P:<token>:<end of lease> while in progress, D:<token> when done. It outlives its lease by the window, so that
-- an owner who is late and was not replaced can still complete.
-- Answers 0 for first, -1 for duplicate, else the milliseconds that another's lease has left.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease_end = now + ARGV[2]
local keep = ARGV[2] + ARGV[3]
local answers = {}
for i, key in ipairs(KEYS) do
    local value = redis.call('GET', key)
    local token, held_until = string.match(value or '', '^P:([^:]+):(%d+)$')
    if value and not token then
        answers[i] = -1
    elseif token and token ~= ARGV[1] and tonumber(held_until) > now then
        answers[i] = tonumber(held_until) - now
    else
        redis.call('SET', key, string.format('P:%s:%.0f', ARGV[1], lease_end), 'PX', string.format('%.0f', keep))
        answers[i] = 0
    end
end
return answers
