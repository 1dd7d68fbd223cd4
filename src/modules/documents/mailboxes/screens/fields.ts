import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { namedErrors } from '../../named-errors.ts'
import { mailboxWords } from '../texts.ts'

type Filled = { readonly language: Language; readonly entered: Raw; readonly problems: Problems }

/** What is wrong, for the list above the page: each with the label of its field, where it is another one here with that. */
export function errorsOf({ language, problems }: Omit<Filled, 'entered'>, own: Readonly<Record<string, string>> = {}) {
  const w = mailboxWords(language)
  const labels = {
    name: w.name,
    server: w.host,
    port: w.port,
    benutzer: w.username,
    passwort: w.password,
    token_adresse: w.endpoint,
    anwendung: w.client,
    geheimnis: w.secret,
    bereich: w.scope,
    ausweis: w.grant,
    auffrischung: w.refresh,
    ordner: w.path,
    archiv: w.archive,
    wie: w.how,
    was: w.keeps,
    danach: w.afterwards,
    schluessel: w.mailKey.key,
    kennwort: w.mailKey.passphrase,
    ...own,
  }
  return namedErrors(problems, labels, (code) => w.fields[code] ?? code)
}

/** What a field shows: what was entered, else what is stored, and what is wrong with it. */
export const fieldsOf = ({ language, entered, problems }: Filled) => {
  const w = mailboxWords(language)
  return (name: string, value: string) => ({
    language,
    name,
    value: entered[name] ?? value,
    error: problems[name] === undefined ? undefined : (w.fields[problems[name]] ?? problems[name]),
  })
}
