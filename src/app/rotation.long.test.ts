import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { directoryTarget, makeBackup, restore, rewrapVault } from '#backups'
import { contact, namesOf, personFor } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { selfSigned } from '#platform/http/self-signed.ts'
import { systemClock } from '#platform/clock/clock.ts'
import {
  instanceKeyPath,
  instanceKeysFrom,
  KeyProblem,
  localWrapper,
  openInstanceKeys,
  wrappedBy,
} from '#platform/keys/instance-key.ts'
import { keyService } from '#platform/keys/key-service.ts'
import { newKey } from '#platform/keys/keyring.ts'
import { forgetOrganisationKeys, keyring } from '#platform/keys/ring.ts'
import { rotateInstanceKey, rotateOrganisationKeys, type RotationPlace } from '#platform/keys/rotation.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { siteIn } from '#testing/desk.ts'
import { testKeyService } from '#testing/key-service.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { emptyPlace } from '#testing/restored.ts'

let program: ProgramUnderTest
let town: Organisation
const actor = { kind: 'system', job: 'test' } as const

beforeAll(async () => {
  program = await programUnderTest()
  town = await program.web.organisation({ slug: 'stadt-sued' })
  await (
    await siteIn(program.web, town)
  ).book('2026-11-20T08:00:00Z', { name: 'Erika Musterfrau', mail: 'erika@example.org' })
})
afterAll(() => program.close())

const placeOf = (house: House, step?: (name: string) => void): RotationPlace => ({
  pool: house.pool,
  instanceKey: house.instanceKey,
  organisations: () => house.directory.all(),
  now: house.clock.now(),
  rememberedMs: 10,
  ...(step ? { step } : {}),
})

/** By which name somebody is found under the mail address. */
async function found(house: House): Promise<(string | null)[]> {
  return inScope(house, { organisation: town, actor, purpose: contact }, async (at) => {
    const person = await personFor(at, { name: 'Erika Musterfrau', mail: 'erika@example.org' })
    const [row] = await namesOf(at, [person])
    return openAll(at, row ? [row.name] : [])
  })
}
const people = async () => (await asRoot(`select id from people where organisation_id = '${town.id}'`)).rows.length
async function asRoot(statement: string) {
  const client = new pg.Client(program.web.database.root)
  await client.connect()
  try {
    return await client.query<Record<string, unknown>>(statement)
  } finally {
    await client.end()
  }
}

/** The house as another process of the program sees it, which remembers what it has read. */
async function otherProcess(): Promise<House> {
  const instanceKey = await openInstanceKeys({ dataFolder: program.web.dataFolder, mayMake: false })
  return { ...program.web.house, instanceKey, keyring: (tx, organisation) => keyring(tx, organisation, instanceKey) }
}

test('A19 the instance key is replaced while another process goes on; the old one is of no use afterwards', async () => {
  const { house, dataFolder } = program.web
  const other = await otherProcess()
  expect(await found(other)).toEqual(['Erika Musterfrau'])
  const before = readFileSync(instanceKeyPath(dataFolder), 'utf8')
  const { key, organisations } = await rotateInstanceKey(placeOf(house), { file: dataFolder })
  expect(organisations).toBeGreaterThanOrEqual(3)
  const after = readFileSync(instanceKeyPath(dataFolder), 'utf8')
  expect(after).not.toBe(before)
  expect(after.trim().split('\n')).toHaveLength(1)
  forgetOrganisationKeys(other.instanceKey)
  expect(await found(other)).toEqual(['Erika Musterfrau'])
  const { rows } = await asRoot('select wrapped from organisation_keys')
  expect(new Set(rows.map((row) => wrappedBy(row['wrapped'] as Buffer)))).toEqual(new Set([key]))
  // who has only the old key gets a clear answer, and nothing is destroyed
  const old = instanceKeysFrom(async () => [localWrapper(Buffer.from(before.trim(), 'base64'))])
  const lost: House = { ...house, instanceKey: old, keyring: (tx, organisation) => keyring(tx, organisation, old) }
  await expect(found(lost)).rejects.toThrow(/Nothing was changed or deleted.*Put the right instance key back/)
  await expect(found(lost)).rejects.toBeInstanceOf(KeyProblem)
  expect(await found(other)).toEqual(['Erika Musterfrau'])
})

test('A19 an interrupted rotation of the instance key goes on, whatever the step', async () => {
  const { house, dataFolder } = program.web
  const names: string[] = []
  await rotateInstanceKey(
    placeOf(house, (name) => names.push(name)),
    { file: dataFolder },
  )
  for (const stop of names.keys()) {
    let passed = 0
    const torn = rotateInstanceKey(
      placeOf(house, () => {
        if (passed++ === stop) throw new Error('the machine stops here')
      }),
      { file: dataFolder },
    )
    await expect(torn).rejects.toThrow('stops here')
    expect(await found(await otherProcess())).toEqual(['Erika Musterfrau'])
    await rotateInstanceKey(placeOf(house), { file: dataFolder })
    expect(readFileSync(instanceKeyPath(dataFolder), 'utf8').trim().split('\n')).toHaveLength(1)
    expect(await found(await otherProcess())).toEqual(['Erika Musterfrau'])
  }
})

test('A19 an organisation’s key is replaced while another process makes new people with the old one', async () => {
  const { house } = program.web
  const other = await otherProcess()
  expect(await found(other)).toEqual(['Erika Musterfrau'])
  const { rows: before } = await asRoot('select person_id, kind, wrapped from person_keys order by 1, 2')
  const count = await people()
  let made: Promise<unknown> | undefined
  const done = await rotateOrganisationKeys(
    placeOf(house, (name) => {
      // this one remembers the old key and uses it in the middle of the rotation
      if (name.startsWith('begun') && !made)
        made = inScope(other, { organisation: town, actor, purpose: contact }, (at) =>
          personFor(at, { name: 'Neu Neumann' }),
        )
    }),
    [town.id],
  )
  await made
  expect(done.get(town.id)).toMatchObject({ unreadable: 0 })
  const { rows: after } = await asRoot('select person_id, kind, wrapped from person_keys order by 1, 2')
  for (const row of before) {
    const now = after.find((one) => one['person_id'] === row['person_id'] && one['kind'] === row['kind'])
    expect(Buffer.compare(now?.['wrapped'] as Buffer, row['wrapped'] as Buffer)).not.toBe(0)
  }
  const { rows: own } = await asRoot(
    `select previous, root from organisation_keys where organisation_id = '${town.id}'`,
  )
  expect(own[0]).toMatchObject({ previous: null })
  expect(own[0]?.['root']).toBeInstanceOf(Buffer)
  // found by the same tokens, opened with the new keys, by a process that remembers and by one that does not
  expect(await found(other)).toEqual(['Erika Musterfrau'])
  expect(await found(await otherProcess())).toEqual(['Erika Musterfrau'])
  const names = await inScope(house, { organisation: town, actor, purpose: contact }, async (at) => {
    const { rows } = await asRoot(`select id from people where organisation_id = '${town.id}'`)
    const sealed = await namesOf(
      at,
      rows.map((row) => String(row['id'])),
    )
    return openAll(
      at,
      sealed.map(({ name }) => name),
    )
  })
  expect(names.map(String).toSorted()).toEqual(['Erika Musterfrau', 'Neu Neumann'])
  expect(await people()).toBe(count + 1)
})

test('A19 an interrupted rotation of an organisation’s key goes on, whatever the step', async () => {
  const { house } = program.web
  const names: string[] = []
  await rotateOrganisationKeys(
    placeOf(house, (name) => names.push(name)),
    [town.id],
  )
  for (const stop of names.keys()) {
    let passed = 0
    const torn = rotateOrganisationKeys(
      placeOf(house, () => {
        if (passed++ === stop) throw new Error('the machine stops here')
      }),
      [town.id],
    )
    await expect(torn).rejects.toThrow('stops here')
    expect(await found(await otherProcess())).toEqual(['Erika Musterfrau'])
    await rotateOrganisationKeys(placeOf(house), [town.id])
    expect(await found(await otherProcess())).toEqual(['Erika Musterfrau'])
  }
})

test('A19 backups from before a rotation of all keys open after it', async () => {
  const { web } = program
  const folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
  const target = directoryTarget(folder)
  try {
    const old = await makeBackup(web.house, target)
    await rotateOrganisationKeys(placeOf(web.house), [town.id])
    await rotateInstanceKey(placeOf(web.house), {
      file: web.dataFolder,
      before: async () => {
        await rewrapVault(target, web.house.instanceKey)
        web.clock.advance({ minutes: 1 })
        await makeBackup(web.house, target)
      },
    })
    const place = await emptyPlace(web.dataFolder, web.clock.now())
    try {
      expect(await restore(target, place, { backup: old.id })).toMatchObject({ backup: old.id, unreadable: [] })
      const house = await place.open()
      expect(await found(house)).toEqual(['Erika Musterfrau'])
      await house.close()
    } finally {
      await place.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('A19 an external key service wraps over a socket and over TLS, takes over, and says when it is away', async () => {
  const { house, dataFolder } = program.web
  const folder = mkdtempSync(join(tmpdir(), 'belegt-keys-'))
  const now = systemClock.now()
  const pair = selfSigned(['localhost'], { from: now.subtract({ hours: 1 }), until: now.add({ hours: 1 }) })
  const service = testKeyService()
  const { id, asked } = service
  const [plain, secure] = [service.serve(), service.serve(pair)]
  try {
    await plain.at(join(folder, 'keys.sock'))
    const { port } = await secure.at(0)
    const bySocket = await keyService({ url: new URL(`unix://${folder}/keys.sock`), token: 'einlass' })
    const byTls = await keyService({ url: new URL(`https://localhost:${port}`), token: 'einlass', ca: pair.cert })
    const key = newKey()
    const box = await bySocket.wrap(key, 'organisation 1')
    expect((await byTls.unwrap(box, 'organisation 1')).equals(key)).toBe(true)
    await expect(byTls.unwrap(box, 'organisation 2')).rejects.toThrow(/refused/)
    await expect(keyService({ url: new URL(`unix://${folder}/keys.sock`) })).rejects.toThrow(/refused \(403\)/)
    await expect(keyService({ url: new URL('http://keys.example.org/') })).rejects.toThrow(/https/)

    // from a file to the service: both open meanwhile, in the end only the service wraps
    const source = { dataFolder, mayMake: false }
    const both = await openInstanceKeys({ ...source, service: bySocket })
    const moved: House = {
      ...house,
      instanceKey: both,
      keyring: (tx, organisation) => keyring(tx, organisation, both),
    }
    expect(await found(moved)).toEqual(['Erika Musterfrau'])
    expect(await rotateInstanceKey(placeOf(moved))).toMatchObject({ key: id })
    const only = instanceKeysFrom(async () => [bySocket])
    const alone: House = {
      ...house,
      instanceKey: only,
      keyring: (tx, organisation) => keyring(tx, organisation, only),
    }
    expect(await found(alone)).toEqual(['Erika Musterfrau'])
    expect(asked).toContain('/unwrap')

    await plain.close()
    forgetOrganisationKeys(only)
    await expect(found(alone)).rejects.toThrow(/does not answer.*nothing was changed or deleted/)
    // and back again, so that the other tests find their file
    const file = Buffer.from(readFileSync(instanceKeyPath(dataFolder), 'utf8').trim(), 'base64')
    const back = instanceKeysFrom(async () => [localWrapper(file), byTls])
    await rotateInstanceKey({ ...placeOf(house), instanceKey: back })
    expect(await found(await otherProcess())).toEqual(['Erika Musterfrau'])
  } finally {
    await secure.close()
    await plain.close().catch(() => undefined)
    rmSync(folder, { recursive: true, force: true })
  }
})

test('A19 a lost instance key is told before anything is served, and no new one is made', async () => {
  const place = await emptyPlace(program.web.dataFolder, program.web.clock.now())
  const folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
  try {
    await makeBackup(program.web.house, directoryTarget(folder))
    await restore(directoryTarget(folder), place)
    const path = instanceKeyPath(place.dataFolder)
    await rename(path, `${path}.lost`)
    await expect(place.open()).rejects.toThrow(/is missing.*no new key was made/)
    await expect(async () => readFileSync(path)).rejects.toThrow(/ENOENT/)
    await writeFile(path, `${newKey().toString('base64')}\n`, { mode: 0o600 })
    await expect(place.open()).rejects.toThrow(/does not open with the instance key/)
    await writeFile(path, 'kein Schlüssel\n')
    await expect(place.open()).rejects.toThrow(/not 32 bytes/)
    await rm(path)
    await rename(`${path}.lost`, path)
    const house = await place.open()
    expect(await found(house)).toEqual(['Erika Musterfrau'])
    await house.close()
  } finally {
    await place.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
