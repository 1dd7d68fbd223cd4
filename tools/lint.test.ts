import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Lints the given files (path -> text) with the rules of the house; gives "path rule" for each finding. */
function lint(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'belegt-lint-'))
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'tools/house-rules.ts']) {
      cpSync(join(root, name), join(folder, name))
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const run = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'json', 'src'], {
      cwd: folder,
      encoding: 'utf8',
    })
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { filename: string; code: string }[] }
    return diagnostics.map(({ filename, code }) => `${filename} ${code}`).toSorted()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('planted violations of the house rules are caught, and allowed where they belong', () => {
  const clock = 'export const now = () => [Date.now(), new Date(), Temporal.Now.instant()]\n'
  const found = lint({
    'src/platform/clock/clock.ts': clock,
    'src/platform/data/clock.ts': clock,
    'src/platform/data/date.ts': 'export const day = new Date(0)\n',
    'src/platform/data/up.ts': "import { a } from '#privacy'\nexport const b = a\n",
    'src/platform/config/env.ts': "export const home = process.env['HOME']\n",
    'src/app/env.ts': "export const home = process.env['HOME']\n",
    'src/modules/people/env.ts': "export const home = process.env['HOME']\n",
    'src/modules/people/random.ts': 'export const a = Math.random()\n',
    'src/modules/people/default.ts': 'export default 1\n',
    'src/modules/people/log.ts': "console.log('x')\nexport const a = 1\n",
    'src/app/cli.ts': "console.log('x')\nexport const a = 1\n",
    'src/modules/people/link.tsx': 'export const a = <a href="javascript:x()">x</a>\n',
    'src/modules/people/inline.tsx': 'export const a = <p onclick="x()">x</p>\n',
    'src/modules/people/floating.ts': 'async function a() {}\nexport const b = () => {\n  a()\n}\n',
    'src/modules/people/visit.test.ts': 'export const a = table()\n',
    'src/modules/people/visit.declares.test.ts': 'export const a = table()\n',
    'src/modules/people/switch.ts':
      "export function a(b: 'x' | 'y') {\n  switch (b) {\n    case 'x':\n      return 1\n  }\n  return 0\n}\n",
  })
  expect(found).toEqual(
    [
      'src/platform/data/clock.ts house(no-wall-clock)',
      'src/platform/data/clock.ts house(no-wall-clock)',
      'src/platform/data/clock.ts house(no-wall-clock)',
      'src/platform/data/up.ts eslint(no-restricted-imports)',
      'src/modules/people/env.ts house(no-process-env)',
      'src/modules/people/random.ts house(no-math-random)',
      'src/modules/people/default.ts import(no-default-export)',
      'src/modules/people/log.ts eslint(no-console)',
      'src/modules/people/link.tsx house(no-script-link)',
      'src/modules/people/inline.tsx house(no-script-link)',
      'src/modules/people/floating.ts typescript(no-floating-promises)',
      'src/modules/people/visit.test.ts house(no-stray-declaration)',
      'src/modules/people/switch.ts typescript(switch-exhaustiveness-check)',
    ].toSorted(),
  )
})
