-- What waits of one tenant in its shard's journal, from the end backwards: then a reader of the journal that takes entries
-- away meanwhile leaves no gap. It is not disturbed.
--
-- KEYS  preserved, journal
-- ARGV  the reader's name, for how many milliseconds, tenant, where to begin as XREVRANGE has it, how many to look at
-- gives DONE, the id of the last entry looked at ("" at the end), and in turn: kind (r, o, a), stream, sequence ("" if it
--       cannot be read); NOT_FOUND if the books are not kept for this reader any more
--#include snapshot_reader
local beginning, SEQUENCES = ARGV[3] .. '\n', {
    r = '^([^\n]*)\n%a\t(%d+)\t',
    o = '^([^\n]*)\n[^\n]*\n%a\t(%d+)\t',
    a = '^([^\n]*)\n(%d+)\t',
}
local entries = redis.call('XREVRANGE', KEYS[2], ARGV[4], '-', 'COUNT', ARGV[5])
local answer = {DONE, entries[1] and entries[#entries][1] or ''}
for _, entry in ipairs(entries) do
    local kind, text = entry[2][1], entry[2][2] or ''
    if string.sub(text, 1, #beginning) == beginning then
        local stream, sequence
        if SEQUENCES[kind] then
            stream, sequence = string.match(string.sub(text, #beginning + 1), SEQUENCES[kind])
        end
        answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = kind, stream or entry[1], sequence or ''
    end
end
return {answer}
