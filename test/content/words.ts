const NUMBERS: Readonly<Record<string, string>> = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  twelve: '12',
  fifteen: '15',
  twenty: '20',
  thirty: '30',
  forty: '40',
  fifty: '50',
  sixty: '60',
  ninety: '90',
}

/** Text as words are looked for in it: small letters, one kind of space, dash and quote, numbers in figures, units in short. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u00a0\u2009\u202f\u2060\s]+/g, ' ')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—−]/g, '-')
    .replace(/(\d) ?×/g, '$1x')
    .replaceAll('×', 'x')
    .replace(/\ba thousand\b/g, '1,000')
    .replace(/\ba hundred\b/g, '100')
    .replace(/\b[a-z]+\b/g, word => (Object.hasOwn(NUMBERS, word) ? (NUMBERS[word] as string) : word))
    .replace(/\btwice\b/g, '2x')
    .replace(/(\d) times\b/g, '$1x')
    .replace(/\ba second\b/g, '1 s')
    .replace(/(\d) to (\d)/g, '$1-$2')
    .replace(/(\d)k\b/g, '$1,000')
    .replace(/(\d) ?percent\b/g, '$1 %')
    .replace(/(\d)%/g, '$1 %')
    .replace(/(\d)[ -]?(?:seconds?|secs?|s)\b/g, '$1 s')
    .replace(/(\d)[ -]?(?:minutes?|mins?)\b/g, '$1 min')
    .replace(/(\d)[ -]?(?:hours?|hrs?|h)\b/g, '$1 h')
    .replace(/(\d)[ -]?(?:milliseconds?|ms)\b/g, '$1 ms')
    .replace(/(\d) ?(kb|gb|mb)\b/g, '$1 $2')
}

/** Looks for words as `Carried` writes them. Gives those that a text lacks; none when it has them all. */
export function missingFrom(text: string, wanted: string): readonly string[] {
  const within = plain(text)
  return termsOf(wanted).filter(term => !term.split('|').some(word => holds(within, word)))
}

/** The words wanted, alternatives still joined by `|`; a number and its unit are one word. */
function termsOf(wanted: string): readonly string[] {
  const unit = String.raw`[\d.,+-]+ (?:s|min|h|ms|%|kb|gb|mb)(?![\w])`
  const word = `(?:${unit}|[^\\s|]+)`
  return plain(wanted).match(new RegExp(`${word}(?:\\|${word})*`, 'g')) ?? []
}

function holds(text: string, word: string): boolean {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<![\w.,])${literal}(?!\w)`).test(text)
}
