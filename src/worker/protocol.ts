import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import type { World } from '#world/world.ts'

/** What to run: enough to make exactly the same run again on any machine. */
export interface RunRequest {
  readonly scenario: string
  /** The lab's world, with what was injected. */
  readonly world: World
  readonly design: Design
  readonly seed: number
}

export interface FinishedRun {
  readonly recording: Recording
  /** Computing time; not part of the recording, which is the same everywhere. */
  readonly wallMs: number
}

export type ToWorker =
  | { readonly kind: 'run'; readonly id: number; readonly request: RunRequest }
  | { readonly kind: 'cancel'; readonly id: number }

export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly share: number }
  | { readonly kind: 'done'; readonly id: number; readonly run: FinishedRun }
  | { readonly kind: 'cancelled'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
