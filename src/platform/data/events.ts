import type { Event, Handler, Handlers } from './scope.ts'

export const event = <T>(name: string): Event<T> => ({ name })

/** A listener as `app` wires it: `listen(bookingCancelled, offerToWaitingList)`. */
export const listen = <T>(to: Event<T>, handle: Handler<T>) => ({ name: to.name, handle: handle as Handler<never> })

/** Joins all modules' listeners by event. */
export function wire(listeners: readonly { name: string; handle: Handler<never> }[]): Handlers {
  const handlers = new Map<string, Handler<never>[]>()
  for (const { name, handle } of listeners) handlers.set(name, [...(handlers.get(name) ?? []), handle])
  return handlers
}
