// npm's postinstall: an install by hand counts as well, so that the next `npm start` does not repeat it.
import { writeStamp } from './install.mjs'

writeStamp()
