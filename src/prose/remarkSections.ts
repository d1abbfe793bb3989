import type { Root } from 'mdast'
import { type CompiledFile, placeOf } from './compiledFile.ts'
import { type SectionFacts, sectionsOf } from './sections.ts'

/** Counts the sections of a chapter when it is compiled: its module exports them as `sections`. */
export function remarkSections() {
  return (page: Root, file: CompiledFile): void => {
    if (placeOf(file)?.shelf !== 'playbook') return
    const elements = sectionsOf(page).map(section => objectOf(section))
    const declaration = {
      type: 'VariableDeclaration' as const,
      kind: 'const' as const,
      declarations: [
        {
          type: 'VariableDeclarator' as const,
          id: { type: 'Identifier' as const, name: 'sections' },
          init: { type: 'ArrayExpression' as const, elements },
        },
      ],
    }
    page.children.push({
      type: 'mdxjsEsm',
      value: 'export const sections',
      data: {
        estree: {
          type: 'Program',
          sourceType: 'module',
          body: [
            { type: 'ExportNamedDeclaration', specifiers: [], source: null, attributes: [], declaration },
          ],
        },
      },
    })
  }
}

function objectOf(section: SectionFacts) {
  return {
    type: 'ObjectExpression' as const,
    properties: Object.entries(section).map(([name, value]) => ({
      type: 'Property' as const,
      kind: 'init' as const,
      method: false,
      shorthand: false,
      computed: false,
      key: { type: 'Identifier' as const, name },
      value: { type: 'Literal' as const, value: value as string | number },
    })),
  }
}
