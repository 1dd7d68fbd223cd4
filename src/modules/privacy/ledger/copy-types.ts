/** A signed checkpoint on its way out, with the proof that it continues the one the receiver has. */
export type Copy = {
  readonly size: number
  /** 0 when the receiver has none. */
  readonly oldSize: number
  readonly note: string
  readonly signer: string
  readonly proof: readonly Uint8Array[]
}

export type OfficerMail = { readonly to: string; readonly subject: string; readonly text: string }

export type CopyHost = { readonly url: URL; readonly token?: string | undefined }

/** Why a copy did not leave: a code, never what the other side said. */
export class CopyFailure extends Error {
  readonly code: string

  constructor(code: string) {
    super(`a copy of a checkpoint did not leave: ${code}`)
    this.name = 'CopyFailure'
    this.code = code
  }
}

/**
 * A copy as witnesses of the C2SP network read it (https://c2sp.org/tlog-witness, `add-checkpoint`): the size they
 * have, the proof, an empty line, the checkpoint.
 */
export const witnessBody = ({ oldSize, proof, note }: Copy): string =>
  `old ${oldSize}\n${proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')}\n${note}`
