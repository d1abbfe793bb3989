import path from 'node:path'
import { runProgram } from './commandLine.mjs'
import { root } from './install.mjs'

runProgram('src/cli/drawPictures.ts', [path.join(root, 'src/app/wall/pictures.json')])
