import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'vite'

/** A text file of the project; its path is relative to the root and uses `/`. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export interface Finding {
  readonly path: string
  readonly line: number
  readonly what: string
}

/** A node of the syntax tree (ESTree with TypeScript's additions). */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

const ignored = new Set(['.git', 'node_modules', 'dist', 'coverage', 'test-results', 'playwright-report'])

/** Every text file of the project; a file with a zero byte is not text. */
export function readProject(root: string): SourceFile[] {
  return filesBelow(root)
    .map(file => ({
      path: path.relative(root, file).replaceAll(path.sep, '/'),
      text: readFileSync(file, 'utf8'),
    }))
    .filter(file => !file.text.includes('\0'))
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory)
    .filter(name => !ignored.has(name))
    .map(name => path.join(directory, name))
    .flatMap(place => (statSync(place).isDirectory() ? filesBelow(place) : [place]))
}

export function isCode(file: SourceFile): boolean {
  return /\.[cm]?[jt]sx?$/.test(file.path)
}

/** The first folder below src, or undefined when the file lies elsewhere. */
export function folderOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1]
}

export function findingAt(file: SourceFile, offset: number, what: string): Finding {
  return { path: file.path, line: file.text.slice(0, offset).split('\n').length, what }
}

export function describeFindings(findings: readonly Finding[]): string {
  return findings.map(({ path, line, what }) => `${path}:${line} ${what}`).join('\n')
}

/** Calls `visit` for every node, parents first, with its parent and the parent's field it stands in. */
export function walk(
  file: SourceFile,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined, field: string) => void,
): Finding[] {
  const { program, errors } = parseSync(file.path, file.text)
  if (errors.length > 0) return [findingAt(file, 0, `does not parse: ${errors[0]?.message}`)]
  const descend = (value: unknown, parent: SyntaxNode | undefined, field: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) descend(item, parent, field)
    } else if (isNode(value)) {
      visit(value, parent, field)
      for (const [name, child] of Object.entries(value)) descend(child, value, name)
    }
  }
  descend(program, undefined, 'program')
  return []
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
