// Asks the server for what an export needs, and waits where it has to. Runs in browsers.

/** What is there no more: deleted, or its key destroyed, while the export ran. */
export class Gone extends Error {}

/** Lets an export wait: because its person said so, or because the line is broken. */
export type Gate = {
  /** Resolves while the export may go on. @throws the signal's reason once it was cancelled */
  pass(): Promise<void>
  /** Waits until its person, or the browser, says that the server can be reached again. */
  lost(): Promise<void>
}

const later = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1_000))
/** As long as the limits of the server count. */
const A_MINUTE = 60

/**
 * Asks until there is an answer.
 * @throws Gone; what the gate throws
 */
export async function fetched(gate: Gate, address: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    await gate.pass()
    // who is signed out meanwhile is sent to another page: that is no answer to this
    const answer = await fetch(address, { redirect: 'error', ...init }).catch((error: unknown) => {
      if (error instanceof TypeError) return undefined
      throw error
    })
    if (answer?.ok) return answer
    if (answer?.status === 404 || answer?.status === 410) throw new Gone(address)
    if (answer?.status === 429) await later(Number(answer.headers.get('retry-after')) || A_MINUTE)
    else await gate.lost()
  }
}
