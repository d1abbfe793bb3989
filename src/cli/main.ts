import { Command, CommanderError } from 'commander'
import { BadInput } from './badInput.ts'
import { GENERAL_MEASURES } from './generalMeasures.ts'
import { jsonOutput, textOutput } from './output.ts'
import { PARAMETER_NAMES } from './sweep/parameter.ts'
import { list } from './verbs/list.ts'
import { run } from './verbs/run.ts'
import { schema } from './verbs/schema.ts'
import { show } from './verbs/show.ts'

const DONE = 0
const OBJECTIVES_MISSED = 1
const BAD_INPUT = 2
const BUG = 3

const SWEEP_HELP = `
Names: ${PARAMETER_NAMES.join(', ')}.
rate is a factor on every reader's rate (rate=0.5..2). ttlMs is the Redis TTL, of every data type. The others are the
lab's knobs: they set every data type at once, and 0 is off. A choice takes a list: coalescing=none,instance,fleet.
Measures: the lab's objectives, ${GENERAL_MEASURES.map(({ id }) => id).join(', ')}.`

function program(): Command {
  const stampede = new Command('stampede')
    .description('Runs cache designs in simulated worlds, and says what came of it.')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showHelpAfterError(false)
  stampede
    .command('list')
    .description('the labs, with prompts, designs and objectives')
    .option('--json', 'print one JSON document')
    .action(options => list(options.json ? jsonOutput() : textOutput()))
  stampede
    .command('show <scenario>')
    .description('a world or a design as JSON that can be edited and fed back in')
    .option('--world', 'the world')
    .option('--variant <n>', 'of the world, as `run --variant` runs it', '0')
    .option('--design <id>', 'a design: l5, l6 or another preset')
    .action(show)
  stampede
    .command('run [scenario]')
    .description('run a lab, or a world of your own, once')
    .option('--design <id or file>', 'a preset (of a lab: l5 unless given), or a JSON file')
    .option('--world <file>', 'a world of your own, as JSON')
    .option('--variant <n>', "1 to 9999: the lab's world with some of its numbers drawn anew", '0')
    .option('--seed <n>', 'uint32', '7')
    .option('--store <store>', 'what runs the Redis commands: model or ioredis-mock', 'model')
    .option('--json', 'print one JSON document')
    .option('--check', 'exit 1 unless every objective is met')
    .action(async (scenario, options) => {
      const isMet = await run(scenario, options, options.json ? jsonOutput() : textOutput())
      if (options.check && !isMet) process.exitCode = OBJECTIVES_MISSED
    })
  stampede
    .command('compare <scenario>')
    .description('two designs of a lab on the same seeds: paired differences with 95 % intervals')
    .requiredOption('--a <id or file>', 'a preset of the lab, or a JSON file')
    .requiredOption('--b <id or file>', 'another one; differences are b - a')
    .option('--seeds <n>', 'seeds 1 to n, 2 or more', '20')
    .option('--json', 'print one JSON document')
    .action(async (scenario, options) => {
      const { compare } = await import('./verbs/compare.ts')
      await compare(scenario, options, options.json ? jsonOutput() : textOutput())
    })
  stampede
    .command('sweep <scenario>')
    .description('a grid of runs of one design over two parameters, or a line over one')
    .requiredOption('--x <name=values>', 'from..to[:steps], 5 steps unless given, or a list value,value')
    .option('--y <name=values>', 'the same for a second parameter')
    .option('--design <id or file>', 'a preset, or a JSON file', 'l5')
    .option('--seed <n>', 'uint32 (7 unless given)')
    .option('--seeds <n>', 'instead of --seed: means of seeds 1 to n')
    .option(
      '--measure <id>',
      'what the table shows: an objective (the primary one unless given), or a measure',
    )
    .option('--csv', 'print a row for each cell, with all objectives and measures')
    .option('--json', 'print one JSON document')
    .addHelpText('after', SWEEP_HELP)
    .action(async (scenario, options) => {
      const { sweep } = await import('./verbs/sweep.ts')
      await sweep(scenario, options, options.json ? jsonOutput() : textOutput())
    })
  stampede.command('schema <what>').description('JSON Schema of a world, a design or a result').action(schema)
  stampede
    .command('replay <trace>')
    .description(
      'hits and misses of an eviction policy on a trace: a file with one key per line, or - for stdin; for redis-lru and redis-lfu each request takes 1 ms',
    )
    .requiredOption('--policy <policy>', 'lru, lfu, fifo, sieve, s3-fifo, w-tinylfu, redis-lru or redis-lfu')
    .requiredOption('--size <n>', 'entries, 1 to 10000000')
    .option('--json', 'print one JSON document')
    .action(async (trace, options) => {
      const { replay } = await import('./verbs/replay.ts')
      await replay(trace, options, options.json ? jsonOutput() : textOutput())
    })
  stampede
    .command('gate [scenario]')
    .description('every lab, or one: the trap misses its primary objective and the answer meets all')
    .option('--seeds <n>', 'seeds 1 to n', '30')
    .option('--variants <n>', 'variants 1 to n of the world, each with that seed', '10')
    .action(async (scenario, options) => {
      const { gate } = await import('./verbs/gate.ts')
      if (!(await gate(scenario, options, textOutput()))) process.exitCode = OBJECTIVES_MISSED
    })
  stampede
    .command('bench')
    .description('speed, as ratios to the raw event queue: medians of five')
    .option('--json', 'print one JSON document')
    .action(async options => {
      const { bench } = await import('./verbs/bench.ts')
      bench(options.json ? jsonOutput() : textOutput())
    })
  return stampede
}

/** Commander's complaints in the form of all others: what, its value, what is allowed. */
function complaint(error: CommanderError, given: readonly string[]): string {
  const stampede = program()
  const verbs = stampede.commands.map(verb => verb.name()).join(', ')
  const verb = stampede.commands.find(each => each.name() === given[0])
  const said = error.message.replace(/^error: /, '').split('\n')[0]
  if (verb === undefined)
    return `verb: ${given[0] === undefined ? 'none' : JSON.stringify(given[0])} is not allowed; it must be one of ${verbs}`
  const flags = verb.options.map(option => option.flags).join(', ')
  return `${verb.name()}: ${said}; it takes ${[verb.usage(), flags].filter(Boolean).join(': ')}`
}

function fail(message: string): void {
  process.stderr.write(`stampede: ${message.split('\n')[0]}\n`)
  process.exitCode = BAD_INPUT
}

// A reader that has seen enough, such as head, closes the pipe; that is no failure.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  process.exit()
})

const given = process.argv.slice(2)
try {
  process.exitCode = DONE
  if (given.length === 0) throw new CommanderError(BAD_INPUT, 'stampede.noVerb', 'no verb')
  await program().parseAsync(process.argv)
} catch (error) {
  if (error instanceof BadInput) fail(error.message)
  else if (error instanceof CommanderError) {
    if (error.exitCode !== 0) fail(complaint(error, given))
  } else {
    process.stderr.write(`stampede: this is a bug: ${error instanceof Error ? error.stack : error}\n`)
    process.exitCode = BUG
  }
}
