import { useEffect, useState } from 'react'
import type { Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'
import type { Lesson } from '#scenarios/scenario.ts'
import { SectionTitle } from '#ui/SectionTitle.tsx'
import styles from './Ownership.module.css'

interface OwnershipProps {
  readonly design: Design
  readonly questions: Lesson['ownership']
  readonly onChange: (design: Design) => void
}

const LONGEST_ROLE = 80

/** Who answers for the design: part of it, and judged with it. Nothing typed means nobody. */
export function Ownership({ design, questions, onChange }: OwnershipProps) {
  const policies = Object.values(design.policies)
  const signers = new Set(policies.map(policy => policy.signedBy))
  const owned = (role: keyof Design['ownership']) => (name: string | null) =>
    onChange({ ...design, ownership: { ...design.ownership, [role]: name } })
  return (
    <div className={styles.ownership}>
      <SectionTitle level={3}>Ownership</SectionTitle>
      <Role
        title="Staleness budget signed by"
        question={questions.signs}
        value={signers.size === 1 ? (policies[0]?.signedBy ?? null) : null}
        note={
          signers.size > 1 ? [...signers].map(signer => signer ?? 'nobody').join(', ') : budgets(policies)
        }
        onChange={name => onChange(withSigner(design, name))}
      />
      <Role
        title="Invalidation owned by"
        question={questions.invalidates}
        value={design.ownership.invalidation}
        onChange={owned('invalidation')}
      />
      <Role title="Warming owned by" value={design.ownership.warming} onChange={owned('warming')} />
      <Role
        title="Paged"
        question={questions.paged}
        value={design.ownership.pager}
        onChange={owned('pager')}
      />
    </div>
  )
}

function withSigner(design: Design, signedBy: string | null): Design {
  const policies = Object.fromEntries(
    Object.entries(design.policies).map(([type, policy]) => [type, { ...policy, signedBy }]),
  )
  return { ...design, policies }
}

function budgets(policies: readonly Policy[]): string {
  const seconds = [...new Set(policies.map(policy => policy.stalenessBudgetMs / 1000))]
  return `budget ${seconds.join(', ')} s`
}

interface RoleProps {
  readonly title: string
  readonly question?: string
  readonly value: string | null
  readonly note?: string
  readonly onChange: (name: string | null) => void
}

/** Taken over when the field is left, so that a run is not started at every letter. */
function Role({ title, question, value, note, onChange }: RoleProps) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  const commit = () => {
    const name = text.trim() === '' ? null : text.trim()
    setText(name ?? '')
    if (name !== value) onChange(name)
  }
  return (
    <label className={styles.role}>
      <span className={styles.title}>{title}</span>
      {question !== undefined && <span className={styles.note}>{question}</span>}
      <input
        className={styles.input}
        value={text}
        maxLength={LONGEST_ROLE}
        placeholder="nobody"
        onChange={event => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={event => event.key === 'Enter' && commit()}
      />
      {note !== undefined && <span className={styles.note}>{note}</span>}
    </label>
  )
}
