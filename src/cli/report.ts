import { METRICS } from '#metrics/pager.ts'
import { table } from './output.ts'
import type { Result } from './result.ts'

/** Younger stale answers are the time a message takes. */
const NOTABLE_STALE_MS = 1000

/** A result for people, line by line; what there is nothing to say about has no line. */
export function report(result: Result): readonly string[] {
  const { outcomes, origin, latencyMs } = result
  return [
    `${result.scenario} · ${result.design} · seed ${result.seed} · digest ${result.digest.slice(0, 16)}`,
    `${result.requests} measured requests; ${result.virtualMs / 1000} virtual seconds, computed in ${Math.round(result.wallMs)} ms`,
    `outcomes  ${listed(outcomes)}`,
    ...(result.retries === 0 ? [] : [`retries   ${result.retries} attempts beyond the first`]),
    `origin    ${origin.loads} loads, at most ${origin.peakRunning} running, ${origin.peakDemand} asked for`,
    `latency   p50 ${ms(latencyMs.p50)}, p99 ${ms(latencyMs.p99)}, max ${ms(latencyMs.max)}, worst second's p99 ${ms(latencyMs.worstSecondP99)}`,
    ...truth(result),
    ...resources(result),
    ...pager(result),
    ...result.events.map(
      event => `  ${String(event.number).padStart(2)}  ${seconds(event.atMs)}  ${event.text}`,
    ),
    ...table(
      result.objectives.map(each => [
        `${each.met ? 'met   ' : 'MISSED'} ${each.title}${each.primary ? ' (primary)' : ''}`,
        String(Number(each.actual.toPrecision(4))),
        `<= ${each.target}`,
      ]),
    ),
    ...noticed(result),
    ...verdict(result),
  ]
}

/** What monitoring said beside what was so, where something was not. */
function noticed({ alerts, outcomes: { stale }, wrong, staleness: { ownWrites, detectedAtMs } }: Result) {
  if (stale + wrong + ownWrites === 0) return []
  const told = detectedAtMs === null ? 'nobody was told' : `somebody was told at ${seconds(detectedAtMs)}`
  return [
    `noticed   ${alerts.length} ${alerts.length === 1 ? 'page' : 'pages'}; ${stale} stale, ${wrong} wrong, ${ownWrites} own changes not seen; ${told}`,
  ]
}

/** What readers were told that was not so, and what writers were. */
function truth({ staleness, wrong, writes, byType, byPriority }: Result): readonly string[] {
  const { ownWrites, sampledDivergence } = staleness
  return [
    ...Object.entries(byType).flatMap(([type, { staleness: of }]) =>
      of.reads === 0
        ? []
        : [
            `stale     ${type}: the oldest answer was superseded ${ms(of.ageMsMax)} before it was asked for; computed bound ${ms(of.boundMs)}, ${ms(of.worstBoundMs)} when messages are lost (queues at Redis not counted)`,
          ],
    ),
    ...(ownWrites === 0 ? [] : [`own write ${ownWrites} answers to an author from before their own write`]),
    ...(wrong === 0 ? [] : [`wrong     ${wrong} answers with a value that nobody intended`]),
    ...(writes.lost + writes.failed === 0
      ? []
      : [
          `writes    ${writes.acknowledged} acknowledged, ${writes.durable} durable, ${writes.lost} lost, ${writes.failed} failed`,
        ]),
    ...(sampledDivergence === null
      ? []
      : [`sampled   ${percent(sampledDivergence)} of the answers compared differ from the origin`]),
    ...(Object.keys(byPriority).length < 2
      ? []
      : Object.entries(byPriority).map(
          ([priority, each]) => `${priority.padEnd(9)} ${listed(each.outcomes)}`,
        )),
  ]
}

function resources({ acts, memory, cost, patterns }: Result): readonly string[] {
  const { peakBytes, evictions } = memory
  return [
    ...(Object.keys(acts).length === 0 ? [] : [`acts      ${listed(acts)}`]),
    ...(peakBytes === null ? [] : [`memory    at most ${bytes(peakBytes)}, ${evictions} evictions`]),
    ...(cost.perHour === null ? [] : [`cost      ${price(cost.perHour)} an hour${perHits(cost)}`]),
    ...(patterns.length === 0
      ? []
      : table([
          ['pattern', 'team', 'entries', 'reused', 'held', 'hits', 'an hour'],
          ...patterns.map(each => [
            each.pattern,
            each.team ?? 'nobody',
            String(each.entries),
            each.reusedShare === null ? '' : percent(each.reusedShare),
            bytes(each.meanBytes),
            String(each.hits),
            each.costPerHour === null ? '' : price(each.costPerHour),
          ]),
        ]).map(row => `  ${row}`)),
  ]
}

function perHits({ perThousandHits }: Result['cost']): string {
  return perThousandHits === null ? '' : `, ${price(perThousandHits)} a thousand hits`
}

/** What a pager would have said; and, where something happened that it should have noticed, what it would not. */
function pager({ alerts, staleness }: Result): readonly string[] {
  if (alerts.length === 0 && staleness.ageMsMax < NOTABLE_STALE_MS) return []
  const said = new Set(alerts.map(({ metric }) => metric))
  const quiet = METRICS.filter(metric => !said.has(metric))
  return [
    ...alerts.map(each => `pager     ${each.severity} ${each.metric} at ${seconds(each.atMs)}: ${each.text}`),
    ...(quiet.length === 0 ? [] : [`no page   ${quiet.join(', ')}`]),
  ]
}

function verdict({ verdict }: Result): readonly string[] {
  if (verdict === null) return []
  return [
    `verdict   ${verdict.level}`,
    ...verdict.dimensions.flatMap(each =>
      each.level === null
        ? []
        : [
            `  ${each.id}: ${each.level}`,
            ...each.evidence.map(
              one =>
                `    ${one.supports ? '+' : '-'} ${one.text}${one.atMs === null ? '' : ` (${(one.atMs / 1000).toFixed(1)} s)`}`,
            ),
          ],
    ),
    ...(verdict.next === null ? [] : [`next      ${verdict.next.question}`]),
  ]
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`
}

function seconds(atMs: number): string {
  return `${(atMs / 1000).toFixed(3)} s`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function bytes(count: number): string {
  if (count < 1e6) return `${(count / 1e3).toFixed(1)} kB`
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`
}

function price(amount: number): string {
  return String(Number(amount.toPrecision(3)))
}
