import { safeguard } from '#privacy'
import { db } from './data.ts'

const server = {
  de: 'Unterlagen werden versiegelt, bevor wir sie ablegen, jede mit einem eigenen Schlüssel. Für Vorschau, Texterkennung und Suche öffnet sie unser Server kurz und in unserem Auftrag; jede Öffnung wird vermerkt.',
  en: 'Documents are sealed before we file them, each with a key of its own. For previews, text recognition and search our server opens them briefly and on our behalf; every opening is recorded.',
}
const members = {
  de: 'Unterlagen werden versiegelt, bevor wir sie ablegen, jede mit einem eigenen Schlüssel. Öffnen können sie nur die Geräte der Menschen, die bei uns damit arbeiten, der Server nicht.',
  en: 'Documents are sealed before we file them, each with a key of its own. Only the devices of the people who work with them here can open them, the server cannot.',
}
const some = {
  de: 'In besonders geschützten Archiven öffnen Unterlagen nur die Geräte der Menschen, die bei uns damit arbeiten; der Server kann sie nicht lesen.',
  en: 'In specially protected archives only the devices of the people who work with them here open documents; the server cannot read them.',
}

/** The notice says who can read documents: the server on behalf of the organisation, only its members' devices, or both. */
safeguard(async (at) => {
  const rows = await db(at).selectFrom('document_archives').select('mode').distinct().orderBy('mode').execute()
  const modes = rows.map(({ mode }) => mode)
  if (!modes.includes('client-only')) return modes.length > 0 ? [server] : []
  return modes.includes('readable') ? [server, some] : [members]
})
