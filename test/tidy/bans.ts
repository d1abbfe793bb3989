import { ambientNames, type Ban, exactMath, exemptions, reasons, rows } from './rules.ts'
import {
  type Finding,
  findingAt,
  folderOf,
  isNode,
  type SourceFile,
  type SyntaxNode,
  walk,
} from './source.ts'

interface Use {
  readonly ban: Ban
  readonly what: string
}

/** Checks that a model file uses no ambient time, chance or asynchrony, and no arithmetic that differs between engines. */
export function checkBans(file: SourceFile): Finding[] {
  const folder = folderOf(file.path) ?? ''
  const banned = Object.hasOwn(rows, folder) ? (rows[folder]?.bans ?? []) : []
  const bans = banned.filter(ban => !exemptions[file.path]?.includes(ban))
  if (bans.length === 0) return []
  const findings: Finding[] = []
  const unparsed = walk(file, (node, parent, field) => {
    const use = findUse(node, parent, field)
    if (!use || !bans.includes(use.ban)) return
    findings.push(findingAt(file, node.start, `uses ${use.what}, banned in ${folder}: ${reasons[use.ban]}`))
  })
  return [...unparsed, ...findings]
}

function findUse(node: SyntaxNode, parent: SyntaxNode | undefined, field: string): Use | undefined {
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true)) {
    return { ban: 'async', what: 'await' }
  }
  if (node.async === true) return { ban: 'async', what: 'async' }
  if (node.operator === '**' || node.operator === '**=') return { ban: 'math', what: node.operator }
  if (node.type === 'Identifier' && isReference(parent, field))
    return nameUse(String(node.name), node, parent)
  return undefined
}

function nameUse(name: string, node: SyntaxNode, parent: SyntaxNode | undefined): Use | undefined {
  if (name === 'Math') return mathUse(memberOf(node, parent))
  const ban = Object.hasOwn(ambientNames, name) ? ambientNames[name] : undefined
  if (!ban) return undefined
  const member = memberOf(node, parent)
  return { ban, what: member ? `${name}.${member}` : name }
}

/** `Math` without a plain member is an alias or a computed access, behind which anything could hide. */
function mathUse(member: string | undefined): Use | undefined {
  if (member === 'random') return { ban: 'chance', what: 'Math.random' }
  if (member && exactMath.has(member)) return undefined
  return { ban: 'math', what: member ? `Math.${member}` : 'Math without naming its member' }
}

/** The name after the dot when this node stands before it. */
function memberOf(node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  if (parent?.type !== 'MemberExpression' || parent.object !== node || parent.computed) return undefined
  return isNode(parent.property) ? String(parent.property.name) : undefined
}

/** False for a name that stands for itself: a key, a member of something else, a type. */
function isReference(parent: SyntaxNode | undefined, field: string): boolean {
  if (!parent) return false
  if (parent.type.startsWith('TS') && !parent.type.endsWith('Expression')) return false
  if (field === 'property' && !parent.computed) return isGlobal(parent.object)
  return field !== 'key' || Boolean(parent.computed)
}

function isGlobal(object: unknown): boolean {
  return isNode(object) && ['globalThis', 'self', 'window'].includes(String(object.name))
}
