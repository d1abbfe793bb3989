export interface Sizing {
  readonly keys: number
  readonly valueBytes: number
  /** What Redis needs besides the value, as a factor: 1.5 to 2. */
  readonly overhead: number
  /** Room to grow, as a factor. */
  readonly headroom: number
}

/** Appendix C: working set = keys × value size; memory = working set × overhead; what is ordered has headroom on top. All in bytes. */
export function memoryNeeded({ keys, valueBytes, overhead, headroom }: Sizing) {
  const workingSet = keys * valueBytes
  const memory = workingSet * overhead
  return { workingSet, memory, ordered: memory * headroom }
}
