import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  Details,
  Form,
  type Html,
  KeyValue,
  Muted,
  Notice,
  PageHead,
  Panel,
  PublicPage,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import type { ShareRow } from '../data.ts'
import { linkWords } from '../link-texts.ts'

type SharedProps = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly zone: string
  readonly organisation: string
  readonly share: ShareRow
  readonly size: number
  readonly mediaType: string
  readonly action: string
  readonly script: unknown
  /** Whether no server may open it, not even for who sends the key. */
  readonly isSealed: boolean
  readonly problem: 'key' | 'password' | undefined
}

/** What a file is, in a word that people use. */
function kindOf({ kinds }: ReturnType<typeof linkWords>['shared'], mediaType: string): string {
  const office = /wordprocessing|msword|opendocument\.text|rtf/.test(mediaType)
  const sheet = /spreadsheet|excel|csv/.test(mediaType)
  const slides = /presentation|powerpoint/.test(mediaType)
  if (office) return kinds.text
  if (sheet) return kinds.sheet
  if (slides) return kinds.slides
  if (mediaType === 'application/pdf') return 'PDF'
  const [of = ''] = mediaType.split('/')
  return of === 'image' ? kinds.image : of === 'text' ? kinds.text : of === 'message' ? kinds.mail : kinds.other
}

/** What somebody sees who follows a link to a document. */
export function SharedPage(props: SharedProps): Html {
  const { frame, language, zone, organisation, share, size, mediaType, script } = props
  const t = linkWords(language).shared
  const f = format(language, zone)
  const last = share.expires_at.subtract({ seconds: 1 })
  return (
    <PublicPage {...frame} title={t.title(organisation)}>
      <PageHead title={t.title(organisation)} lead={t.lead} />
      <Stack>
        <Panel>
          <Stack>
            <KeyValue
              items={[
                { term: t.size, value: f.bytes(size) },
                { term: t.kind, value: kindOf(t, mediaType) },
                { term: t.until, value: f.date(last) },
              ]}
            />
            <belegt-share data-about={JSON.stringify(script)} data-say={JSON.stringify(t.say)} hidden>
              <Stack>
                {share.has_password && (
                  <TextField
                    language={language}
                    name="password"
                    id="share-password"
                    type="password"
                    label={t.password}
                    hint={t.passwordHint}
                    autocomplete="off"
                    required
                  />
                )}
                <p role="status"></p>
                <div>
                  <Button type="button">{t.open}</Button>
                </div>
                <p class="muted">{t.here}</p>
              </Stack>
            </belegt-share>
          </Stack>
        </Panel>
        <WithoutScript {...props} />
      </Stack>
    </PublicPage>
  )
}

/** The server opens it for a browser that cannot; not where it must not. */
function WithoutScript({ language, share, action, isSealed, problem }: SharedProps): Html {
  const t = linkWords(language).shared
  if (isSealed)
    return (
      <noscript>
        <Panel>
          <p>{t.scriptOnly}</p>
        </Panel>
      </noscript>
    )
  return (
    <Details summary={t.without} open={problem !== undefined} panel>
      {problem && (
        <Notice language={language} tone="danger" role="alert">
          {problem === 'key' ? t.wrongKey : t.wrongPassword}
        </Notice>
      )}
      <Muted>{t.withoutHint}</Muted>
      <Form action={action}>
        <TextField language={language} name="key" label={t.key} hint={t.keyHint} autocomplete="off" required />
        {share.has_password && (
          <TextField
            language={language}
            name="password"
            type="password"
            label={t.password}
            autocomplete="off"
            required
          />
        )}
        <div>
          <Button kind="secondary">{t.download}</Button>
        </div>
      </Form>
    </Details>
  )
}
