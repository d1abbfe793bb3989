import { runCommandLine } from './commandLine.mjs'

runCommandLine(process.argv.slice(2))
