import { z } from 'zod'
import { Design } from '#cache/design.ts'
import { World } from '#world/world.ts'
import { oneOf } from '../inputs.ts'
import { Result } from '../result.ts'

const SCHEMAS = { world: World, design: Design, result: Result } as const

/** The JSON Schema of what goes in or comes out. */
export function schema(name: string): void {
  const which = oneOf('schema', name, ['world', 'design', 'result'])
  process.stdout.write(`${JSON.stringify(z.toJSONSchema(SCHEMAS[which]), null, 2)}\n`)
}
