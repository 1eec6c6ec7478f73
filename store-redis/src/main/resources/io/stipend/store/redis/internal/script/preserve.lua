-- Keeps records as they were for whoever reads all books of a tenant: fields of a hash,
--
--   a kind:name, r id, s step, c account LF operation -> the record as it was when reading began, "" where there was none
--   "" -> until when somebody reads, and the reader's name; "1" while nobody does
--
-- so that the books can be read in pages and are yet those of one moment: see begin_snapshot.lua and
-- read_snapshot_records.lua. Where nobody reads, it costs each script one look.
--
-- Needs  the key "preserved" and the moment "now"
-- Makes  put(kind, key, fields), by which every record of these kinds is written; is_read, whether somebody reads
--
-- It looks before anything is written: a key of another type fails here.
local reading = redis.call('HGET', preserved, '')
local is_read = reading and reading ~= '1' and now < (tonumber(string.match(reading, '^%d+')) or 0)

-- Sets fields of one of the tenant's hashes.
local function put(kind, key, fields)
    if is_read then
        for k = 1, #fields, 2 do
            redis.call('HSETNX', preserved, kind .. fields[k], redis.call('HGET', key, fields[k]) or '')
        end
    end
    redis.call('HSET', key, unpack(fields))
end
