import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ButtonLink,
  EmptyState,
  type Html,
  Link,
  Name,
  PageHead,
  Panel,
  PublicPage,
  Rows,
  Stack,
} from '#platform/ui/index.ts'
import { Onwards } from '../../onwards.tsx'
import type { OwnDocument } from '../actions/customers.ts'
import type { FileRequest } from '../actions/requests.ts'
import { linkWords } from '../link-texts.ts'
import { OWN, OWN_HAND_IN } from '../paths.ts'

type OwnProps = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly documents: readonly OwnDocument[]
  readonly after: string | undefined
  readonly next: string | undefined
  /** What is still asked for. */
  readonly requests: readonly FileRequest[]
  readonly mayHandIn: boolean
}

/** A customer's documents, and what is asked of them. */
export function OwnDocumentsPage(props: OwnProps): Html {
  const { frame, language, zone, href, documents, requests, mayHandIn, after, next } = props
  const t = linkWords(language)
  const f = format(language, zone)
  const handIn = mayHandIn && <ButtonLink url={href(OWN_HAND_IN)}>{t.customer.handIn}</ButtonLink>
  return (
    <PublicPage {...frame} title={t.customer.title}>
      <PageHead title={t.customer.title} actions={handIn} />
      <Stack>
        {requests.length > 0 && (
          <Panel title={t.customer.asked}>
            <Rows
              rows={requests.map((one) => ({
                main: (
                  <Link url={href(one.link)}>
                    <Name>{one.title}</Name>
                  </Link>
                ),
                note: t.handIn.until(f.date(one.expiresAt.subtract({ seconds: 1 }))),
              }))}
            />
          </Panel>
        )}
        <Panel>
          {documents.length === 0 ? (
            <EmptyState title={t.customer.none}>{t.customer.noneHint}</EmptyState>
          ) : (
            <Rows
              rows={documents.map(({ id, title, receivedAt, size, isSealed }) => ({
                main: <Name>{title || t.customer.untitled}</Name>,
                note: [
                  t.customer.filedOn(f.shortDate(receivedAt)),
                  f.bytes(size),
                  ...(isSealed ? [t.customer.forMembers] : []),
                ].join(' · '),
                end: !isSealed && (
                  <ButtonLink url={href(`${OWN}/${id}/datei`)} kind="secondary" small download>
                    {t.customer.download}
                  </ButtonLink>
                ),
              }))}
            />
          )}
          <Onwards language={language} url={href(OWN)} after={after} next={next} />
        </Panel>
      </Stack>
    </PublicPage>
  )
}
