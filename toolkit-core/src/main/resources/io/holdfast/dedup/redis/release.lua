-- KEYS: ids; ARGV: token
local answers = {}
local mine = 'P:' .. ARGV[1] .. ':'
for i, key in ipairs(KEYS) do
    answers[i] = 0
    if string.sub(redis.call('GET', key) or '', 1, #mine) == mine then
        answers[i] = redis.call('DEL', key)
    end
end
return answers
