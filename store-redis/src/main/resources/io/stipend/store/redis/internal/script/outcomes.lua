-- What a verb answers first, as Answer.Outcome numbers it.
local DONE, DONE_BEFORE, NOT_FOUND, CONFLICT, ALREADY_CLOSED, INSUFFICIENT, STEP_TAKEN = 0, 1, 2, 3, 4, 5, 6
local OTHER_STEP, OVERRUN_REJECTED, OUT_OF_RANGE, DUE, NO_PERIOD, NO_TENANT, FULL, DAMAGED = 7, 8, 9, 10, 11, 12, 13, 14

-- The largest amount, and the largest whole number whose neighbours a double still tells apart.
local MAX = 9007199254740991
