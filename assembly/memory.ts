// Where the host may allocate: everything below is the module's own static data.

/** First byte after the static data. */
export function heapBase(): usize {
  return __heap_base;
}
