import type { Scope } from './scope.ts'

/** Something that happened, declared by the module that announces it; payloads carry ids, no personal data. */
export type Event<T> = { readonly name: string; readonly payload?: T }
export type Handler<T> = (at: Scope<never>, payload: T) => Promise<void>
export type Handlers = ReadonlyMap<string, readonly Handler<never>[]>

export const event = <T>(name: string): Event<T> => ({ name })

/** A listener as `app` wires it: `listen(bookingCancelled, offerToWaitingList)`. */
export const listen = <T>(to: Event<T>, handle: Handler<T>) => ({ name: to.name, handle: handle as Handler<never> })

export function wire(listeners: readonly { name: string; handle: Handler<never> }[]): Handlers {
  const handlers = new Map<string, Handler<never>[]>()
  for (const { name, handle } of listeners) handlers.set(name, [...(handlers.get(name) ?? []), handle])
  return handlers
}

export const handlersOf = <T>(handlers: Handlers, of: Event<T>): readonly Handler<T>[] =>
  (handlers.get(of.name) ?? []) as readonly Handler<T>[]
