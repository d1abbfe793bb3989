import { type ESTree, parseSync } from 'vite'

/** A declaration of the project's own code, as a page shows it. */
export interface SourceRegion {
  /** From the root of the project: 'src/cache/flights.ts'. */
  readonly file: string
  readonly declaration: string
  /** Lines of the file, from 1, the comment above included. */
  readonly firstLine: number
  readonly lastLine: number
  /** The text in order, comments apart; without the indentation that all of its lines share. */
  readonly pieces: readonly SourcePiece[]
}

interface SourcePiece {
  readonly text: string
  readonly isComment: boolean
}

interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Cuts one declaration of a file out, with the comment that stands directly above it: a function, class, constant, type or
 * interface by its name, a member as 'Class.member'. Throws an Error that names what there is.
 */
export function sourceRegion(file: string, text: string, declaration: string): SourceRegion {
  const { program, comments, errors } = parseSync(file, text)
  if (errors[0] !== undefined) throw new Error(`${file} does not parse: ${errors[0].message}`)
  const declared = declarationsOf(program.body)
  const span = declared.get(declaration)
  if (span === undefined)
    throw new Error(`${file} declares no “${declaration}”; it declares ${[...declared.keys()].join(', ')}`)
  const start = lineStart(text, withDocstring(text, span.start, comments))
  const { end } = span
  return {
    file,
    declaration,
    firstLine: lineOf(text, start),
    lastLine: lineOf(text, end),
    pieces: dedented(
      piecesOf(
        text,
        { start, end },
        comments.filter(comment => comment.start >= start && comment.end <= end),
      ),
    ),
  }
}

/** Names of what a file declares, with the place of each. */
function declarationsOf(body: readonly (ESTree.Directive | ESTree.Statement)[]): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>()
  for (const statement of body) {
    const isExport =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
    const declared = isExport ? statement.declaration : statement
    const span = { start: statement.start, end: statement.end }
    switch (declared?.type) {
      case 'FunctionDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        if (declared.id !== null) found.set(declared.id.name, span)
        break
      case 'VariableDeclaration':
        for (const { id } of declared.declarations) if (id.type === 'Identifier') found.set(id.name, span)
        break
      case 'ClassDeclaration': {
        const name = declared.id?.name ?? 'default'
        found.set(name, span)
        for (const member of declared.body.body)
          if ('key' in member && member.key.type === 'Identifier')
            found.set(`${name}.${member.key.name}`, { start: member.start, end: member.end })
        break
      }
    }
  }
  return found
}

/** Where a declaration begins if the comments directly above it belong to it. */
function withDocstring(text: string, start: number, comments: readonly Span[]): number {
  let from = start
  for (const comment of comments.filter(({ end }) => end <= start).reverse()) {
    const between = text.slice(comment.end, from)
    const isAlone = text.slice(lineStart(text, comment.start), comment.start).trim() === ''
    if (!isAlone || between.trim() !== '' || between.split('\n').length > 2) break
    from = comment.start
  }
  return from
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function piecesOf(text: string, { start, end }: Span, comments: readonly Span[]): SourcePiece[] {
  const pieces: SourcePiece[] = []
  let at = start
  for (const comment of comments) {
    if (comment.start > at) pieces.push({ text: text.slice(at, comment.start), isComment: false })
    pieces.push({ text: text.slice(comment.start, comment.end), isComment: true })
    at = comment.end
  }
  if (end > at) pieces.push({ text: text.slice(at, end), isComment: false })
  return pieces
}

/** Without the indentation of the first line, which is where the declaration stands. */
function dedented(pieces: readonly SourcePiece[]): readonly SourcePiece[] {
  const whole = pieces.map(({ text }) => text).join('')
  const indentation = /^ */.exec(whole)?.[0] ?? ''
  if (indentation === '') return pieces
  let isLineStart = true
  const cut = pieces.map(piece => {
    const text = piece.text.replaceAll(`\n${indentation}`, '\n')
    const own = isLineStart && text.startsWith(indentation) ? text.slice(indentation.length) : text
    isLineStart = false
    return { ...piece, text: own }
  })
  return cut.filter(({ text }) => text !== '')
}
