import path from 'node:path'
import { type Finding, findingAt, isCode, type SourceFile, walk } from './source.ts'

interface Pattern {
  readonly what: string
  readonly pattern: RegExp
  readonly appliesTo: (file: SourceFile) => boolean
}

const lockfile = 'package-lock.json'
const everywhere = () => true
const exceptLockfile = (file: SourceFile) => file.path !== lockfile

// Written so that none of them matches itself.
const patterns: readonly Pattern[] = [
  {
    what: 'leaves work for later; do it or file it',
    pattern: /\b(?:TO(?:DO)|FIX(?:ME)|X{3})\b/g,
    appliesTo: exceptLockfile,
  },
  {
    what: "names a path of someone's machine",
    pattern: /(?<![\w.:/-])\/(?:work|root|tmp|home\/\w+|Users\/\w+)\//g,
    appliesTo: exceptLockfile,
  },
  { what: 'reaches outside the project', pattern: /\.\.\/(?:shared)\b/g, appliesTo: exceptLockfile },
  {
    what: 'names the host of a package registry',
    pattern: /\bregistry\.[a-z0-9-]+\.(?:org|com|net|io|dev|cn)\b/g,
    appliesTo: everywhere,
  },
  {
    what: 'names where a package came from; keep omit-lockfile-registry-resolved in .npmrc',
    pattern: /"resolved":/g,
    appliesTo: file => file.path === lockfile,
  },
  {
    what: 'leaves tests out of the run',
    pattern: /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:only|skip|fixme)\b/g,
    appliesTo: file => file.path.startsWith('test/') && isCode(file),
  },
]

/** Checks what must stand in no file, whatever its language. */
export function checkText(file: SourceFile): Finding[] {
  return patterns
    .filter(({ appliesTo }) => appliesTo(file))
    .flatMap(({ what, pattern }) =>
      [...file.text.matchAll(pattern)].map(match => findingAt(file, match.index, `"${match[0]}" ${what}`)),
    )
}

/** Checks that a path says what is in it, and that no file only hands on what others hold. */
export function checkName(file: SourceFile): Finding[] {
  const vague = file.path.split('/').find(name => /^(?:utils?|helpers?|common)(?:\.|$)/i.test(name))
  const findings = vague
    ? [findingAt(file, 0, `"${vague}" names no subject; name it after what it does`)]
    : []
  return [...findings, ...checkBarrel(file)]
}

function checkBarrel(file: SourceFile): Finding[] {
  if (!/^index\.[cm]?[jt]sx?$/.test(path.posix.basename(file.path))) return []
  const findings: Finding[] = []
  walk(file, node => {
    if (!node.type.startsWith('Export') || !node.source) return
    findings.push(findingAt(file, node.start, 'is a barrel; import from the file that declares it'))
  })
  return findings
}
