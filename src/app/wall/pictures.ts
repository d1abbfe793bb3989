import type { DrawnRun } from '#scenarios/picture.ts'
import drawn from './pictures.json'

/** By lab: its trap's run and its answer's, as `npm run figures` drew them. A test compares their digests with the runs. */
export const pictures: Readonly<Record<string, readonly DrawnRun[]>> = drawn
