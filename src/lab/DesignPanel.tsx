import type { Design } from '#cache/design.ts'
import { KNOB_GROUPS, type Knob } from '#scenarios/knobs/knob.ts'
import { KNOBS, knob } from '#scenarios/knobs/knobs.ts'
import { Disclosure } from '#ui/Disclosure.tsx'
import { Panel } from '#ui/Panel.tsx'
import { SectionTitle } from '#ui/SectionTitle.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { MINE } from './config.ts'
import styles from './DesignPanel.module.css'
import { KnobControl } from './KnobControl.tsx'
import { chooseDesign, editDesign } from './lab.ts'
import { Ownership } from './Ownership.tsx'
import { useLab, useLabState } from './useLab.ts'

/** What the candidate decides: a preset, the knobs that matter here, the others and who answers for it under More. */
export function DesignPanel() {
  const lab = useLab()
  const design = useLabState(state => state.design)
  const mine = useLabState(state => state.mine)
  const { scenario } = lab
  const upFront = scenario.knobs.map(knob)
  const others = KNOBS.filter(candidate => !scenario.knobs.includes(candidate.id))
  const edit = (edited: Design) => editDesign(lab, edited)
  const options = [...scenario.designs, ...(mine === null ? [] : [MINE])]
  const knobs = (shown: readonly Knob[]) =>
    shown.map(each => <KnobControl key={each.id} knob={each} design={design} onChange={edit} />)
  return (
    <Panel title="Design" className={styles.panel ?? ''}>
      <Segmented
        label="Preset"
        value={design.id}
        options={options.map(({ id, title }) => ({ value: id, title }))}
        layout={fitsOneLine(options) ? 'line' : 'pairs'}
        onChange={id => chooseDesign(lab, id)}
      />
      {knobs(upFront)}
      <Disclosure summary={`More: ${others.length} knobs, ownership`} className={styles.more ?? ''}>
        <div className={styles.others}>
          {KNOB_GROUPS.map(group => {
            const shown = others.filter(each => each.group === group)
            return shown.length === 0 ? null : (
              <section key={group} className={styles.group}>
                <SectionTitle level={3}>{group}</SectionTitle>
                {knobs(shown)}
              </section>
            )
          })}
          <Ownership design={design} questions={scenario.ownership} onChange={edit} />
        </div>
      </Disclosure>
    </Panel>
  )
}

/** Trap and answer, and at most the learner's own beside them; alternatives get lines of their own. */
function fitsOneLine(options: readonly { readonly id: string }[]): boolean {
  return options.length < 3 || (options.length === 3 && options[2]?.id === MINE.id)
}
