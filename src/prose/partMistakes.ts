import type { Root, RootContent } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { visit } from 'unist-util-visit'
import { type Element, isElement } from './elements.ts'
import type { DeepDiveFacts } from './frontmatter.ts'
import { type ExerciseKind, PARTS, type PartName } from './parts.ts'

type Table = Extract<RootContent, { type: 'table' }>

interface Exercise {
  readonly kind: ExerciseKind
  /** As the page's head has them. */
  readonly signals: DeepDiveFacts['signals']
  readonly page: Root
}

const FEWEST_PROBES = 2
const FEWEST_CLARIFICATIONS = 3
const REASONS = 3

/** What is wrong with the parts of a drill or a deep dive, one line a mistake: which are there and in which order, and what each holds. */
export function partMistakes({ kind, signals, page }: Exercise): readonly string[] {
  const written = page.children.filter(node => node.type !== 'yaml')
  return [
    ...orderMistakes(kind, written),
    ...written.filter(isElement).flatMap(part => contentMistakes(kind, signals, part)),
  ]
}

function orderMistakes(kind: ExerciseKind, written: readonly RootContent[]): readonly string[] {
  const strays = written.filter(node => !isElement(node)).map(node => `outside of a part: ${start(node)}`)
  const names = written.filter(isElement).map(part => part.name)
  const right = PARTS[kind].filter(part => !part.optional || names.includes(part.name)).map(part => part.name)
  if (names.join() === right.join()) return strays
  return [...strays, `parts are ${names.join(', ')}; a page of kind ${kind} has ${right.join(', ')}`]
}

function contentMistakes(
  kind: ExerciseKind,
  signals: DeepDiveFacts['signals'],
  part: Element,
): readonly string[] {
  if (textOf(part).trim() === '') return [`${part.name}: is empty`]
  switch (part.name as PartName) {
    case 'Prompt': {
      const said = elementsIn(part, 'YouSaid').length
      return kind === 'pivot' && said !== 1
        ? [`Prompt: a pivot has what the candidate said in one YouSaid, not ${said}`]
        : []
    }
    case 'Clarifications':
    case 'Questions': {
      const asked = elementsIn(part, 'Ask').length
      return asked < FEWEST_CLARIFICATIONS
        ? [`${part.name}: ${asked} Ask, at least ${FEWEST_CLARIFICATIONS}`]
        : []
    }
    case 'WhyL6': {
      const reasons = itemsOf(part).length
      return kind === 'full' && reasons !== REASONS ? [`WhyL6: ${reasons} reasons instead of ${REASONS}`] : []
    }
    case 'WhyItMisses':
      return asksInBold(part) ? [] : ['WhyItMisses: has no question of the interviewer in bold']
    case 'Approach':
      return phaseMistakes(part)
    case 'Probes': {
      const probes = elementsIn(part, 'Probe')
      const empty = probes.filter(probe => textOf(probe).trim() === '')
      return [
        ...(probes.length < FEWEST_PROBES
          ? [`Probes: ${probes.length} Probe, at least ${FEWEST_PROBES}`]
          : []),
        ...empty.map(() => 'Probes: a Probe without what a good answer contains'),
      ]
    }
    case 'Signals':
      return signalMistakes(part, signals)
    default:
      return []
  }
}

/** The approach of a deep dive: a Phase for each row of its table, under the words of the row's first cell, then the table. */
function phaseMistakes(part: Element): readonly string[] {
  const phases = elementsIn(part, 'Phase').map(phase => {
    const [first] = phase.children
    return first?.type === 'heading' ? textOf(first) : `(no heading: ${start(phase)})`
  })
  const tables = part.children.filter(isTable)
  const rows = tables[0]?.children.slice(1).map(row => textOf(row.children[0] ?? row)) ?? []
  const mistakes: string[] = []
  if (tables.length !== 1) mistakes.push(`Approach: ${tables.length} tables after its phases instead of one`)
  if (phases.length < 2) mistakes.push(`Approach: ${phases.length} Phase, at least two`)
  if (phases.join('|') !== rows.join('|'))
    mistakes.push(`Approach: phases are ${phases.join(', ')}; rows of its table are ${rows.join(', ')}`)
  return mistakes
}

/** Every signal of the head once, with its mark; none that the head does not name. */
function signalMistakes(part: Element, signals: DeepDiveFacts['signals']): readonly string[] {
  const right = [
    ...signals.core,
    ...signals.l7.map(id => `${id} (L7)`),
    ...signals.weak.map(id => `${id} (weak)`),
  ]
  const written = itemsOf(part).map(
    item => /^([\w-]+(?: \(\w+\))?): \S/.exec(textOf(item))?.[1] ?? start(item),
  )
  return [
    ...right.filter(id => !written.includes(id)).map(id => `Signals: lacks ${id}`),
    ...written
      .filter((id, i) => !right.includes(id) || written.indexOf(id) !== i)
      .map(id => `Signals: ${id}`),
  ]
}

function asksInBold(part: Element): boolean {
  let asks = false
  visit(part, 'strong', node => {
    asks ||= textOf(node).includes('?')
  })
  return asks
}

/** The entries of the lists that stand directly in a part. */
function itemsOf(part: Element): readonly RootContent[] {
  return (part.children as RootContent[]).flatMap(node => (node.type === 'list' ? node.children : []))
}

function elementsIn(part: Element, name: string): readonly Element[] {
  const found: Element[] = []
  visit(part, node => {
    if (isElement(node as RootContent) && (node as Element).name === name) found.push(node as Element)
  })
  return found
}

function isTable(node: { readonly type: string }): node is Table {
  return node.type === 'table'
}

/** How a mistake names a piece of prose. */
function start(node: RootContent): string {
  return `“${textOf(node).trim().slice(0, 40)}…”`
}
