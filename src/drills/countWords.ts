/** Words as a reader counts them: "don't", "re-read" and "1,000" are one each. */
export function countWords(text: string): number {
  return text.match(/[\p{Letter}\p{Number}]+(?:['’.,-][\p{Letter}\p{Number}]+)*/gu)?.length ?? 0
}
