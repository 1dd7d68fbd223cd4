import type { Organisation } from '#platform/data/organisations.ts'
import type { PublicFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import { type Html, KeyValue, Link, MailAddress, Panel, PageHead, PublicPage, Stack } from '#platform/ui/index.ts'
import { privacyTexts } from '../texts.ts'
import { Lines } from './notice.tsx'

export type ImprintScreen = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly organisation: Organisation
  readonly operator: Organisation | undefined
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Who is behind these pages (§ 5 DDG), and that they want no advertising. */
export function ImprintScreen({ frame, language, organisation, operator }: ImprintScreen): Html {
  const t = privacyTexts(language).imprint
  const lines = (text: string) => <Lines values={text.trim() === '' ? [t.missing] : linesOf(text)} />
  const row = (term: string, value: string) => (value.trim() === '' ? [] : [{ term, value: lines(value) }])
  return (
    <PublicPage {...frame} title={t.title} width="narrow">
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        <Panel>
          <KeyValue
            items={[
              { term: t.name, value: organisation.name },
              { term: t.address, value: lines(organisation.address) },
              ...row(t.represented, organisation.represented_by),
              ...(organisation.contact_mail === ''
                ? []
                : [
                    {
                      term: t.mail,
                      value: (
                        <Link url={`mailto:${organisation.contact_mail}`}>
                          <MailAddress>{organisation.contact_mail}</MailAddress>
                        </Link>
                      ),
                    },
                  ]),
              ...row(t.phone, organisation.contact_phone),
              ...row(t.more, organisation.imprint_extra),
              ...(operator
                ? [{ term: t.operator, value: <Lines values={[operator.name, ...linesOf(operator.address)]} /> }]
                : []),
            ]}
          />
        </Panel>
        <Panel title={t.adsTitle}>
          <p>{t.ads}</p>
        </Panel>
      </Stack>
    </PublicPage>
  )
}
