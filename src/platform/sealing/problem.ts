export type SealingReason =
  | 'cut-off'
  | 'damaged'
  | 'not-sealed'
  | 'wrong-key'
  | 'size'
  | 'manifest'
  | 'seal'
  | 'signature'
  | 'passphrase'

const SAID: Record<SealingReason, string> = {
  'cut-off': 'The sealed file is not complete: its end is missing.',
  damaged: 'The sealed file was changed after it was sealed.',
  'not-sealed': 'This is no sealed file.',
  'wrong-key': 'The sealed file belongs to another key, document, version or organisation.',
  size: 'The file has not the length that was said for it.',
  manifest: 'The manifest of the file is none, or does not belong to the file.',
  seal: 'The seal does not belong to this manifest.',
  signature: 'The signature does not belong to this manifest.',
  passphrase: 'The passphrase does not open this key.',
}

/** Something sealed that does not open or does not belong. Nothing of it was given out that is not authentic. */
export class SealingProblem extends Error {
  readonly reason: SealingReason

  constructor(reason: SealingReason) {
    super(SAID[reason])
    this.name = 'SealingProblem'
    this.reason = reason
  }
}
