-- Sees that the tenant's books are still kept as they were for this reader, and that they will be until its next page.
--
-- Needs  that the first key is "preserved", and that the first arguments are the reader's name and for how many milliseconds
-- it has the books to itself from now on.
local preserved = KEYS[1]
local now = clock()
local till, reader = string.match(redis.call('HGET', preserved, '') or '', '^(%d+) (.*)$')
if reader ~= ARGV[1] or now >= tonumber(till) then
    return {{NOT_FOUND}}
end
redis.call('HSET', preserved, '', string.format('%d', now + ARGV[2]) .. ' ' .. reader)
