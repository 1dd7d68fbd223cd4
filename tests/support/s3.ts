// An S3-compatible store on loopback, which keeps its files in a folder.
import { createRequire } from 'node:module'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Server = { run(): Promise<AddressInfo>; close(): Promise<void> }
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => Server

export type TestStore = {
  readonly endpoint: string
  readonly bucket: string
  /** What the store lets in. */
  readonly accessKeyId: string
  readonly secretAccessKey: string
  close(): Promise<void>
}

export async function testStore(): Promise<TestStore> {
  const directory = mkdtempSync(join(tmpdir(), 'belegt-s3-'))
  const bucket = 'sicherung'
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: bucket }],
  })
  const { port } = await server.run()
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    async close() {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
