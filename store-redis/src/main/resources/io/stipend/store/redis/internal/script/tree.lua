-- What moves between a reservation and the one that it was split from, its parent. Both hold on the same accounts, so none of these
-- changes. A request of a reservation that was split has a fourth line: parent, and when that was opened.
--
-- Needs  reservations.lua and operations.lua with what they need
-- Makes  open_parent(r), idle_lack(p, amounts), move(p, child, by), move_any(p, child, by), rest_of(p, held, charged),
--        take_from(p, r, asked, wanted)

-- The parent of an open reservation, if it is open; one that is due counts as closed. Another one of the same id is not its parent.
local function open_parent(r)
    local id, opened = string.match(r[REQUEST], '^[^\n]*\n[^\n]*\n[^\n]*\n([^\t]+)\t(%d+)$')
    if not id or not r.is_open then
        return nil
    end
    local _, record = reservation_of(id, '')
    local p = record and parsed(id, record)
    return p and p.is_open and now < p[EXPIRES] and p[OPENED] == opened and p or nil
end

-- The refusal of amounts of which too little is idle, if it is.
local function idle_lack(p, amounts)
    for i = 1, 6 do
        local idle = math.max(0, p[HELD + i] - p[USED + i])
        if amounts[i] > idle then
            return {IDLE_TOO_SMALL, p.id, i - 1, int(amounts[i]), int(idle)}
        end
    end
end

-- Moves so much from a child to its parent or, where it is below zero, from the parent to the child.
local function move(p, child, by)
    for i = 1, 6 do
        p[HELD + i] = p[HELD + i] + by[i]
    end
    return record_operation(p, '\tm' .. int(p[SEQUENCE] + 1), 'm', p[PEAK], six(by, 0) .. '\t0\t0\t' .. child)
end

-- The same, unless it is nothing.
local function move_any(p, child, by)
    for i = 1, 6 do
        if by[i] ~= 0 then
            return move(p, child, by)
        end
    end
end

-- What a parent takes of what a child held and was not charged, as far as it can hold it; and what of the hold is freed then.
local function rest_of(p, held, charged)
    local by, freed = {}, {}
    for i = 1, 6 do
        by[i] = math.min(math.max(0, held[i] - charged[i]), MAX - p[HELD + i])
        freed[i] = held[i] - by[i]
    end
    return by, freed
end

-- Takes what an extension wants from what is idle of the parent, as much as there is, and gives back what it says; returns by how much
-- the child's hold changes.
local function take_from(p, r, asked, wanted)
    local changed, by = {}, {}
    for i = 1, 6 do
        local taken = math.min(wanted[i], math.max(0, p[HELD + i] - p[USED + i]))
        local given = math.max(0, math.min(-asked[i], r[HELD + i] - r[USED + i]))
        changed[i] = taken - given
        by[i] = math.min(given, MAX - p[HELD + i]) - taken
    end
    move_any(p, r.id, by)
    return changed
end
