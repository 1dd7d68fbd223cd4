import { EventEmitter } from 'node:events'
import pg from 'pg'

const CHANNEL = 'belegt'
const GATHER_MS = 40
const RETRY_MS = 1_000

/** News between screens and processes: that something about a topic changed, never what. */
export type Changes = {
  /** Tells all processes, gathered over a few milliseconds; call it after the commit. */
  tell(organisation: string, topic: string): void
  listen(organisation: string, topics: readonly string[], hear: (topic: string) => void): () => void
  /** News about one topic of any organisation. */
  listenAll(topic: string, hear: (organisation: string) => void): () => void
  stop(): Promise<void>
}

/** News over PostgreSQL's NOTIFY, on a connection of its own that is opened again when it is lost. */
export async function openChanges(login: pg.ClientConfig, failed: (error: Error) => void): Promise<Changes> {
  const heard = new EventEmitter().setMaxListeners(0)
  const waiting = new Set<string>()
  let client: pg.Client | undefined
  let gathering: NodeJS.Timeout | undefined
  let retrying: NodeJS.Timeout | undefined
  let stopped = false

  async function connect(): Promise<void> {
    const made = new pg.Client({ ...login, application_name: 'belegt changes' })
    made.on('notification', ({ payload }) => {
      for (const key of (payload ?? '').split('\n')) spread(key)
    })
    made.on('error', (error) => lost(made, error))
    made.on('end', () => lost(made))
    await made.connect()
    await made.query(`listen ${CHANNEL}`)
    client = made
  }

  function lost(which: pg.Client, error?: Error): void {
    if (stopped || (client !== which && client !== undefined)) return
    client = undefined
    if (error) failed(error)
    clearTimeout(retrying)
    retrying = setTimeout(() => void connect().catch((again: Error) => lost(which, again)), RETRY_MS)
  }

  function spread(key: string): void {
    const [organisation = '', topic = ''] = key.split(' ')
    heard.emit(key)
    heard.emit(`* ${topic}`, organisation)
  }

  function send(): void {
    gathering = undefined
    const news = [...waiting]
    waiting.clear()
    for (const key of news) spread(key)
    client?.query('select pg_notify($1, $2)', [CHANNEL, news.join('\n')]).catch(failed)
  }

  await connect()
  return {
    tell(organisation, topic) {
      waiting.add(`${organisation} ${topic}`)
      gathering ??= setTimeout(send, GATHER_MS)
    },
    listen(organisation, topics, hear) {
      const ears = topics.map((topic) => ({ key: `${organisation} ${topic}`, ear: () => hear(topic) }))
      for (const { key, ear } of ears) heard.on(key, ear)
      return () => {
        for (const { key, ear } of ears) heard.off(key, ear)
      }
    },
    listenAll(topic, hear) {
      heard.on(`* ${topic}`, hear)
      return () => void heard.off(`* ${topic}`, hear)
    },
    async stop() {
      stopped = true
      clearTimeout(gathering)
      clearTimeout(retrying)
      await client?.end().catch(() => undefined)
    },
  }
}
