import { z } from 'zod'
import { Design } from '#cache/design.ts'
import { World } from '#world/world.ts'
import { oneOf } from '../inputs.ts'
import { Result } from '../result.ts'

const SCHEMAS = { world: World, design: Design, result: Result } as const

/** The JSON Schema of what goes in, where most fields have a default and may be left out, or of what comes out. */
export function schema(name: string): void {
  const which = oneOf('schema', name, ['world', 'design', 'result'])
  const io = which === 'result' ? 'output' : 'input'
  process.stdout.write(`${JSON.stringify(z.toJSONSchema(SCHEMAS[which], { io }), null, 2)}\n`)
}
