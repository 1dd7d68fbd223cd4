import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

const CHECK = /await this\.ensureDoc\("checkLastPage",/g

/**
 * PDF.js looks for the last page before it shows the first one, and to find it reads a piece of the file for every page. Where
 * a file is read piece by piece (`streamManager`) that is most of it: there it goes without. Files that were loaded whole
 * are still checked so. There is no option for it; a version of PDF.js that has it elsewhere ends the build.
 */
export const pdfWorker: Plugin = {
  name: 'pdf-worker',
  setup(build) {
    build.onLoad({ filter: /pdfjs-dist[\\/]build[\\/]pdf\.worker\.min\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (text.match(CHECK)?.length !== 1)
        throw new Error('PDF.js looks for the last page elsewhere now: see tools/pdf-worker.ts')
      return {
        contents: text.replace(CHECK, 'this.streamManager||await this.ensureDoc("checkLastPage",'),
        loader: 'js',
      }
    })
  },
}
