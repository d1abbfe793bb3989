import path from 'node:path'
import { runProgram } from './commandLine.mjs'
import { root } from './install.mjs'

runProgram('src/cli/drawSequences.ts', [path.join(root, 'src/playbook/sequences')])
