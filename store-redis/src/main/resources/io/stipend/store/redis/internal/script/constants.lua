-- What all scripts share. It stands before each of them. Names in capitals are replaced by their values when a script is put
-- together.

-- What a verb answers first, as AnswerCode numbers it.
local DONE, DONE_BEFORE, NOT_FOUND, CONFLICT, ALREADY_CLOSED, INSUFFICIENT, STEP_TAKEN = 0, 1, 2, 3, 4, 5, 6
local OTHER_STEP, OVERRUN_REJECTED, OUT_OF_RANGE, TOO_LARGE, ABOVE_CEILING, FROZEN, IDLE_TOO_SMALL = 7, 8, 9, 10, 11, 12, 13
local DUE, NO_PERIOD, NO_TENANT, FULL, DAMAGED = 14, 15, 16, 17, 18

-- The largest amount, and the largest whole number whose neighbours a double still tells apart.
local MAX = 9007199254740991

-- The six amounts of a vector, in the order of the resources: patterns for those that may be below zero and for those that
-- may not, and their format. The first four resources are consumable: what is used of them stays spent.
local SIX = '(-?%d+) (-?%d+) (-?%d+) (-?%d+) (-?%d+) (-?%d+)'
local SIX_AMOUNTS = '(%d+) (%d+) (%d+) (%d+) (%d+) (%d+)'
local SIX_NUMBERS = '%d %d %d %d %d %d'
local ZERO_VECTOR = '0 0 0 0 0 0'
local CONSUMABLES = 4

-- The longest lease, 30 days.
local MAX_LEASE = 30 * 24 * 3600 * 1000
