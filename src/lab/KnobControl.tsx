import type { Design } from '#cache/design.ts'
import type { Knob } from '#scenarios/knobs/knob.ts'
import { Segmented } from '#ui/Segmented.tsx'
import { Slider } from '#ui/Slider.tsx'
import styles from './KnobControl.module.css'

interface KnobControlProps {
  readonly knob: Knob
  readonly design: Design
  readonly onChange: (design: Design) => void
}

/** One decision, with what its present choice costs or risks. */
export function KnobControl({ knob, design, onChange }: KnobControlProps) {
  if (knob.kind === 'slider') {
    return (
      <Slider
        label={knob.title}
        stops={knob.stops}
        usual={knob.usual}
        value={knob.read(design)}
        show={knob.show}
        effect={knob.effect(design)}
        onChange={value => onChange(knob.write(design, value))}
      />
    )
  }
  return (
    <div className={styles.choice}>
      <Segmented
        label={knob.title}
        showLabel
        value={knob.read(design)}
        options={knob.options}
        layout={fitsOneLine(knob.options) ? 'line' : 'pairs'}
        onChange={value => onChange(knob.write(design, value))}
      />
      <p className={styles.effect}>{knob.effect(design)}</p>
    </div>
  )
}

/** About as many letters as the panel is wide, with room around each name. */
const LINE_LETTERS = 30
const AROUND_LETTERS = 2

function fitsOneLine(options: readonly { readonly title: string }[]): boolean {
  const letters = options.reduce((sum, { title }) => sum + title.length + AROUND_LETTERS, 0)
  return options.length < 3 || letters <= LINE_LETTERS
}
