import type { HeldKey } from '#platform/sealing/wrap.ts'

// A member's key stays open in this browser for half an hour after its last use, as a key that the browser uses but gives to
// no script. Alone it opens nothing: what it opens comes from the server, and only to the member who is signed in.

const [DATABASE, STORE] = ['belegt-keys', 'held']
export const HELD_MINUTES = 30

type Kept = { readonly member: string; readonly key: HeldKey; readonly until: number }

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE, { keyPath: 'member' })
  const database = await settled(opening)
  try {
    const transaction = database.transaction(STORE, mode)
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('the browser keeps nothing'))
    })
    const [result] = await Promise.all([settled(work(transaction.objectStore(STORE))), done])
    return result
  } finally {
    database.close()
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'))
  })

/** @param now milliseconds */
export const hold = async (member: string, key: HeldKey, now: number): Promise<void> => {
  const kept: Kept = { member, key, until: now + HELD_MINUTES * 60_000 }
  await within('readwrite', (store) => store.put(kept))
}

/** The member's key, if it is still open; asking keeps it open for longer. What is too old goes. */
export async function heldFor(member: string, now: number): Promise<HeldKey | undefined> {
  // a private window may keep nothing: then the passphrase is asked for each time
  const kept = await within('readonly', (store) => store.get(member) as IDBRequest<Kept | undefined>).catch(
    () => undefined,
  )
  if (!kept) return undefined
  // a clock that was set back keeps nothing open for longer
  if (kept.until <= now || kept.until > now + HELD_MINUTES * 60_000) {
    await letGo()
    return undefined
  }
  await hold(member, kept.key, now)
  return kept.key
}

/** Locks: whoever opens something next types the passphrase. */
export const letGo = async (): Promise<void> => {
  await within('readwrite', (store) => store.clear()).catch(() => undefined)
}
