-- Reservations, each a field of a hash: id -> a line of parts with tabs between them,
--
--   state (o open, s settled, r released, e expired, c charged), sequence, opened at, expires at, peak, step, held (6), used (6);
--   when closed: closed at, operation, report (6), which of it was reported, overrun policy, charged (6),
--   booked before (6), the fingerprint of the caller's request, when it had expired if it was settled late (0 if not)
--
-- and then the request as it came, in three lines: envelope (6), lease, swarm, step, what its expiry books ("h" what is held, else
-- what was tracked) and its fingerprint; path; attributes. A reservation that was split from another
-- has a fourth: see tree.lua.
--
-- One that is being pruned has the record "-n" instead: see prune.lua. It is not found any more.
--
-- Needs  the keys "reservations", "steps" and "due", the "tenant"; functions.lua
-- Makes  read_ahead(from, every), reservation_of(reference, by_step), parsed(id, record), is_being_pruned(record); what is held and
--        so on are its parts by these numbers
local RESERVATION = '^(%a)\t(%d+)\t(%d+)\t(%d+)\t(%S+)\t([^\t]*)\t' .. SIX_AMOUNTS .. '\t' .. SIX_AMOUNTS .. '([^\n]*)\n(.*)$'
local RESERVATION_TEXT = '%s\t%d\t%s\t%d\t%s\t%s\t' .. SIX_NUMBERS .. '\t' .. SIX_NUMBERS .. '%s\n%s'
local SIX_IN_ONE = '(%d+ %d+ %d+ %d+ %d+ %d+)'
local CLOSING_PARTS = '^\t(%d+)\t([^\t]+)\t([^\t]+)\t(%d+)\t(%d)\t' .. SIX_IN_ONE .. '\t' .. SIX_IN_ONE .. '\t(%-?%d+)\t(%d+)$'
local STATE, SEQUENCE, OPENED, EXPIRES, PEAK, STEP, HELD, USED, CLOSING, REQUEST = 1, 2, 3, 4, 5, 6, 6, 12, 19, 20

-- Records that the script has changed, by ids. They are written when all is decided.
local changed_records = {}

-- Records as they were when the script began, of those that were read ahead.
local read_records = {}

local function six(of, from)
    return string.format(SIX_NUMBERS, unpack(of, from + 1, from + 6))
end

-- Whether the record is that of a reservation that is being pruned.
local function is_being_pruned(record)
    return string.byte(record) == 45
end

-- Reads the records of reservations that are named by their ids, at once. A reference is at every so many arguments, followed by
-- whether it is a step.
local function read_ahead(from, every)
    local ids = {}
    for k = from, #ARGV, every do
        if ARGV[k + 1] ~= '1' then
            ids[#ids + 1] = ARGV[k]
        end
    end
    for k, record in ipairs(#ids > 1 and redis.call('HMGET', reservations, unpack(ids)) or {}) do
        read_records[ids[k]] = record
    end
end

-- The reservation that is meant, by its id or its step, and its record; nothing if there is none.
local function reservation_of(reference, by_step)
    local id = reference
    if by_step == '1' then
        id = redis.call('HGET', steps, reference)
        if not id and not redis.call('HGET', steps, '') then
            finish(NO_TENANT)
        elseif not id then
            return nil
        end
    end
    local record = changed_records[id] or read_records[id] or redis.call('HGET', reservations, id)
    if record and is_being_pruned(record) then
        return nil
    elseif record then
        return id, record
    elseif redis.call('ZSCORE', due, tenant .. '\n' .. id) then
        damaged('reservation ' .. id .. ' is in the index, and its record is missing')
    elseif not redis.call('HGET', reservations, '') then
        finish(NO_TENANT)
    end
end

local function parse_closing(r)
    r.closed_at, r.operation, r.report, r.reported, r.policy, r.charged, r.booked, r.fingerprint, r.late =
        string.match(r[CLOSING], CLOSING_PARTS)
    if not r.late then
        damaged('the closing of reservation ' .. r.id .. ' cannot be read')
    end
    for amount in string.gmatch(r.charged .. ' ' .. r.booked, '%d+') do
        if amount + 0 > MAX then
            damaged('an amount of the closing of reservation ' .. r.id .. ' is out of range')
        end
    end
end

local function parsed(id, record)
    local r = {id = id, is_open = true, string.match(record, RESERVATION)}
    if not r[1] then
        damaged('the record of reservation ' .. id .. ' cannot be read')
    end
    r[SEQUENCE], r[EXPIRES] = tonumber(r[SEQUENCE]), tonumber(r[EXPIRES])
    for i = HELD + 1, USED + 6 do
        local amount = r[i] + 0
        if amount > MAX then
            damaged('an amount of reservation ' .. id .. ' is out of range')
        end
        r[i] = amount
    end
    if r[STATE] ~= 'o' then
        r.is_open = false
        parse_closing(r)
    end
    return r
end

local function reservation_text(r)
    return string.format(RESERVATION_TEXT, unpack(r, 1, REQUEST))
end

-- The lease that was asked for with it.
local function lease_of(r)
    return tonumber(string.match(r[REQUEST], '^[^\t]*\t(%d+)'))
end

-- The names of the accounts of its path, with tabs between them.
local function path_text(r)
    return string.match(r[REQUEST], '\n([^\n]*)')
end

-- An account of its path, which is there: it was when the reservation was made.
local function account_on_path(r, name)
    local account = account_of(name)
    if account.is_new then
        damaged('account ' .. name .. ' of reservation ' .. r.id .. ' is missing')
    end
    return account
end

-- Ends the request where the reservation must be expired first; the caller sees to that, and comes again.
local function expire_first(r)
    if r.is_open and now >= r[EXPIRES] then
        finish(DUE, r.id)
    end
end

-- An open reservation that has a step, by its id; one that is due must be expired first.
local function holder_of(step)
    local id, record = reservation_of(step, '1')
    if id then
        local r = parsed(id, record)
        expire_first(r)
        return r.is_open and id or nil
    end
end
