import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'
import type { CompiledFile } from './compiledFile.ts'
import { type Element, isElement } from './elements.ts'

/** Elements that show something which is imported, under which name they get it, and from where. */
const IMPORTED: Readonly<Record<string, { readonly as: string; from(element: Element): string }>> = {
  Source: {
    as: 'region',
    from: element => `/src/${literal(element, 'file')}?declaration=${literal(element, 'declaration')}`,
  },
  Sequence: {
    as: 'exchange',
    from: element => `/src/playbook/sequences/${literal(element, 'of')}.json`,
  },
}

/**
 * Gives `<Source>` the region of code it names and `<Sequence>` its recorded exchange, by imports at the head of the page. So what
 * they show comes with the page, and a name that is wrong stops the build.
 */
export function remarkImported() {
  return (page: Root, file: CompiledFile): void => {
    const modules = new Map<string, string>()
    visit(page, element => {
      if (!isElement(element)) return
      const imported = element.name === null ? undefined : IMPORTED[element.name]
      if (imported === undefined) return
      let from = ''
      try {
        from = imported.from(element)
      } catch (error) {
        file.fail((error as Error).message)
      }
      const local = modules.get(from) ?? `imported${modules.size + 1}`
      modules.set(from, local)
      element.attributes.push(attribute(imported.as, local))
    })
    for (const [from, local] of modules) page.children.unshift(importOf(local, from))
  }
}

function literal({ name, attributes }: Element, wanted: string): string {
  for (const each of attributes)
    if (each.type === 'mdxJsxAttribute' && each.name === wanted && typeof each.value === 'string')
      return each.value
  throw new Error(`<${name}> needs ${wanted}="…", written out`)
}

function attribute(name: string, local: string): Element['attributes'][number] {
  const expression = { type: 'Identifier' as const, name: local }
  return {
    type: 'mdxJsxAttribute',
    name,
    value: {
      type: 'mdxJsxAttributeValueExpression',
      value: local,
      data: {
        estree: {
          type: 'Program',
          sourceType: 'module',
          body: [{ type: 'ExpressionStatement', expression }],
        },
      },
    },
  }
}

function importOf(local: string, from: string): Root['children'][number] {
  return {
    type: 'mdxjsEsm',
    value: `import ${local} from '${from}'`,
    data: {
      estree: {
        type: 'Program',
        sourceType: 'module',
        body: [
          {
            type: 'ImportDeclaration',
            specifiers: [{ type: 'ImportDefaultSpecifier', local: { type: 'Identifier', name: local } }],
            source: { type: 'Literal', value: from },
            attributes: [],
          },
        ],
      },
    },
  }
}
