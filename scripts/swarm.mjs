import { runProgram } from './commandLine.mjs'

runProgram('test/swarm/swarm.ts', process.argv.slice(2))
