import type { Organisation } from '#platform/data/organisations.ts'
import { CopyFailure, type Copy, type CopyHost, witnessBody } from './copy-types.ts'

const WAIT_MS = 15_000

/**
 * Puts a copy to `<url>/<organisation id>` of a second host. A host that has another size answers 409 with it, as C2SP
 * witnesses do, and is given the proof from there.
 * @throws CopyFailure `other-ledger` when the host has more than we do, else `http-<status>`; network errors as they are
 */
export async function putCopy(
  organisation: Pick<Organisation, 'id'>,
  host: CopyHost,
  copy: Copy,
  proofFrom: (oldSize: number) => Promise<Copy>,
): Promise<void> {
  const first = await put(organisation, host, copy)
  if (first.status !== 409) return accepted(first.status)
  const has = Number(/^(0|[1-9][0-9]{0,14})\n?$/.exec(first.text)?.[1] ?? NaN)
  if (Number.isNaN(has)) throw new CopyFailure('http-409')
  if (has > copy.size) throw new CopyFailure('other-ledger')
  // one of the same size may still be another: the host compares the roots
  const next = has === copy.size ? { ...copy, oldSize: has, proof: [] } : await proofFrom(has)
  accepted((await put(organisation, host, next)).status)
}

function accepted(status: number): void {
  if (status < 200 || status > 299) throw new CopyFailure(`http-${status}`)
}

async function put(
  { id }: Pick<Organisation, 'id'>,
  { url, token }: CopyHost,
  copy: Copy,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url.href.replace(/\/$/, '')}/${id}`, {
    method: 'PUT',
    body: witnessBody(copy),
    redirect: 'error',
    signal: AbortSignal.timeout(WAIT_MS),
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'belegt-key': copy.signer,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  })
  return { status: response.status, text: (await response.text()).slice(0, 100) }
}
