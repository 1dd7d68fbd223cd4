// An S3-compatible store on loopback, which keeps its files in a folder. The server itself believes every signature (version 4),
// so a door in front of it verifies them as AWS describes: header by header, and the body by its digest.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
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

const [KEY, SECRET] = ['S3RVER', 'S3RVER']

async function pass(incoming: IncomingMessage, response: ServerResponse, port: number): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>))
  const known = (incoming.headers.authorization ?? '').includes(`Credential=${KEY}/`)
  // a key that is not known is the server's own to refuse
  if (known && !isSigned(incoming, body)) {
    response.writeHead(403, { 'content-type': 'application/xml' })
    response.end('<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code></Error>')
    return
  }
  const { method, url, headers } = incoming
  const passed = ask({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  passed.on('error', () => response.destroy())
  passed.end(body)
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const digest = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')

/** AWS Signature Version 4, by header: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
function isSigned({ method, url = '', headers }: IncomingMessage, body: Buffer): boolean {
  const [, day, region, service, signed = '', signature = ''] =
    /Credential=[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})/.exec(
      headers.authorization ?? '',
    ) ?? []
  if (!day || !region || !service || headers['x-amz-content-sha256'] !== digest(body)) return false
  const [path = '', query = ''] = url.split('?')
  const pairs = query.split('&').filter(Boolean)
  const canonical = [
    method,
    path,
    pairs
      .map((one) => (one.includes('=') ? one : `${one}=`))
      .toSorted()
      .join('&'),
    ...signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    headers['x-amz-content-sha256'],
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest(canonical)].join('\n')
  const key = [region, service, 'aws4_request'].reduce<Buffer>(
    (above, part) => hmac(above, part),
    hmac(`AWS4${SECRET}`, day),
  )
  return timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex'))
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
  const { port: behind } = await server.run()
  const door = createServer((incoming, response) => void pass(incoming, response, behind))
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done))
  const { port } = door.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    accessKeyId: KEY,
    secretAccessKey: SECRET,
    async close() {
      door.closeAllConnections()
      await new Promise((done) => door.close(done))
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
