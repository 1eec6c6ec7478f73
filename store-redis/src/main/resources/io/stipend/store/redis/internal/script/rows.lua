-- Reservations, each a field of a hash: id -> a line of parts with tabs between them,
--
--   state (o open, s settled, r released, e expired), sequence, opened at, expires at, peak, step, held (6), used (6);
--   when closed: closed at, operation, report (6), which of it was reported, overrun policy, charged (6),
--   booked before (6), when it had expired if it was settled late (0 if not)
--
-- and then the request as it came, in three lines: envelope (6), lease, swarm and step; path; attributes.
--
-- Expects what tables.lua makes, the keys "reservations", "steps" and "due", and the "tenant".
local ROW = '^(%a)\t(%d+)\t(%d+)\t(%d+)\t(%S+)\t([^\t]*)\t' .. SIX_AMOUNTS .. '\t' .. SIX_AMOUNTS .. '([^\n]*)\n(.*)$'
local STATE, ROW_SEQUENCE, OPENED, EXPIRES, PEAK, STEP, HELD, USED, CLOSING, REQUEST = 1, 2, 3, 4, 5, 6, 6, 12, 19, 20

-- The reservation that is meant, by its id or its step, and its record; nothing if there is none.
local function row_of(reference, by_step)
    local id = reference
    if by_step == '1' then
        id = redis.call('HGET', steps, reference)
        if not id and not redis.call('HGET', steps, '') then
            finish(NO_TENANT)
        elseif not id then
            return nil
        end
    end
    local row = rows[id] or redis.call('HGET', reservations, id)
    if not row then
        if redis.call('ZSCORE', due, tenant .. '\n' .. id) then
            damaged('reservation ' .. id .. ' is in the index, and its record is missing')
        elseif not redis.call('HGET', reservations, '') then
            finish(NO_TENANT)
        end
        return nil
    end
    return id, row
end

local function parsed(id, row)
    local r = {string.match(row, ROW)}
    if not r[1] then
        damaged('the record of reservation ' .. id .. ' cannot be read')
    end
    r[ROW_SEQUENCE], r[EXPIRES] = tonumber(r[ROW_SEQUENCE]), tonumber(r[EXPIRES])
    for i = HELD + 1, USED + 6 do
        r[i] = tonumber(r[i])
        if r[i] > MAX then
            damaged('an amount of reservation ' .. id .. ' is out of range')
        end
    end
    r.id = id
    r.open = r[STATE] == 'o'
    if not r.open then
        r.closed_at, r.operation, r.report, r.reported, r.policy, r.charged, r.booked, r.late =
            string.match(r[CLOSING], '^\t(%d+)\t([^\t]+)\t([^\t]+)\t(%d+)\t(%d)\t([^\t]+)\t([^\t]+)\t(%d+)$')
        if not r.late then
            damaged('the closing of reservation ' .. id .. ' cannot be read')
        end
    end
    return r
end

local function row_text(r)
    return table.concat({r[STATE], int(r[ROW_SEQUENCE]), r[OPENED], int(r[EXPIRES]), r[PEAK], r[STEP], six(r, HELD),
        six(r, USED)}, '\t') .. r[CLOSING] .. '\n' .. r[REQUEST]
end

-- Ends the request where the reservation must be expired first; the caller sees to that, and comes again.
local function expire_first(r)
    if r.open and now >= r[EXPIRES] then
        finish(DUE, r.id)
    end
end

-- An open reservation that has a step, by its id; one that is due must be expired first.
local function holder_of(step)
    local id, row = row_of(step, '1')
    if id then
        local r = parsed(id, row)
        expire_first(r)
        return r.open and id or nil
    end
end
