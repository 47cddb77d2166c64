// Independent problems side by side, one a lane: 8 bytes a lane and row, and the schedule that gives a lane that has become free
// the next problem of a list.

/** The f64 of a lane. */
export function laneAt(row: usize, lane: i32): f64 {
  return load<f64>(row + ((<usize>lane) << 3));
}

export function setLane(row: usize, lane: i32, value: f64): void {
  store<f64>(row + ((<usize>lane) << 3), value);
}

/** The whole number of a lane. */
export function countAt(row: usize, lane: i32): i32 {
  return <i32>load<i64>(row + ((<usize>lane) << 3));
}

export function setCount(row: usize, lane: i32, value: i32): void {
  store<i64>(row + ((<usize>lane) << 3), value);
}

/** In place of a problem's number: the lane has none. */
export const IDLE: i32 = -1;

/** Frees `lanes` lanes, whose problems' numbers are counts at `slots`. */
export function freeLanes(slots: usize, lanes: i32): void {
  for (let lane = 0; lane < lanes; lane++) setCount(slots, lane, IDLE);
}

export function isBusy(slots: usize, lane: i32): bool {
  return countAt(slots, lane) != IDLE;
}

export function isAnyBusy(slots: usize, lanes: i32): bool {
  for (let lane = 0; lane < lanes; lane++) if (isBusy(slots, lane)) return true;
  return false;
}
