import path from 'node:path'
import { type Row, rows } from './rules.ts'
import {
  type Finding,
  findingAt,
  folderOf,
  isNode,
  type SourceFile,
  type SyntaxNode,
  walk,
} from './source.ts'

interface Import {
  readonly specifier: string
  readonly isTypeOnly: boolean
  readonly offset: number
}

/** Checks where a file below src imports from: folders, packages, and how the path is written. */
export function checkImports(file: SourceFile): Finding[] {
  if (!file.path.startsWith('src/')) return []
  const folder = folderOf(file.path)
  if (!folder) return [findingAt(file, 0, 'lies directly in src; put it in a folder of the table')]
  const row = Object.hasOwn(rows, folder) ? rows[folder] : undefined
  if (!row) return [findingAt(file, 0, `lies in src/${folder}, which is in no row of test/tidy/rules.ts`)]
  const findings: Finding[] = []
  const unparsed = walk(file, node => {
    const found = importOf(node)
    const problem = found && problemOf(file, folder, row, found)
    if (problem) findings.push(findingAt(file, found.offset, problem))
  })
  return [...unparsed, ...findings]
}

/** With verbatimModuleSyntax, `import { type A }` still loads the module, so only `import type` counts as types alone. */
function importOf(node: SyntaxNode): Import | undefined {
  const { source } = node
  if (!isNode(source) || typeof source.value !== 'string') return undefined
  const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType'
  return { specifier: source.value, isTypeOnly, offset: node.start }
}

function problemOf(file: SourceFile, folder: string, row: Row, found: Import): string | undefined {
  const specifier = found.specifier.replace(/\?.*$/, '')
  if (specifier.startsWith('#'))
    return folderProblem(folder, row, found, specifier.slice(1).split('/')[0] ?? '')
  if (specifier.startsWith('.')) return relativeProblem(file, folder, row, found, specifier)
  return packageProblem(folder, row, specifier)
}

function relativeProblem(file: SourceFile, folder: string, row: Row, found: Import, specifier: string) {
  const target = path.posix.join(path.posix.dirname(file.path), specifier)
  if (target.startsWith('../')) return `imports ${specifier}, which lies outside the project`
  const targetFolder = folderOf(target) ?? target.split('/')[0] ?? ''
  if (targetFolder === folder) return undefined
  const way = `write #${targetFolder}/... instead of ${specifier}`
  return (
    folderProblem(folder, row, found, targetFolder) ?? `imports another folder by a relative path; ${way}`
  )
}

function folderProblem(folder: string, row: Row, found: Import, target: string): string | undefined {
  if (target === folder || row.imports.includes(target)) return undefined
  const types = row.types ?? []
  if (types.includes(target)) {
    if (found.isTypeOnly) return undefined
    return `imports ${found.specifier} as a value; ${folder} may import ${target} with \`import type\` alone`
  }
  const allowed = [...row.imports, ...types.map(name => `${name} (types)`)].join(', ') || 'nothing'
  return `imports ${found.specifier}; ${folder} may import ${allowed}`
}

function packageProblem(folder: string, row: Row, specifier: string): string | undefined {
  const name = packageName(specifier)
  const isAllowed = row.packages.some(allowed =>
    allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) && name !== 'node:' : name === allowed,
  )
  if (isAllowed) return undefined
  return `imports the package ${name}; ${folder} may import ${row.packages.join(', ') || 'no package'}`
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:'
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
