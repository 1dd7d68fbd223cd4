import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  Details,
  Form,
  type Html,
  KeyValue,
  Name,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import type { MemberKeyRow } from './data.ts'
import type { SealedArchive } from './members.ts'
import { NeedsScript, ownKeyJson, PassphraseField } from './passphrase-fields.tsx'
import { MEMBER_KEY } from './paths.ts'
import { sealingWords } from './texts.ts'

export type MemberKeyProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly organisation: string
  readonly member: string
  readonly own: MemberKeyRow | undefined
  readonly fingerprint: string
  readonly archives: readonly SealedArchive[]
  readonly done: 'hinterlegt' | undefined
}

/** A member's own key: made, its passphrase changed, or replaced where that is lost. */
export function MemberKeyPage(props: MemberKeyProps): Html {
  const { language, own, archives, done } = props
  const w = sealingWords(language).own
  const notice = done && (
    <Notice language={language} tone="success" role="status">
      {w.done[done]}
    </Notice>
  )
  return (
    <StaffPage {...props.frame} title={w.title} notices={notice}>
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        {own ? (
          <Panel title={w.title} lead={w.fingerprintHint}>
            <KeyValue
              items={[
                { term: w.fingerprint, value: <code>{props.fingerprint}</code> },
                { term: w.made, value: format(language, props.zone).date(own.created_at) },
                {
                  term: w.archives,
                  value:
                    archives.length === 0
                      ? w.noArchives
                      : archives.map(({ name }, place) => (
                          <>
                            {place > 0 && ', '}
                            <Name>{name}</Name>
                          </>
                        )),
                },
              ]}
            />
          </Panel>
        ) : (
          <Panel title={w.makeHeading} lead={w.makeLead}>
            <KeyForm {...props} act="new" button={w.make} />
          </Panel>
        )}
        {own && (
          <Panel title={w.changeHeading}>
            <KeyForm {...props} act="change" button={w.change} />
          </Panel>
        )}
        {own && (
          <Details summary={w.lostHeading}>
            <Stack>
              <p>{w.lostLead}</p>
              <KeyForm {...props} act="replace" button={w.lost} />
            </Stack>
          </Details>
        )}
      </Stack>
    </StaffPage>
  )
}

type KeyFormProps = MemberKeyProps & { readonly act: 'new' | 'change' | 'replace'; readonly button: string }

function KeyForm({ language, href, organisation, member, own, act, button }: KeyFormProps): Html {
  const w = sealingWords(language).own
  return (
    <member-key
      class="stack"
      data-act={act}
      data-own={ownKeyJson(own)}
      data-organisation={organisation}
      data-member={member}
      data-say={JSON.stringify(w.say)}
    >
      <Form action={href(MEMBER_KEY)}>
        {['publicKey', 'privateKey', 'salt', 'rounds'].map((name) => (
          <input type="hidden" name={name} value="" />
        ))}
        {act === 'change' && <PassphraseField language={language} id={`${act}-old`} label={w.old} />}
        <PassphraseField language={language} id={`${act}-new`} label={w.passphrase} hint={w.passphraseHint} fresh />
        <PassphraseField language={language} id={`${act}-again`} label={w.again} fresh />
        <div>
          <Button kind={act === 'replace' ? 'danger' : 'primary'}>{button}</Button>
        </div>
      </Form>
      <NeedsScript language={language} />
    </member-key>
  )
}
