import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { utf8 } from '#platform/sealing/bytes.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { heldKey, openWith, sealTo } from '#platform/sealing/wrap.ts'
import {
  changePassphrase,
  fingerprintOf,
  newArchive,
  newMemberKey,
  openArchive,
  openMemberKey,
  shareArchive,
  wordsKeyOf,
} from './member-keys.ts'

const organisationId = randomUUID()
const whose = () => ({ organisationId, memberId: randomUUID() })
const ROUNDS = 1000
const reason = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    (error: unknown) => (error instanceof SealingProblem ? error.reason : String(error)),
  )

test('a member’s key opens with the passphrase, for this member, and with no other', async () => {
  const [anna, bert] = [whose(), whose()]
  const stored = await newMemberKey('Zwölf Boxkämpfer', anna, ROUNDS)
  const opened = await openMemberKey(stored, 'Zwölf Boxkämpfer', anna)
  expect(opened.publicKey).toEqual(stored.publicKey)
  // typed on a Mac the umlaut is two characters
  await openMemberKey(stored, 'Zwo\u0308lf Boxka\u0308mpfer', anna)
  expect(await reason(openMemberKey(stored, 'zwölf Boxkämpfer', anna))).toBe('passphrase')
  expect(await reason(openMemberKey(stored, 'Zwölf Boxkämpfer', bert))).toBe('passphrase')
  expect(await reason(openMemberKey({ ...stored, rounds: ROUNDS + 1 }, 'Zwölf Boxkämpfer', anna))).toBe('passphrase')
  expect(await reason(openMemberKey({ ...stored, rounds: 1e12 }, 'Zwölf Boxkämpfer', anna))).toBe('passphrase')
  expect(Buffer.from(stored.privateKey).includes(Buffer.from(opened.privateKey))).toBe(false)
})

test('the passphrase is changed and the key stays', async () => {
  const anna = whose()
  const stored = await newMemberKey('erste Passphrase', anna, ROUNDS)
  const later = await changePassphrase(stored, { old: 'erste Passphrase', new: 'zweite Passphrase' }, anna, ROUNDS)
  expect(later.publicKey).toEqual(stored.publicKey)
  expect(await openMemberKey(later, 'zweite Passphrase', anna)).toEqual(
    await openMemberKey(stored, 'erste Passphrase', anna),
  )
  expect(await reason(openMemberKey(later, 'erste Passphrase', anna))).toBe('passphrase')
  const wrong = changePassphrase(stored, { old: 'falsch', new: 'zweite Passphrase' }, anna, ROUNDS)
  expect(await reason(wrong)).toBe('passphrase')
})

test('an archive opens for its members, for nobody else, and only as itself', async () => {
  const [anna, bert, carla] = [whose(), whose(), whose()]
  const keys = await Promise.all([anna, bert, carla].map((one) => newMemberKey('eine lange Passphrase', one, ROUNDS)))
  const opened = await Promise.all(
    [anna, bert, carla].map((one, at) => openMemberKey(keys[at] as never, 'eine lange Passphrase', one)),
  )
  const member = (one: typeof anna, at: number) => ({ memberId: one.memberId, publicKey: keys[at]?.publicKey as never })
  const made = await newArchive(organisationId, [member(anna, 0), member(bert, 1)])
  const [forAnna, forBert] = made.shares
  if (!forAnna || !forBert || !opened[0] || !opened[1] || !opened[2]) throw new Error('two shares')
  const [a, b, c] = opened
  const archive = await openArchive(a.privateKey, forAnna.box, made.publicKey, anna)
  expect(await openArchive(b.privateKey, forBert.box, made.publicKey, bert)).toEqual(archive)
  expect(await reason(openArchive(b.privateKey, forAnna.box, made.publicKey, bert))).toBe('wrong-key')
  expect(await reason(openArchive(c.privateKey, forAnna.box, made.publicKey, anna))).toBe('wrong-key')

  // a server that names another archive, or hands out a key of its own making, is found out
  const other = await newArchive(organisationId, [member(anna, 0)])
  expect(await reason(openArchive(a.privateKey, forAnna.box, other.publicKey, anna))).toBe('wrong-key')
  const forged = await shareArchive(
    { publicKey: made.publicKey, privateKey: c.privateKey },
    organisationId,
    member(anna, 0),
  )
  expect(await reason(openArchive(a.privateKey, forged.box, made.publicKey, anna))).toBe('wrong-key')

  const forCarla = await shareArchive(archive, organisationId, member(carla, 2))
  expect(await openArchive(c.privateKey, forCarla.box, made.publicKey, carla)).toEqual(archive)
  expect(await wordsKeyOf(archive)).not.toEqual(archive.privateKey)
})

test('a key in the browser’s keeping opens as the key itself does and cannot be read', async () => {
  const anna = whose()
  const keys = await openMemberKey(
    await newMemberKey('eine lange Passphrase', anna, ROUNDS),
    'eine lange Passphrase',
    anna,
  )
  const held = await heldKey(keys)
  const box = await sealTo(keys.publicKey, utf8('geheim'), utf8('wofür'))
  expect(await openWith(held, box, utf8('wofür'))).toEqual(utf8('geheim'))
  expect(await reason(openWith(held, box, utf8('anderes')))).toBe('wrong-key')
  await expect(crypto.subtle.exportKey('jwk', held.privateKey)).rejects.toThrow()
})

test('a fingerprint is short, in groups, and another for another key', async () => {
  const [one, other] = [await newMemberKey('x', whose(), 1), await newMemberKey('x', whose(), 1)]
  expect(await fingerprintOf(one.publicKey)).toMatch(/^([0-9a-f]{4} ){4}[0-9a-f]{4}$/)
  expect(await fingerprintOf(one.publicKey)).not.toBe(await fingerprintOf(other.publicKey))
})
