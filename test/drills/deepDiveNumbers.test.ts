import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun } from '../scenarios/runs.ts'

/** The seed that figures draw, and texts speak of. */
const SEED = 7

function runOf(lab: string, designId: string): Recording {
  const known = scenario(lab)!
  return labRun(known, known.designs.find(each => each.id === designId)!, SEED)
}

const count = (value: number) => value.toLocaleString('en-GB')
const percent = (share: number, digits = 0) => `${(share * 100).toFixed(digits)} %`
const seconds = (ms: number, digits = 0) => `${(ms / 1000).toFixed(digits)} s`

function failed({ summary }: Recording, type: string): number {
  const { requests, outcomes } = summary.byType[type]!
  return (requests - outcomes.ok - outcomes.stale) / requests
}
const oldest = ({ summary }: Recording, type: string) => summary.byType[type]!.staleness.ageMsMax
const bill = ({ summary }: Recording) => summary.cost.perHour!

/** What a deep dive says of a run, with the number as the run has it. */
const said: readonly (readonly [page: string, lab: string, design: string, (run: Recording) => string])[] = [
  [
    'black-friday-cache-failure',
    'black-friday',
    'l5',
    run => `${percent(failed(run, 'cart'))} of cart reads fail, though`,
  ],
  [
    'black-friday-cache-failure',
    'black-friday',
    'l5',
    ({ summary }) => `${summary.origin.peakDemand} at the end of the run`,
  ],
  [
    'black-friday-cache-failure',
    'black-friday',
    'local',
    run => `${percent(failed(run, 'cart'))} of cart reads fail with it`,
  ],
  [
    'black-friday-cache-failure',
    'black-friday',
    'breaker',
    run => `${percent(failed(run, 'cart'))} of carts fail, because`,
  ],
  [
    'black-friday-cache-failure',
    'black-friday',
    'coalescing',
    run => `${percent(failed(run, 'cart'))} of carts fail.`,
  ],
  [
    'black-friday-cache-failure',
    'black-friday',
    'l6',
    ({ summary: { byType } }) =>
      `${byType.recommendation!.outcomes.shed} of ${count(byType.recommendation!.requests)} recommendations are refused`,
  ],
  [
    'black-friday-cache-failure',
    'black-friday',
    'l6',
    ({ summary }) => `demand at ${summary.origin.peakDemand} or below`,
  ],
  [
    'stale-payment-data',
    'stale-payment',
    'l5',
    run => `oldest payment falls to ${seconds(oldest(run, 'payment'))}`,
  ],
  [
    'stale-payment-data',
    'stale-payment',
    'guarded',
    run => `oldest classified answer is ${seconds(oldest(run, 'payment'))}`,
  ],
  [
    'stale-payment-data',
    'stale-payment',
    'guarded',
    ({ summary: { byType } }) =>
      `only ${percent(byType.payment!.hits.l2 / byType.payment!.requests)} of payment reads hit`,
  ],
  [
    'cache-warming-gone-wrong',
    'warming-gone-wrong',
    'l5',
    ({ summary }) => `up to ${summary.origin.peakDemand} queries at once`,
  ],
  [
    'cache-warming-gone-wrong',
    'warming-gone-wrong',
    'l5',
    run => `${percent(failed(run, 'item'), 1)} of reads time out`,
  ],
  [
    'cache-warming-gone-wrong',
    'warming-gone-wrong',
    'l6',
    ({ summary }) => `demand never exceeds ${summary.origin.peakDemand}`,
  ],
  [
    'cache-warming-gone-wrong',
    'warming-gone-wrong',
    'gate',
    ({ summary }) => `${summary.origin.peakDemand} queries are wanted`,
  ],
  [
    'cache-warming-gone-wrong',
    'warming-gone-wrong',
    'gradual',
    ({ summary }) => `enough: ${summary.origin.peakDemand} at most`,
  ],
  [
    'multi-tier-intermittent-stale',
    'multi-tier-stale',
    'l5',
    run => `measures ${seconds(oldest(run, 'price'), 1)} at this seed`,
  ],
  [
    'multi-tier-intermittent-stale',
    'multi-tier-stale',
    'channel',
    run => `is still ${seconds(oldest(run, 'price'), 1)}, from`,
  ],
  [
    'multi-tier-intermittent-stale',
    'multi-tier-stale',
    'l6',
    run => `and the oldest is ${seconds(oldest(run, 'price'), 1)}`,
  ],
  [
    'multi-tier-intermittent-stale',
    'multi-tier-stale',
    'short-l1',
    run => `without a channel gives ${seconds(oldest(run, 'price'), 1)}`,
  ],
  [
    'cache-cost-tripled',
    'cost-tripled',
    'audit',
    run =>
      `falls by ${percent(1 - bill(run) / bill(runOf('cost-tripled', 'today')))}, from ${bill(runOf('cost-tripled', 'today')).toFixed(2)} to ${bill(run).toFixed(2)}`,
  ],
  [
    'cache-cost-tripled',
    'cost-tripled',
    'l6',
    run => `together save ${percent(1 - bill(run) / bill(runOf('cost-tripled', 'today')))}`,
  ],
  ['cache-cost-tripled', 'cost-tripled', 'l6', ({ summary }) => `with ${count(summary.origin.loads)}.`],
  [
    'cache-cost-tripled',
    'cost-tripled',
    'l5',
    ({ summary }) => `double the queries, ${count(summary.origin.loads)}`,
  ],
]

it.each(said)('%s says what %s measures under the design %s', (page, lab, design, sentence) => {
  expect(readFileSync(`content/deep-dives/${page}.mdx`, 'utf8')).toContain(sentence(runOf(lab, design)))
})
