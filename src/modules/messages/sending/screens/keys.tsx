import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, Actions, DataTable, Muted, Name, Panel, Pill } from '#platform/ui/index.ts'
import { type KeyRow, LEAVING } from '../keys.ts'
import { pages } from '../paths.ts'
import { senderWords } from '../texts.ts'

type Props = {
  readonly language: Language
  readonly zone: string
  readonly now: Temporal.Instant
  readonly keys: readonly KeyRow[]
  readonly href: (path: string) => string
}

/** The keys that sign, the ones that will, and those whose record may go. */
export function Keys({ language, zone, now, keys, href }: Props) {
  const w = senderWords(language)
  const f = format(language, zone)
  const may = (key: KeyRow) => key.left_at !== null && Temporal.Instant.compare(key.left_at.add(LEAVING), now) <= 0
  const state = (key: KeyRow) =>
    key.state === 'signing' ? (
      <Pill tone="success">{w.keyStates.signing}</Pill>
    ) : key.state === 'leaving' ? (
      <>
        <Pill tone="muted">{w.keyStates.leaving}</Pill>{' '}
        <Muted>{may(key) || !key.left_at ? w.leavingNow : w.leavingUntil(f.shortDate(key.left_at.add(LEAVING)))}</Muted>
      </>
    ) : (
      <Pill tone={key.seen_at ? 'info' : 'warning'}>{key.seen_at ? w.keyStates.seen : w.keyStates.coming}</Pill>
    )
  const missing = (['rsa', 'ed25519'] as const).filter(
    (kind) => !keys.some((key) => key.algorithm === kind && key.state === 'coming'),
  )
  return (
    <Panel title={w.keysTitle} lead={w.keysLead}>
      <DataTable
        caption={w.keysTitle}
        rows={keys}
        columns={[
          { label: w.keyName, header: true, cell: (key) => <Name>{key.selector}</Name> },
          { label: w.keyKind, cell: (key) => (key.algorithm === 'rsa' ? 'RSA 2048' : 'Ed25519') },
          { label: w.keyState, cell: state },
          {
            label: w.keyAct,
            quiet: true,
            cell: (key) =>
              key.state === 'coming' && key.seen_at ? (
                <ActionForm action={href(pages.letSign(key.id))} small>
                  {w.switchOver}
                </ActionForm>
              ) : key.state === 'coming' || may(key) ? (
                <ActionForm action={href(pages.forget(key.id))} small kind="secondary">
                  {w.forget}
                </ActionForm>
              ) : (
                ''
              ),
          },
        ]}
      />
      {missing.length > 0 && (
        <Actions>
          {missing.map((kind) => (
            <ActionForm action={href(pages.keys)} hidden={{ algorithm: kind }} kind="secondary">
              {w.newKey[kind]}
            </ActionForm>
          ))}
        </Actions>
      )}
      <p>
        <Muted>{w.ed25519Hint}</Muted>
      </p>
    </Panel>
  )
}
