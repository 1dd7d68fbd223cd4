import { Button, ButtonLink, Form, Panel, PublicPage, type Html } from '#platform/ui/index.ts'
import type { Public } from '../../screens/sign-in.tsx'
import type { SignOnProblem } from '../sign-on.ts'
import { signOnWords } from '../texts.ts'

export type Returned = Readonly<Record<'code' | 'state' | 'iss', string>>

/** The way back from the provider: what it sent along is sent on by a form, as opening an address changes nothing. */
export function BackPage({ frame, language, href, returned }: Public & { readonly returned: Returned }): Html {
  const t = signOnWords(language).back
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <Panel title={t.title} level={1} lead={t.lead}>
        <go-on>
          <Form action={href('/team/anmelden/anbieter/zurueck')} hidden={returned}>
            <Button wide>{t.button}</Button>
          </Form>
        </go-on>
      </Panel>
    </PublicPage>
  )
}

export function ProblemPage({
  frame,
  language,
  href,
  problem,
}: Public & { readonly problem: SignOnProblem | 'cancelled' | 'cookies' }): Html {
  const t = signOnWords(language).problem
  const { title, text } = t[problem]
  return (
    <PublicPage {...frame} title={title} width="narrow" hidden>
      <Panel title={title} level={1}>
        <p>{text}</p>
        <ButtonLink url={href('/team/anmelden')}>{t.again}</ButtonLink>
      </Panel>
    </PublicPage>
  )
}
