/** Who is served when not everybody can be: P0 always, P2 while there is room. */
export const PRIORITIES = ['P0', 'P1', 'P2'] as const
export type Priority = (typeof PRIORITIES)[number]
