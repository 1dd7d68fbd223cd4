const mostFrames = 12
const mostCauses = 3

/** 'TypeError', 'DatabaseError 23505': what kind of error, without its words. */
export const kindOfError = (error: unknown): string | undefined => {
  if (error === undefined) return undefined
  if (!(error instanceof Error)) return typeof error
  const code =
    'code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{1,40}$/.test(error.code) ? ` ${error.code}` : ''
  const name = /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error'
  return name + code
}

/** Where an error and its causes came from; messages are left out, since they may hold what a person typed. */
export const frames = (error: unknown, depth = 0): readonly string[] | undefined => {
  if (!(error instanceof Error)) return undefined
  const own = placesIn(error)
  if (error.cause === undefined || depth >= mostCauses) return own
  return [...own, `caused by ${kindOfError(error.cause)}`, ...(frames(error.cause, depth + 1) ?? [])]
}

const placesIn = (error: Error): string[] => {
  const stack = error.stack ?? ''
  // Everything up to the message's end goes, so that a message with a line like "at Erika (…)" is no frame.
  // Where the message cannot be found in the stack (it was changed later), nothing can be told apart.
  const from = stack.indexOf(error.message)
  if (from < 0) return []
  return stack
    .slice(from + error.message.length)
    .split('\n')
    .slice(1)
    .map((line) => frame.exec(line))
    .filter((found) => found !== null)
    .slice(0, mostFrames)
    .map(([, name, place = '']) => `${name ?? '(top)'} ${shorten(place)}`)
}

const frame = /^\s+at (?:async )?(?:([\w$.<>#[\] ]{1,100}) \()?((?:file:\/\/|node:|\/)[^\s()]{1,400}:\d+:\d+)\)?$/

/** The path from the program's folder on; what lies above may name a person's home. */
const shorten = (place: string): string => {
  const [, inside] = /\/((?:node_modules|src|dist|tests|tools)\/.*)$/.exec(place) ?? []
  return inside ?? (place.startsWith('node:') ? place : (place.split('/').at(-1) ?? ''))
}
