import type { Organisation } from '#platform/data/organisations.ts'
import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  Details,
  Form,
  type Html,
  Link,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  PublicPage,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import { CollectionNotice } from '#privacy'
import { filing } from '../../data.ts'
import { linkWords } from '../link-texts.ts'

type HandInProps = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly organisation: Organisation
  readonly href: (path: string) => string
  /** Where the form sends; the script sends to `datei` below it. */
  readonly action: string
  readonly title: string
  readonly lead?: string | undefined
  readonly back?: { readonly label: string; readonly url: string } | undefined
  readonly wording: string
  /** The last moment; without it there is no end. */
  readonly until?: Temporal.Instant | undefined
  readonly left?: number | undefined
  /** Whether the server reads what comes, or members' devices alone. */
  readonly isRead: boolean
  readonly problem: string | undefined
  /** So many have arrived, said after one came. */
  readonly arrived: number
}

/** Where somebody without an account, or a customer, hands in files. */
export function HandInPage(props: HandInProps): Html {
  const { frame, language, organisation, href, action, title, lead, back, wording, until, left, isRead, arrived } =
    props
  const t = linkWords(language).handIn
  const f = format(language, organisation.zone)
  const keep =
    language === 'de'
      ? 'Wir löschen die Dateien, wenn ihre Aufbewahrungsfrist endet.'
      : 'We delete the files when their period of keeping ends.'
  const why = <CollectionNotice {...{ organisation, language, keep }} activities={[filing]} href={href} />
  const notices = arrived > 0 && (
    <Notice language={language} tone="success" role="status" title={t.done(arrived)}>
      {t.stored}
    </Notice>
  )
  const full = left !== undefined && left <= 0
  return (
    <PublicPage {...frame} title={title}>
      <PageHead
        title={<Name>{title}</Name>}
        lead={lead ?? t.from(organisation.name)}
        actions={back && <Link url={back.url}>{back.label}</Link>}
      />
      <Stack>
        {notices}
        {wording && (
          <p class="lines">
            <Name>{wording}</Name>
          </p>
        )}
        <Muted>
          {[until && t.until(f.date(until)), full ? t.full : left !== undefined && t.left(left)]
            .filter(Boolean)
            .join(' ')}
        </Muted>
        {!full && (
          <>
            <belegt-hand-in data-to={`${action}/datei`} data-say={JSON.stringify(t.say)} hidden>
              <Panel>
                <Stack>
                  <TextField
                    language={language}
                    name="files"
                    type="file"
                    label={t.files}
                    hint={t.filesHint}
                    multiple
                    required
                  />
                  <ul class="rows"></ul>
                  <p role="status"></p>
                  <div>{why}</div>
                  <p class="muted">{isRead ? t.here(organisation.name) : t.hereForMembers(organisation.name)}</p>
                  <div>
                    <Button type="button">{t.send}</Button>
                  </div>
                </Stack>
              </Panel>
            </belegt-hand-in>
            <WithoutScript {...props} why={why} />
          </>
        )}
      </Stack>
    </PublicPage>
  )
}

/** The same by a form, which the server seals; not where it must not read what comes. */
function WithoutScript({ language, action, isRead, problem, why }: HandInProps & { readonly why: Html }): Html {
  const t = linkWords(language).handIn
  if (!isRead)
    return (
      <noscript>
        <Panel>
          <p>{t.scriptOnly}</p>
        </Panel>
      </noscript>
    )
  return (
    <Details summary={t.without} open={problem !== undefined} panel>
      <Muted>{t.withoutHint}</Muted>
      <Form action={action} files>
        <TextField
          language={language}
          name="file"
          type="file"
          label={t.one}
          hint={t.oneHint}
          error={problem === 'empty' ? t.empty : problem && t.missing}
          required
        />
        {why}
        <div>
          <Button kind="secondary">{t.send}</Button>
        </div>
      </Form>
    </Details>
  )
}
