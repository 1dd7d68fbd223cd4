import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ButtonLink,
  Details,
  EmptyState,
  type Html,
  KeyValue,
  Link,
  Notice,
  PageHead,
  Panel,
  PublicPage,
  Rows,
  Stack,
} from '#platform/ui/index.ts'
import { factsOf } from './facts.ts'
import { nameOfEntry } from './kinds.ts'
import type { EntryLine } from './person.ts'
import type { Receipt, Receipted } from './receipt.ts'
import { receiptTexts } from './receipt-texts.ts'

/** In a line of the protocol a term stands within a sentence; in a list it begins one. */
const headed = (term: string): string => term.charAt(0).toUpperCase() + term.slice(1)

type Screen = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly zone: string
}

/** A fingerprint as people read it aloud: groups of eight. */
export const grouped = (fingerprint: string): string => fingerprint.replaceAll(/.{8}(?=.)/g, '$& ')

type One = Screen & {
  readonly receipted: Receipted | undefined
  /** Where the JSON is, and the program that checks it. */
  readonly json: string
  readonly program: string
}

/** One receipt: what happened, how to keep it, how to check it. The page itself, saved, is the receipt too. */
export function ReceiptScreen(props: One): Html {
  const { language, receipted } = props
  const t = receiptTexts(language)
  return (
    <PublicPage {...props.frame} title={t.title} width="narrow" hidden>
      <PageHead title={t.title} lead={receipted && t.lead} />
      {receipted ? (
        <Found {...props} {...receipted} />
      ) : (
        <Notice language={language} tone="info" title={t.waitingTitle}>
          {t.waiting}
        </Notice>
      )}
    </PublicPage>
  )
}

function Found(props: One & Receipted): Html {
  const { language, zone, receipt, leaves } = props
  const t = receiptTexts(language)
  const f = format(language, zone)
  const program = props.program.split('/').at(-1) || 'verify-receipt.mjs'
  const size = f.number(Number(receipt.checkpoint.split('\n')[1]), 0)
  return (
    <Stack>
      {leaves.map((leaf, n) => (
        <Panel title={nameOfEntry(leaf.kind, language)}>
          <KeyValue
            items={[
              { term: t.when, value: f.dateTime(leaf.at) },
              ...factsOf(leaf, language).map(({ term, value }) => ({ term: headed(term), value })),
              { term: t.place, value: t.placeOf(f.number((receipt.entries[n]?.index ?? 0) + 1, 0), size) },
              { term: t.signed, value: grouped(receipt.fingerprint) },
            ]}
          />
          <ButtonLink url={props.json}>{t.save}</ButtonLink>
        </Panel>
      ))}
      {receipt.texts.map((text) => (
        <Panel title={t.wording}>
          <p class="lines">{text}</p>
        </Panel>
      ))}
      <Details summary={t.check} panel>
        <p>{t.check1}</p>
        <p>
          <ButtonLink url={props.program} kind="tertiary" download>
            {program}
          </ButtonLink>
        </p>
        <p>{t.check2(program)}</p>
        <p>{t.check3}</p>
      </Details>
      <Details summary={t.raw} panel>
        <Raw receipt={receipt} />
      </Details>
    </Stack>
  )
}

const Raw = ({ receipt }: { readonly receipt: Receipt }): Html => (
  <pre id="receipt" tabindex={0}>
    {JSON.stringify(receipt, null, 1)}
  </pre>
)

type List = Screen & { readonly entries: readonly (EntryLine & { readonly url: string })[] }

/** Everything that is evidenced about the person whose link this is. */
export function ReceiptsScreen({ frame, language, zone, entries }: List): Html {
  const t = receiptTexts(language)
  const f = format(language, zone)
  return (
    <PublicPage {...frame} title={t.listTitle} width="narrow" hidden>
      <PageHead title={t.listTitle} lead={t.listLead} />
      <Panel>
        {entries.length === 0 ? (
          <EmptyState title={t.none}>{t.noneText}</EmptyState>
        ) : (
          <Rows
            rows={entries.map(({ kind, at, url }) => ({
              main: <Link url={url}>{nameOfEntry(kind, language)}</Link>,
              note: f.dateTime(at),
            }))}
          />
        )}
      </Panel>
    </PublicPage>
  )
}
