import { runCommandLine } from './commandLine.mjs'

runCommandLine(['bench', ...process.argv.slice(2)])
