import type { Root } from 'mdast'
import type { CompiledFile } from '#prose/compiledFile.ts'
import { recordedCalls } from './calls.ts'
import { excerptName } from './recordedProps.ts'

/** Stops the build at a live figure whose props are wrong, and at one of which no excerpt is kept. */
export function remarkRecorded(isKept: (excerpt: string) => boolean) {
  return (page: Root, file: CompiledFile): void => {
    for (const name of excerptsIn(page, file))
      if (!isKept(name)) file.fail(`<Recorded>: ${name} is not recorded; run \`npm run figures\``)
  }
}

function excerptsIn(page: Root, file: CompiledFile): readonly string[] {
  try {
    return recordedCalls(page).map(excerptName)
  } catch (error) {
    return file.fail((error as Error).message)
  }
}
