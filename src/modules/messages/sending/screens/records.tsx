import type { Language } from '#platform/text/language.ts'
import { Details, KeyValue, Name, Panel, Pill, Stack, TextArea, type Tone } from '#platform/ui/index.ts'
import { type DomainReport, type Finding, type PublicKey } from '../dns-rules.ts'
import { dkimName, dkimRecord } from '../dns-rules.ts'
import { senderWords } from '../texts.ts'

type State = Finding['state'] | 'unchecked'
const tones: Record<State, Tone | 'muted'> = {
  good: 'success',
  weak: 'warning',
  missing: 'danger',
  wrong: 'danger',
  several: 'danger',
  unreachable: 'warning',
  unchecked: 'muted',
}

type Shown = Pick<Finding, 'name' | 'wanted' | 'found'> & {
  readonly title: string
  readonly state: State
  readonly why: string | undefined
}

type Props = {
  readonly language: Language
  readonly domain: string
  readonly mechanism: string
  readonly keys: readonly PublicKey[]
  readonly report: DomainReport | undefined
}

/** What must stand in the DNS, each record with its state in words and its value to copy. */
export function Records(props: Props) {
  return (
    <Stack>
      {recordsOf(props).map((one, place) => (
        <Record language={props.language} record={one} id={`wert-${place}`} />
      ))}
    </Stack>
  )
}

function recordsOf({ language, domain, mechanism, keys, report }: Props): Shown[] {
  const w = senderWords(language)
  const unchecked = { state: 'unchecked', why: undefined, found: [] } as const
  const dkim = keys.map((key): Shown => {
    const finding = report?.dkim.find((one) => one.key === key.id)
    const wanted = dkimRecord(key.algorithm, key.publicKey)
    return { title: w.dkim(key.selector), ...unchecked, ...finding, name: dkimName(key.selector, domain), wanted }
  })
  const spf = mechanism === '' ? '' : `v=spf1 ${mechanism} ~all`
  return [
    ...dkim,
    { title: w.spf, name: domain, wanted: spf, ...(report?.spf ?? unchecked) },
    { title: w.dmarc, name: `_dmarc.${domain}`, wanted: 'v=DMARC1; p=quarantine', ...(report?.dmarc ?? unchecked) },
  ]
}

function Record({
  language,
  record,
  id,
}: {
  readonly language: Language
  readonly record: Shown
  readonly id: string
}) {
  const w = senderWords(language)
  const why = record.why === undefined ? undefined : w.why[record.why as keyof typeof w.why]
  return (
    <Panel title={record.title} level={3} aside={<Pill tone={tones[record.state]}>{w.states[record.state]}</Pill>}>
      {why && <p>{why}</p>}
      {record.found.length > 0 && record.state !== 'good' && (
        <Details summary={w.recordFound}>
          {record.found.map((text) => (
            <p class="small lines">{text}</p>
          ))}
        </Details>
      )}
      {record.wanted !== '' && record.state !== 'good' && (
        <>
          <KeyValue
            items={[
              { term: w.recordName, value: <Name>{record.name}</Name> },
              { term: w.recordType, value: 'TXT' },
            ]}
          />
          <TextArea
            language={language}
            name={id}
            id={id}
            label={w.recordValue}
            value={record.wanted}
            rows={record.wanted.length > 120 ? 5 : 2}
            readonly
            mark={false}
          />
          <copy-value data-field={id} data-label={w.copy} data-done={w.copied} />
        </>
      )}
    </Panel>
  )
}
