import { runCommandLine } from './commandLine.mjs'

runCommandLine(['gate', ...process.argv.slice(2)])
