import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Button,
  Details,
  Form,
  type Html,
  Link,
  Name,
  Notice,
  Panel,
  Pill,
  Rows,
  TextField,
} from '#platform/ui/index.ts'
import { redactionWords } from '../../viewing/redaction/texts.ts'
import type { Share } from '../actions/shares.ts'
import { linkWords } from '../link-texts.ts'
import { act } from '../paths.ts'
import { LinkField } from './link-field.tsx'
import type { Shown } from './stamps.tsx'

type SharesProps = Shown & {
  readonly absolute: (path: string) => string
  readonly shares: readonly Share[]
  readonly version: number
  readonly mayFile: boolean
  /** `redacted`: places of it are blackened in copies; `uncovers` who may share it all the same. */
  readonly redacted?: { readonly uncovers: boolean } | undefined
  /** Where the document is opened, when only members' devices make links to it. */
  readonly madeAt?: string | undefined
  /** What the form offers: a month from today. */
  readonly until: string
}

/** The links to a document, and the form to make one. */
export function SharesPanel(props: SharesProps): Html {
  const { language, zone, href, absolute, document, people, shares, version, mayFile, redacted, madeAt, until } = props
  const t = linkWords(language).shares
  const f = format(language, zone)
  const addressOf = (link: string) => {
    const [path = '', secret = ''] = link.split('#')
    return `${absolute(path)}#${secret}`
  }
  return (
    <Panel title={t.title} lead={t.lead} id="shares">
      {shares.length === 0 ? (
        <p class="muted">{t.none}</p>
      ) : (
        <Rows
          rows={shares.map((share) => ({
            main: <Name>{[share.label, t.line(share.version)].filter(Boolean).join(', ')}</Name>,
            note: (
              <>
                {[
                  share.alive ? t.valid(f.shortDate(share.expiresAt.subtract({ seconds: 1 }))) : t.ended,
                  share.hasPassword && t.protected,
                  share.most === null ? t.fetched(share.fetched) : `${t.fetched(share.fetched)} ${t.of(share.most)}`,
                  people.nameOf(share.madeBy),
                  share.alive && share.isSealed && linkWords(language).sealedShares.once,
                ]
                  .filter(Boolean)
                  .join(' · ')}
                {share.link && mayFile && (
                  <LinkField
                    language={language}
                    id={`share-${share.id}`}
                    label={t.address}
                    link={addressOf(share.link)}
                  />
                )}
              </>
            ),
            end: share.alive ? (
              mayFile && (
                <ActionForm
                  action={href(act(document.id, 'link-beenden'))}
                  hidden={{ share: share.id }}
                  kind="secondary"
                  small
                  label={[t.end, share.label].filter(Boolean).join(': ')}
                >
                  {t.end}
                </ActionForm>
              )
            ) : (
              <Pill tone="muted">{t.ended}</Pill>
            ),
          }))}
        />
      )}
      {madeAt !== undefined && (
        <p>
          <Link url={madeAt}>{linkWords(language).sealedShares.here}</Link>
        </p>
      )}
      {mayFile && redacted && !redacted.uncovers && <p>{redactionWords(language).noShare}</p>}
      {mayFile && madeAt === undefined && (redacted?.uncovers ?? true) && (
        <Details summary={t.make}>
          {redacted && (
            <Notice language={language} tone="warning">
              {redactionWords(language).original}
            </Notice>
          )}
          <Form action={href(act(document.id, 'teilen'))} hidden={{ version: String(version) }}>
            <TextField
              language={language}
              name="until"
              id="share-until"
              type="date"
              label={t.until}
              hint={t.untilHint}
              required
              value={until}
              width="medium"
            />
            <TextField language={language} name="label" label={t.label} hint={t.labelHint} maxlength={120} />
            <TextField
              language={language}
              name="password"
              type="password"
              label={t.password}
              mark={false}
              hint={t.passwordHint}
              autocomplete="new-password"
            />
            <TextField language={language} name="most" label={t.most} inputmode="numeric" width="short" />
            <div>
              <Button kind="secondary">{t.make}</Button>
            </div>
          </Form>
        </Details>
      )}
    </Panel>
  )
}
