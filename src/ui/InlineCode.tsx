/** A sentence in which backticks mark code. */
export function InlineCode({ text }: { readonly text: string }) {
  return text.split('`').map((part, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text stay where they are
    i % 2 === 1 ? <code key={i}>{part}</code> : part,
  )
}
