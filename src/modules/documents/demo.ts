import { inScope, type House, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Block, pdfBytes } from '#platform/pdf/pdf.ts'
import { filing } from './data.ts'
import type { Letter } from './demo-letter.ts'
import { letters } from './demo-letters.ts'
import { type DemoWork, fillWork } from './demo-work.ts'
import { createArchive } from './storing/archives.ts'
import { storeSealed } from './storing/store.ts'

export type DemoDocuments = {
  /** Which of the invented organisations it is: each has other letters. */
  readonly story: number
  /** Names of archives; the last one holds what is about people. */
  readonly archives: readonly [string, string]
  /** Whom letters are about; the first one has the application, the contract or the membership. */
  readonly people: readonly { readonly id: string; readonly name: string }[]
  /** Who leads, and who checks; without them nobody has worked with the documents yet. */
  readonly staff?: DemoWork['staff'] | undefined
  /** Told when the program ends meanwhile. */
  readonly stop?: AbortSignal
}

const actor = { kind: 'system', job: 'demo' } as const

/** Files an invented organisation's letters, each as it would have come: invoices, contracts, minutes, people's applications. */
export async function fillDocuments(
  house: House,
  organisation: Organisation,
  { story, archives, people, staff, stop }: DemoDocuments,
): Promise<void> {
  const now = house.clock.now()
  const within = <T>(at: Temporal.Instant, work: (at: Scope<string>) => Promise<T>) =>
    inScope(house, { organisation, actor, purpose: filing, now: at }, work)
  const [general, personal] = await within(now, async (at) => [
    await createArchive(at, archives[0]),
    await createArchive(at, archives[1]),
  ])
  const filed = new Map<string, string>()
  for (const [place, letter] of (letters[story] ?? []).entries()) {
    stop?.throwIfAborted()
    const arrived = now.subtract({ hours: 24 * letter.age, minutes: 17 * place })
    const person = letter.about ? people[(letter.own ? 0 : place) % people.length] : undefined
    const content = await drawn(letter, { organisation, arrived, person: person?.name ?? '' })
    const { documentId } = await within(arrived, (at) =>
      storeSealed(at, {
        archiveId: (person ? personal : general) ?? '',
        way: letter.way,
        name: letter.file,
        title: letter.title,
        mediaType: 'application/pdf',
        size: content.length,
        content: (async function* () {
          yield content
        })(),
        ...(person ? { holder: person.id } : {}),
      }),
    )
    filed.set(letter.title, documentId)
  }
  const [person] = people
  if (staff && person && general && personal)
    await fillWork(house, organisation, { filed, person: person.id, archives: [general, personal], staff, stop })
}

type Told = { readonly organisation: Organisation; readonly arrived: Temporal.Instant; readonly person: string }

function drawn(letter: Letter, told: Told): Promise<Buffer> {
  const { organisation, arrived, person } = told
  const today = arrived.toZonedDateTimeISO(organisation.zone).toPlainDate()
  const day = (offset: number) => today.add({ days: offset }).toLocaleString('de-DE', { dateStyle: 'medium' })
  const said = (text: string) =>
    text
      .replaceAll(/\{tag([+-]\d+)?\}/g, (_, offset: string | undefined) => day(Number(offset ?? 0)))
      .replaceAll('{organisation}', organisation.name)
      .replaceAll('{person}', person)
  return pdfBytes({
    title: letter.title,
    language: 'de',
    at: arrived,
    from: said(letter.from),
    to:
      letter.from === '{organisation}' && person ? [person] : [organisation.name, ...organisation.address.split('\n')],
    date: day(0),
    blocks: letter.blocks.map((block) => filledIn(block, said)),
  })
}

function filledIn(block: Block, said: (text: string) => string): Block {
  if ('heading' in block) return { ...block, heading: said(block.heading) }
  if ('text' in block) return { text: said(block.text) }
  if ('list' in block) return { list: block.list.map(said) }
  if ('facts' in block) return { facts: block.facts.map(([term, value]) => [term, said(value)] as const) }
  return block
}
