import { createHash, randomBytes } from 'node:crypto'

/** 32 random bytes for a cookie or a link, as text; only their hash is stored. */
export const newToken = (): string => randomBytes(32).toString('base64url')
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
const TOKEN = /^[A-Za-z0-9_-]{43}$/
export const isToken = (text: string | undefined): text is string => TOKEN.test(text ?? '')
