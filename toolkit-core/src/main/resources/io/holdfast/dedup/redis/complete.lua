-- KEYS: ids; ARGV: token, window ms
-- Answers 1 for done, 0 for lost. Done before by the same token is done.
local answers = {}
local mine = 'P:' .. ARGV[1] .. ':'
local done = 'D:' .. ARGV[1]
for i, key in ipairs(KEYS) do
    local value = redis.call('GET', key) or ''
    if value == done then
        answers[i] = 1
    elseif string.sub(value, 1, #mine) == mine then
        redis.call('SET', key, done, 'PX', ARGV[2])
        answers[i] = 1
    else
        answers[i] = 0
    end
end
return answers
