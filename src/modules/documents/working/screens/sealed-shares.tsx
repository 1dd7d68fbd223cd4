import type { Language } from '#platform/text/language.ts'
import { Button, Details, Form, type Html, Link, Muted, Panel, Stack, TextField } from '#platform/ui/index.ts'
import { linkWords } from '../link-texts.ts'
import { LinkField } from './link-field.tsx'

type SealedSharesProps = {
  readonly language: Language
  readonly organisation: string
  /** Where the page's script sends what it wrapped. */
  readonly address: string
  readonly version: number
  /** What the form offers: a month from today. */
  readonly until: string
  /** Where the links that were made are listed. */
  readonly work: string
}

/** A link to a document that no server reads: made by the page's script, once the document is open on this device. */
export function SealedSharesPanel({ language, organisation, address, version, until, work }: SealedSharesProps): Html {
  const t = linkWords(language).shares
  const w = linkWords(language).sealedShares
  const id = (name: string) => `sealed-share-${name}`
  return (
    <Panel title={t.title} lead={w.lead} id="shares">
      <sealed-share
        data-address={address}
        data-organisation={organisation}
        data-version={String(version)}
        data-say={JSON.stringify(w.say)}
      >
        <Stack>
          <div data-shut="">
            <Muted>{w.shut}</Muted>
          </div>
          <div data-form="" hidden>
            <Details summary={t.make}>
              <Form action="">
                <TextField
                  language={language}
                  name=""
                  id={id('until')}
                  type="date"
                  label={t.until}
                  hint={t.untilHint}
                  required
                  value={until}
                  width="medium"
                />
                <TextField
                  language={language}
                  name=""
                  id={id('label')}
                  label={t.label}
                  hint={w.labelHint}
                  maxlength={120}
                />
                <TextField
                  language={language}
                  name=""
                  id={id('password')}
                  type="password"
                  label={t.password}
                  mark={false}
                  hint={t.passwordHint}
                  autocomplete="new-password"
                />
                <TextField
                  language={language}
                  name=""
                  id={id('most')}
                  label={t.most}
                  inputmode="numeric"
                  width="short"
                />
                <div>
                  <Button kind="secondary">{t.make}</Button>
                </div>
              </Form>
            </Details>
          </div>
          <p role="status" data-state="" />
          <div data-made="" hidden>
            <LinkField language={language} id={id('link')} label={t.address} link="" />
          </div>
          <Link url={work}>{w.all}</Link>
        </Stack>
      </sealed-share>
    </Panel>
  )
}
