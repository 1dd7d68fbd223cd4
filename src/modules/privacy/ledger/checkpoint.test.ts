import fc from 'fast-check'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  newSigningKey,
  parseCheckpoint,
  parseVerifierKey,
  publicKeyOf,
  signCheckpoint,
  verifyCheckpoint,
} from './checkpoint.ts'
import { emptyRoot, leafHash } from './merkle.ts'
import { keyIdOf, parseNote, signNote, verifierKey, verifyNote } from './note.ts'

// The example of golang.org/x/mod/sumdb/note, another implementation.
const peter = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
}

/** A PKCS #8 document around a 32-byte seed (RFC 8410). */
const fromSeed = (seed: Buffer) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })

describe('the published note', () => {
  const note = `${peter.text}\n${peter.line}`

  test('its key reads, and writes the same', () => {
    const read = parseVerifierKey(peter.key)
    expect(read.name).toBe('PeterNeumann')
    expect(read.keyId).toBe('c74f20a3')
    expect(verifierKey(read.name, read.publicKey)).toBe(peter.key)
  })

  test('verifies', () => {
    const verified = verifyNote(note, parseVerifierKey(peter.key))
    expect(verified.ok && verified.note.text).toBe(peter.text)
  })

  test('signing the same text with the same key gives the same bytes', () => {
    const key = fromSeed(Buffer.from(peter.seed, 'base64').subarray(1))
    expect(signNote(peter.text, 'PeterNeumann', key)).toBe(note)
  })

  test('the checkpoint example of the specification reads', () => {
    const example =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n'
    const read = parseCheckpoint(example)
    expect(read?.origin).toBe('example.com/behind-the-sofa')
    expect(read?.size).toBe(20852163)
    expect(Buffer.from(read!.root).toString('hex')).toMatch(/^0ac5186a/)
    expect(read?.signatures.map(({ keyId, signature }) => [keyId, signature.length])).toEqual([['033de0ae', 64]])
  })
})

const name = 'belegt.example/ledger/rathaus'
const { privateKeyPem: key, verifierKey: published } = newSigningKey(name)
const { publicKey } = parseVerifierKey(published)
const given = { origin: name, size: 8, root: leafHash(Uint8Array.of(1)), key, name }
const text = signCheckpoint(given)

describe('our checkpoint', () => {
  test('round trip', () => {
    const origin = fc.string({ unit: 'grapheme', minLength: 1 }).filter((line) => !/\p{Cc}/u.test(line))
    const size = fc.oneof(fc.nat(), fc.maxSafeNat())
    fc.assert(
      fc.property(origin, size, fc.uint8Array({ minLength: 32, maxLength: 32 }), (origin, size, root) => {
        const signed = signCheckpoint({ origin, size, root, key, name })
        const verified = verifyCheckpoint(signed, publicKey, name, origin)
        expect(verified).toMatchObject({ ok: true, checkpoint: { origin, size, root, extensions: [] } })
      }),
    )
  })

  test('of an empty ledger', () => {
    const signed = signCheckpoint({ ...given, size: 0, root: emptyRoot })
    expect(signed.split('\n').slice(0, 3)).toEqual([name, '0', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='])
    expect(verifyCheckpoint(signed, publicKey, name).ok).toBe(true)
  })

  test('a change of any one character, anywhere, is seen', () => {
    const good = [...text]
    for (const [i, letter] of good.entries()) {
      for (const other of ['', 'A', 'B', '0', '1', '\n', ' ', '=', letter + letter]) {
        const changed = good.with(i, other).join('')
        if (changed === text) continue
        expect(verifyCheckpoint(changed, publicKey, name).ok, JSON.stringify(changed)).toBe(false)
      }
    }
  })

  test('every line taken out, doubled, or put elsewhere is seen', () => {
    const lines = text.split('\n').slice(0, -1)
    const joined = (some: string[]) => some.map((line) => `${line}\n`).join('')
    for (const i of lines.keys()) {
      expect(verifyCheckpoint(joined(lines.toSpliced(i, 1)), publicKey, name).ok).toBe(false)
      if (i < 4) expect(verifyCheckpoint(joined(lines.toSpliced(i, 0, lines[i]!)), publicKey, name).ok).toBe(false)
      if (i > 0)
        expect(verifyCheckpoint(joined(lines.toSpliced(i, 1).toSpliced(i - 1, 0, lines[i]!)), publicKey, name).ok).toBe(
          false,
        )
    }
  })

  test.each([
    ['a size with leading zero', `${name}\n08\n`],
    ['a signed size', `${name}\n+8\n`],
    ['a size past 2^53', `${name}\n9007199254740992\n`],
    ['no origin', `\n8\n`],
    ['another log under the same key', `${name}2\n8\n`],
  ])('%s is refused even when signed', (_, head) => {
    const signed = signNote(`${head}${text.split('\n')[2]}\n`, name, key)
    expect(verifyCheckpoint(signed, publicKey, name).ok).toBe(false)
  })

  test('an empty extension line is refused even when signed, others are read', () => {
    const head = `${text.split('\n').slice(0, 3).join('\n')}\n`
    expect(verifyCheckpoint(signNote(`${head}one\ntwo\n`, name, key), publicKey, name)).toMatchObject({
      checkpoint: { extensions: ['one', 'two'] },
    })
    const gap = verifyCheckpoint(signNote(`${head}\ntwo\n`, name, key), publicKey, name)
    expect(gap).toEqual({ ok: false, problem: 'malformed' })
  })

  test('a word after the signature is refused', () => {
    expect(verifyCheckpoint(text.replace(/\n$/, ' more\n'), publicKey, name)).toEqual({
      ok: false,
      problem: 'malformed',
    })
  })

  test('a root in a second base64 form is refused even when signed', () => {
    const loose = `${name}\n8\n${text.split('\n')[2]!.slice(0, -1)}\n`
    expect(verifyCheckpoint(signNote(loose, name, key), publicKey, name)).toEqual({ ok: false, problem: 'malformed' })
  })
})

describe('signers', () => {
  const other = newSigningKey(name)

  test('another key of the same name is unknown', () => {
    const wrong = parseVerifierKey(other.verifierKey).publicKey
    expect(verifyCheckpoint(text, wrong, name)).toEqual({ ok: false, problem: 'unknown signer' })
    expect(verifyCheckpoint(text, publicKey, 'someone.else', name)).toEqual({ ok: false, problem: 'unknown signer' })
  })

  test('a forged line that bears the right name and id is a bad signature', () => {
    const theirs = parseNote(signCheckpoint({ ...given, key: other.privateKeyPem }))!.signatures[0]!
    const blob = Buffer.concat([Buffer.from(keyIdOf(name, publicKey), 'hex'), theirs.signature]).toString('base64')
    const forged = `${text.slice(0, text.indexOf('—'))}— ${name} ${blob}\n`
    expect(verifyCheckpoint(forged, publicKey, name)).toEqual({ ok: false, problem: 'bad signature' })
    expect(verifyCheckpoint(`${text}— ${name} ${blob}\n`, publicKey, name).ok).toBe(false)
  })

  test('a short signature is a bad signature, not a crash', () => {
    const blob = Buffer.from(`${keyIdOf(name, publicKey)}00`, 'hex').toString('base64')
    const forged = `${text.slice(0, text.indexOf('—'))}— ${name} ${blob}\n`
    expect(verifyCheckpoint(forged, publicKey, name)).toEqual({ ok: false, problem: 'bad signature' })
  })

  test('a witness may add a line', () => {
    const witness = newSigningKey('witness.example')
    const body = text.slice(0, text.indexOf('\n\n') + 1)
    const line = signNote(body, 'witness.example', witness.privateKeyPem).split('\n').at(-2)!
    const both = `${text}${line}\n`
    expect(verifyCheckpoint(both, publicKey, name).ok).toBe(true)
    const theirs = parseVerifierKey(witness.verifierKey)
    expect(verifyCheckpoint(both, theirs.publicKey, theirs.name, name).ok).toBe(true)
  })

  test('a new key comes with its verifier key', () => {
    expect(publicKeyOf(key)).toEqual(publicKey)
    expect(verifierKey(name, publicKeyOf(key))).toBe(published)
    expect(newSigningKey(name).verifierKey).not.toBe(published)
  })

  test('verifier keys: wrong id, other type, other length, garbage', () => {
    const [, id] = published.split('+')
    expect(() => parseVerifierKey(published.replace(id!, '00000000'))).toThrow('does not belong')
    expect(() => parseVerifierKey(peter.key.replace('+ARpc', '+BRpc'))).toThrow('not an Ed25519 key')
    expect(() => parseVerifierKey('a+00000000+AQ==')).toThrow('not an Ed25519 key')
    for (const none of ['', 'a', 'a+b', peter.key.slice(1).replace('+', ''), `${peter.key}=`, `${peter.key}\n`]) {
      expect(() => parseVerifierKey(none), none).toThrow(TypeError)
    }
  })

  test('what the format cannot hold is refused at signing', () => {
    for (const wrong of ['', 'a b', 'a+b', 'a\u00a0b', 'a\nb']) {
      expect(() => newSigningKey(wrong)).toThrow(TypeError)
      expect(() => signCheckpoint({ ...given, name: wrong })).toThrow(TypeError)
    }
    for (const origin of ['', 'a\nb', 'a\n9\nb', 'a\tb', '\ud83d']) {
      expect(() => signCheckpoint({ ...given, origin })).toThrow(TypeError)
    }
    for (const size of [-1, 0.5, NaN, 2 ** 53, 1e21]) {
      expect(() => signCheckpoint({ ...given, size })).toThrow(TypeError)
    }
    expect(() => signCheckpoint({ ...given, root: new Uint8Array(20) })).toThrow('32 bytes')
    expect(() => signCheckpoint({ ...given, key: generateKeyPairSync('x25519').privateKey })).toThrow('Ed25519')
  })
})
