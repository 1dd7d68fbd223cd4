import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  ButtonLink,
  Details,
  type Html,
  KeyValue,
  Link,
  Notice as Hint,
  PageHead,
  Panel,
  PublicPage,
  Rows,
  Stack,
} from '#platform/ui/index.ts'
import { noticeLinks } from '../notice/links.ts'
import type { Notice, Part } from '../notice/types.ts'
import { privacyTexts } from '../texts.ts'

export type NoticeScreen = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly zone: string
  readonly notice: Notice
  readonly version: string
  /** When this version was published; not known in the first minutes. */
  readonly validFrom: Temporal.Instant | undefined
  readonly old: boolean
  readonly href: (path: string) => string
}

/** The notice: at a glance, then in full. */
export function NoticeScreen(props: NoticeScreen): Html {
  const { frame, language, notice, version, validFrom, href } = props
  const t = privacyTexts(language).notice
  const date = validFrom && format(language, props.zone).date(validFrom)
  return (
    <PublicPage {...frame} title={notice.title} description={t.lead} width="narrow" hidden={props.old}>
      <PageHead title={notice.title} lead={t.lead} />
      <Stack>
        {props.old && (
          <Hint language={language} tone="info" title={t.old(date ?? '')}>
            <Link url={href('/datenschutz')}>{t.current}</Link>
          </Hint>
        )}
        <Panel title={t.glance} id="glance">
          <Rows rows={notice.glance.map((sentence) => ({ main: sentence }))} />
        </Panel>
        {!props.old && noticeLinks().length > 0 && (
          <Actions>
            {noticeLinks().map(({ path, label }) => (
              <ButtonLink url={href(path)}>{label[language]}</ButtonLink>
            ))}
          </Actions>
        )}
        <Details summary={t.full} panel>
          {notice.parts.map((part, index) => (
            <div>
              <Link url={`#p${index + 1}`}>{part.title}</Link>
            </div>
          ))}
        </Details>
        {notice.parts.map((part, index) => (
          <PartPanel part={part} id={`p${index + 1}`} />
        ))}
        <p class="muted small">
          {date ? t.since(date) : t.fresh} {t.version(version)}{' '}
          <Link url={href('/datenschutz/versionen')}>{t.versions}</Link>
        </p>
        <p class="small">
          <Link url={href('/zusagen')}>{t.promises}</Link>
        </p>
      </Stack>
    </PublicPage>
  )
}

function PartPanel({ part, id }: { readonly part: Part; readonly id: string }): Html {
  return (
    <Panel title={part.title} id={id}>
      {part.text.map((sentence) => (
        <p>{part.strong ? <strong>{sentence}</strong> : sentence}</p>
      ))}
      {part.facts && (
        <KeyValue items={part.facts.map(({ term, values }) => ({ term, value: <Lines values={values} /> }))} />
      )}
    </Panel>
  )
}

/** Several values of one term, each on its line. */
export function Lines({ values }: { readonly values: readonly string[] }): Html {
  return (
    <>
      {values.map((value) => (
        <div>{value}</div>
      ))}
    </>
  )
}
