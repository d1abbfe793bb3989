import type { Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'
import { stampsOf } from '#cache/stamps.ts'

/** What a decision is about; knobs of one group stand together. */
export const KNOB_GROUPS = ['Tiers', 'Invalidation', 'Load', 'Failure', 'Keys', 'Redis', 'Regions'] as const
type KnobGroup = (typeof KNOB_GROUPS)[number]

/** A decision of a design that the lab offers as a control. Policy knobs set every data type at once. */
export type Knob = {
  readonly id: string
  readonly group: KnobGroup
  readonly title: string
  /** What the present choice costs or risks, in one line. */
  effect(design: Design): string
} & (
  | {
      readonly kind: 'slider'
      /** Allowed positions, ascending; the first may stand for "off". */
      readonly stops: readonly number[]
      /** Marked on the slider. */
      readonly usual: number
      read(design: Design): number
      write(design: Design, value: number): Design
      show(value: number): string
    }
  | {
      readonly kind: 'choice'
      readonly options: readonly { readonly value: string; readonly title: string }[]
      readonly usual: string
      read(design: Design): string
      write(design: Design, value: string): Design
    }
)

export function eachPolicy(design: Design, change: (policy: Policy) => Policy): Design {
  const policies = Object.fromEntries(
    Object.entries(design.policies).map(([type, policy]) => [type, consistent(change(policy))]),
  )
  return { ...design, policies }
}

/** What one knob has set another can rule out. */
function consistent(policy: Policy): Policy {
  const versionStamps = stampsOf(policy)
  if (versionStamps === policy.invalidation.versionStamps) return policy
  return { ...policy, invalidation: { ...policy.invalidation, versionStamps } }
}

/** The policy of the type read most: the first one. All types share what a knob shows. */
export function leading(design: Design): Policy | undefined {
  return Object.values(design.policies)[0]
}

export const seconds = (ms: number) => (ms === 0 ? 'off' : ms < 1000 ? `${ms} ms` : `${ms / 1000} s`)
export const percent = (share: number) => (share === 0 ? 'off' : `${Math.round(share * 1000) / 10} %`)

interface SwitchParts {
  readonly id: string
  readonly group: KnobGroup
  readonly title: string
  /** Its effect when on, and when off. */
  readonly on: string
  readonly off: string
  readonly usual: boolean
  isOn(design: Design): boolean
  turn(design: Design, isOn: boolean): Design
}

/** A knob that is on or off. */
export function onOff({ id, group, title, on, off, usual, isOn, turn }: SwitchParts): Knob {
  return {
    id,
    group,
    title,
    kind: 'choice',
    options: [
      { value: 'off', title: 'Off' },
      { value: 'on', title: 'On' },
    ],
    usual: usual ? 'on' : 'off',
    read: design => (isOn(design) ? 'on' : 'off'),
    write: (design, value) => turn(design, value === 'on'),
    effect: design => (isOn(design) ? on : off),
  }
}

interface DurationParts {
  readonly id: string
  readonly group: KnobGroup
  readonly title: string
  readonly stops: readonly number[]
  readonly usual: number
  readonly on: string
  readonly off: string
  read(policy: Policy): number
  write(policy: Policy, ms: number): Policy
}

/** A slider over a time in the policy of every type; 0 is off. */
export function duration(parts: DurationParts): Knob {
  const { id, group, title, stops, usual, on, off } = parts
  const read = (design: Design) => {
    const policy = leading(design)
    return policy === undefined ? 0 : parts.read(policy)
  }
  return {
    id,
    group,
    title,
    kind: 'slider',
    stops,
    usual,
    read,
    write: (design, ms) => eachPolicy(design, policy => parts.write(policy, ms)),
    show: seconds,
    effect: design => (read(design) === 0 ? off : on),
  }
}
