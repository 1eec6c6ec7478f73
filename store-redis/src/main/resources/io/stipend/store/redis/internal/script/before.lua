-- While somebody reads all books of a tenant, records that change are kept as they were when that reading began: fields of
-- a hash,
--
--   a kind:name, r id, s step, c account LF operation -> the record as it was, "" where there was none
--   "" -> until when somebody reads, and the reader's name; "1" while nobody does
--
-- so that the books can be read in pages and are yet those of one moment: see snapshot.lua and page.lua. Where nobody reads,
-- it costs each script one look.
--
-- Expects the key "before" and the moment "now". It looks before anything is written: a key of another type fails here.
local reading = redis.call('HGET', before, '')
local is_read = reading and now < (tonumber(string.match(reading, '^%d+')) or 0)

-- Sets fields of one of the tenant's hashes.
local function put(kind, key, fields)
    if is_read then
        for k = 1, #fields, 2 do
            redis.call('HSETNX', before, kind .. fields[k], redis.call('HGET', key, fields[k]) or '')
        end
    end
    redis.call('HSET', key, unpack(fields))
end
