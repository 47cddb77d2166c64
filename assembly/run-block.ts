// The block of a run: what a kernel is told, as f64 numbers at the places that an enumeration of codes.ts names. Whole numbers and
// addresses are exact in them. A kernel reads what its loops need into locals when it starts.

export function numberAt(run: usize, place: i32): f64 {
  return load<f64>(run + ((<usize>place) << 3));
}

export function wholeAt(run: usize, place: i32): i32 {
  return <i32>numberAt(run, place);
}

export function addressAt(run: usize, place: i32): usize {
  return <usize>numberAt(run, place);
}

export function setNumber(run: usize, place: i32, value: f64): void {
  store<f64>(run + ((<usize>place) << 3), value);
}

export function setAddress(run: usize, place: i32, address: usize): void {
  store<f64>(run + ((<usize>place) << 3), <f64>address);
}
