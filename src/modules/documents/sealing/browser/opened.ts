import type { Manifest } from '#platform/sealing/manifest.ts'

/** Told on the page once a member's device has opened its document; what else is sealed with it opens then, too. */
export const OPENED = 'belegt-opened'

export type OpenedHere = { readonly key: Uint8Array; readonly manifest: Manifest }
