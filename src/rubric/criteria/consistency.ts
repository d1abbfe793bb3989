import { type Criterion, decision } from '../criterion.ts'
import { everyPolicy, type Facts, isNamed, policies, somePolicy, typeBeyondBudget } from '../facts.ts'
import { show } from '../figures.ts'

/** Measured against the budgets written down: asked of every lab. */
export const measuredStaleness: Criterion = {
  level: 'L5',
  find: facts => {
    const { staleness, byType } = facts.recording.summary
    const over = Object.entries(byType).find(([type, { staleness }]) => {
      const policy = facts.design.policies[type]
      return policy !== undefined && staleness.ageMsMax > policy.stalenessBudgetMs
    })
    const text =
      over === undefined
        ? `Oldest stale answer ${show(staleness.ageMsMax)}, within the budget it sets itself; if every message is lost it can be ${show(staleness.worstBoundMs)}`
        : `“${over[0]}” was served ${show(over[1].staleness.ageMsMax)} after it was superseded`
    return { supports: over === undefined, text, atMs: staleness.firstStaleAtMs }
  },
}

/** Whether the computed bounds keep what was promised: asked of every lab. */
export const boundsKept: Criterion = {
  level: 'L6',
  find: facts => {
    const { byType } = facts.recording.summary
    const broken = typeBeyondBudget(facts)
    const text =
      broken === undefined
        ? 'Every type’s computed bound is within the budget written down for it'
        : `“${broken}” can be ${show(byType[broken]!.staleness.boundMs)} old; its budget is ${show(facts.design.policies[broken]!.stalenessBudgetMs)}`
    return { supports: broken === undefined, text, atMs: null }
  },
}

export const consistency: Readonly<Record<string, Criterion>> = {
  'product-signs-off': decision(
    facts => everyPolicy(facts, policy => isNamed(policy.signedBy)),
    facts => {
      const signers = new Set(policies(facts).map(([, policy]) => policy.signedBy ?? 'nobody'))
      return `The budgets are signed by ${[...signers].join('; ')}`
    },
    'Nobody has signed how old an answer may be',
  ),
  'critical-data-bypasses': decision(
    facts => exposed(facts).length === 0,
    facts =>
      `Past the cache, or served from it only while it can be trusted: ${(facts.lesson.critical ?? []).join(', ')}`,
    facts => `Served from the cache like everything else: ${exposed(facts).join(', ')}`,
  ),
  'read-your-writes': decision(
    facts => somePolicy(facts, policy => policy.readYourWritesMs > 0),
    'Whoever has just written reads past the cache',
    'Whoever has just written reads what the cache happens to hold',
  ),
  'correctness-sampling': decision(
    facts => everyPolicy(facts, policy => policy.samplingShare > 0),
    'A share of the cached answers is compared with the origin',
    'Nobody compares what the cache says with what is so',
  ),
}

/** Of the types the lab calls critical, those that are neither read past the cache nor an error rather than an old answer. */
function exposed({ lesson, design }: Facts): readonly string[] {
  return (lesson.critical ?? []).filter(type => {
    const policy = design.policies[type]
    return (
      policy === undefined || (policy.pattern !== 'none' && policy.onCacheFailure.kind !== 'fail-explicit')
    )
  })
}
