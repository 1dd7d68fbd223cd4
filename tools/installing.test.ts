import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLock } from './lock.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('the unit for systemd and the image start the program as `npm start` does', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const how = /exec node (.+)$/.exec(scripts['start'] ?? '')?.[1]
  expect(how).toMatch(/dist\/belegt\.js start$/)
  const unit = /^ExecStart=\/opt\/belegt\/node_modules\/\.bin\/node (.+)$/m.exec(read('docs/operating/install.md'))?.[1]
  expect(unit?.replace('/opt/belegt/', '')).toBe(how)
  const image = JSON.parse(/^CMD (\[.+\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]') as string[]
  expect(image.slice(1).join(' ')).toBe(how)
})

test('each package that is run is under a licence that NOTICE names for all, or is named there with its own', () => {
  const notice = read('NOTICE').replaceAll(/\s+/g, ' ')
  const usual = /All other packages .+? are under (.+?); each carries/.exec(notice)?.[1]?.replace(' or the ', ', ')
  const allowed = new Set(usual?.split(', '))
  expect(allowed.has('MIT')).toBe(true)
  for (const name of allowed) expect(name).not.toMatch(/GPL/)
  const named = notice.split(/[\s(),;]+/)
  const strange = Object.entries(readLock().packages).filter(([path, { dev, license = '' }]) => {
    if (path === '' || dev) return false
    return !license
      .replaceAll(/[()]/g, '')
      .split(' OR ')
      .some((one) => allowed.has(one))
  })
  const unnamed = strange
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
    .filter(
      (name) => !named.some((start) => (start.endsWith('*') ? name.startsWith(start.slice(0, -1)) : name === start)),
    )
  expect(unnamed).toEqual([])
})

test('the licence, what changed, how to help and what a pull request must pass are there', () => {
  expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0/)
  expect((JSON.parse(read('package.json')) as { license: string }).license).toBe('Apache-2.0')
  expect(read('CHANGELOG.md')).toContain('## Unreleased')
  expect(read('CONTRIBUTING.md').split('\n').length).toBeLessThan(90) // a page
  expect(read('.ci/run')).toContain('exec npm test')
})
