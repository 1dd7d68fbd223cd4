// Builds dist/: the server in one file, the islands, the styles, the migrations. Does nothing when nothing changed.
// `node tools/build.ts [--force]`
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { BuildOptions, Plugin } from 'esbuild'
import { pdfWorker } from './pdf-worker.ts'

/** Logical name ("public.css", "appointments/calendar.js") -> file name below dist/assets and its size in bytes. */
export type Assets = Record<string, { file: string; size: number }>

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const stylesSource = join(root, 'src/platform/ui/styles.ts')

/** What the build depends on, as one short text: path, size and time of change of each source file. */
function fingerprint(): string {
  const hash = createHash('sha256').update(process.version)
  const inputs = globSync(
    ['src/**/*', 'migrations/*.sql', 'docs/evidence/*.mjs', 'tools/**/*.ts', 'tests/support/*.ts', 'package*.json'],
    {
      cwd: root,
    },
  )
  for (const path of inputs.toSorted()) {
    const file = statSync(join(root, path))
    if (file.isFile() && !path.includes('.test.')) hash.update(`${path} ${file.size} ${file.mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** "src/modules/appointments/islands/day.ts" -> "appointments/day.js"; the platform's own: "theme.js", without a folder. */
export function islandName(source: string): string {
  const file = `${basename(source, '.ts')}.js`
  return source.startsWith('src/platform/') ? file : `${basename(dirname(dirname(source)))}/${file}`
}

/** The first existing of the given files; none is no error, because parts of the house are added one after another. */
function firstOf(...paths: string[]): string | undefined {
  return paths.find((path) => existsSync(join(root, path)))
}

async function buildServer(out: string): Promise<void> {
  const entries: Record<string, string> = {}
  const main = firstOf('src/app/main.ts', 'src/app/main.tsx')
  const bench = firstOf('tools/bench/main.ts')
  if (main) entries['program'] = main
  // benches use what supports the tests, which an installation does without
  if (bench && existsSync(join(root, 'tests/support'))) entries['bench'] = bench
  // the processes that read files: programs of their own, as they may not see the rest
  for (const name of ['main', 'ocr']) {
    const reader = firstOf(`src/modules/documents/reading/worker/${name}.ts`)
    if (reader) entries[`reader-${name}`] = reader
  }
  if (Object.keys(entries).length === 0) return
  const { build } = await import('esbuild')
  const options: BuildOptions = {
    absWorkingDir: root,
    entryPoints: entries,
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    plugins: [packages],
    sourcemap: true,
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'warning',
  }
  const { metafile } = await build({ ...options, metafile: true })
  const imports = Object.values(metafile.outputs).find((output) => output.entryPoint === main)?.imports ?? []
  const missing = notInstalled(imports.filter(({ external }) => external).map(({ path }) => path))
  if (missing.length > 0) {
    throw new Error(`The program imports ${missing.join(', ')}, which package.json does not list in "dependencies".`)
  }
  if (main) writeProgram(out)
}

/** Packages of very many small files, which the program's own file takes in: read one by one they cost a tenth of its start. */
const TAKEN_IN = new Set(['kysely', 'zod', 'hono', '@hono/node-server'])

const nameOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** All other packages stay where npm puts them. */
const packages: Plugin = {
  name: 'packages',
  setup(build) {
    build.onResolve({ filter: /^[^./#]/ }, ({ path, kind }) =>
      kind === 'entry-point' || TAKEN_IN.has(nameOf(path)) ? undefined : { path, external: true },
    )
  },
}

/**
 * What is started: loads the program with the engine's own translation of it, which lies beside it and saves a third of the
 * time until it runs. It is made here, by a first call; where it does not fit (another engine) it is not used.
 */
function writeProgram(out: string): void {
  const started = join(out, 'belegt.js')
  writeFileSync(
    started,
    `import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache({ directory: join(import.meta.dirname, 'translated'), portable: true })
await import('./program.js')
`,
  )
  const translated = join(out, 'translated')
  rmSync(translated, { recursive: true, force: true })
  const { status, stderr } = spawnSync(process.execPath, [started], { encoding: 'utf8' })
  if (status !== 2) throw new Error(`The program cannot even say how it is called (${status}): ${stderr}`)
  // whoever builds is often not who runs it
  for (const path of globSync('*/*', { cwd: translated })) chmodSync(join(translated, path), 0o644)
}

/** The packages among the import specifiers that an installation without development packages lacks. */
function notInstalled(specifiers: string[]): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, object>
  const names = specifiers.filter((specifier) => !isBuiltin(specifier)).map(nameOf)
  return [...new Set(names)].filter((name) => !(name in (dependencies ?? {})))
}

async function buildIslands(out: string): Promise<Assets> {
  const entryPoints = globSync('src/**/islands/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts') && !path.endsWith('.d.ts'))
    .toSorted()
  if (entryPoints.length === 0) return {}
  const { build } = await import('esbuild')
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: join(out, 'assets'),
    entryNames: '[name]-[hash]',
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify: true,
    metafile: true,
    logLevel: 'warning',
    plugins: [pdfWorker],
  })
  const assets: Assets = {}
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint) continue
    const name = islandName(output.entryPoint)
    if (assets[name]) throw new Error(`Two islands would both be called ${name}: rename one of the files.`)
    assets[name] = { file: basename(path), size: output.bytes }
  }
  return assets
}

async function buildStyles(out: string): Promise<Assets> {
  if (!existsSync(stylesSource)) return {}
  const { compileStyles } = (await import(stylesSource)) as {
    compileStyles: () => Record<string, string> | Promise<Record<string, string>>
  }
  const sheets = await compileStyles()
  const { transform } = await import('esbuild')
  const assets: Assets = {}
  mkdirSync(join(out, 'assets'), { recursive: true })
  for (const [name, text] of Object.entries(sheets)) {
    const { code } = await transform(text, { loader: 'css', minify: true, logLevel: 'warning' })
    const mark = createHash('sha256').update(code).digest('hex').slice(0, 8).toUpperCase()
    const file = `${name}-${mark}.css`
    writeFileSync(join(out, 'assets', file), code)
    assets[`${name}.css`] = { file, size: Buffer.byteLength(code) }
  }
  return assets
}

/** The program that people are handed to check us with: as it stands, so that everybody can read it. */
function copyEvidence(out: string): Assets {
  const assets: Assets = {}
  for (const path of ['docs/evidence/verify-receipt.mjs']) {
    const text = readFileSync(join(root, path))
    const mark = createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase()
    const file = `${basename(path, '.mjs')}-${mark}.mjs`
    writeFileSync(join(out, 'assets', file), text)
    assets[basename(path)] = { file, size: text.byteLength }
  }
  return assets
}

const pdfJs = join(root, 'node_modules/pdfjs-dist')

/** Where a part that PDF.js loads when a document needs it lies: decoders, fonts of signs, encodings of East Asia. */
export const pdfPart = (name: string): string | undefined =>
  ['wasm', 'standard_fonts', 'cmaps'].map((folder) => join(pdfJs, folder, name)).find((path) => existsSync(path))

/**
 * The parts of PDF.js under the version's own name, so that one address leads to all of them. For text the browser has fonts of
 * its own; Liberation, which comes along too, is under a licence (GPL with an exception) that we do not hand on.
 */
function copyPdfParts(out: string): Assets {
  const { version } = JSON.parse(readFileSync(join(pdfJs, 'package.json'), 'utf8')) as { version: string }
  const assets: Assets = {}
  for (const path of globSync(
    ['wasm/{jbig2,openjpeg,qcms_bg}.wasm', 'standard_fonts/Foxit{Symbol,Dingbats}.pfb', 'cmaps/*.bcmap'],
    {
      cwd: pdfJs,
    },
  )) {
    const file = `pdf-${version}-${basename(path)}`
    cpSync(join(pdfJs, path), join(out, 'assets', file))
    assets[`pdf/${basename(path)}`] = { file, size: statSync(join(pdfJs, path)).size }
  }
  return assets
}

const modules = join(root, 'node_modules')
/** Recognition of text in browsers: logical name -> where it comes from. The small training data, as accurate as they need be there. */
const OCR: Readonly<Record<string, string>> = {
  'worker.js': 'tesseract.js/dist/worker.min.js',
  'core.js': 'tesseract.js-core/tesseract-core-simd-lstm.wasm.js',
  'deu.traineddata.gz': '@tesseract.js-data/deu/4.0.0_best_int/deu.traineddata.gz',
  'eng.traineddata.gz': '@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz',
}

/** Where a part of the recognition of text lies. */
export const ocrPart = (name: string): string | undefined => OCR[name] && join(modules, OCR[name])

function copyOcrParts(out: string): Assets {
  const assets: Assets = {}
  for (const [name, source] of Object.entries(OCR)) {
    const bytes = readFileSync(join(modules, source))
    const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase()
    const [first, ...rest] = name.split('.')
    const file = `ocr-${first}-${mark}.${rest.join('.')}`
    writeFileSync(join(out, 'assets', file), bytes)
    assets[`ocr/${name}`] = { file, size: bytes.byteLength }
  }
  return assets
}

/** Whether dist/ already is what these sources give. */
function isCurrent(mark: string): boolean {
  const stamp = join(dist, '.built')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === mark && existsSync(join(dist, 'assets.json'))
}

/** Builds dist/ when a source changed (or when forced). Gives back whether anything had to be done. */
export async function build(force = false): Promise<boolean> {
  const mark = fingerprint()
  if (!force && isCurrent(mark)) return false
  // The stamp goes first: a build that breaks off half-way must not look finished. Old assets stay until the new ones
  // stand, so that a server running from dist/ keeps serving what its pages name.
  rmSync(join(dist, '.built'), { force: true })
  mkdirSync(join(dist, 'assets'), { recursive: true })
  const [islands, styles] = await Promise.all([buildIslands(dist), buildStyles(dist), buildServer(dist)])
  const assets: Assets = { ...islands, ...styles, ...copyEvidence(dist), ...copyPdfParts(dist), ...copyOcrParts(dist) }
  const kept = new Set(Object.values(assets).map((asset) => asset.file))
  for (const path of globSync('assets/*', { cwd: dist })) {
    if (!kept.has(relative('assets', path))) rmSync(join(dist, path), { recursive: true })
  }
  rmSync(join(dist, 'migrations'), { recursive: true, force: true })
  if (existsSync(join(root, 'migrations'))) {
    cpSync(join(root, 'migrations'), join(dist, 'migrations'), { recursive: true })
  }
  writeFileSync(join(dist, 'assets.json'), `${JSON.stringify(assets, null, 2)}\n`)
  writeFileSync(join(dist, '.built'), mark)
  return true
}

if (import.meta.main) {
  const start = performance.now()
  try {
    const done = await build(process.argv.includes('--force'))
    if (done) console.error(`built in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  } catch (error) {
    console.error(`Nothing was built: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
