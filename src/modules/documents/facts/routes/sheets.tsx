import { z } from 'zod'
import { whole } from '#platform/http/fields.ts'
import { file, get, page, type Route } from '#platform/http/route.ts'
import { Button, Form, PageHead, Panel, Stack, StaffPage, TextField } from '#platform/ui/index.ts'
import { filing } from '../../data.ts'
import { maySetUpDocuments } from '../../permissions.ts'
import { nextArchiveNumber } from '../actions/links.ts'
import { LABELS_ON_A_SHEET, numberLabels, separatorSheets } from '../barcodes/sheets.ts'
import { SHEETS } from '../paths.ts'
import { sheetWords } from '../sheet-texts.ts'

const rules = { who: maySetUpDocuments, purpose: filing } as const
const MOST_SHEETS = 50

/** Where separator sheets and stickers with numbers are printed. */
export const sheetRoutes: Route[] = [
  get(`/:organisation${SHEETS}`, rules, async ({ at, language, href, staffFrame }) => {
    const t = sheetWords(language)
    const next = await nextArchiveNumber(at)
    const number = { language, inputmode: 'numeric', width: 'short', required: true, mark: false } as const
    return page(
      <StaffPage {...staffFrame()} title={t.title}>
        <Stack>
          <PageHead title={t.title} lead={t.lead} />
          <Panel title={t.separators} lead={t.separatorsHint}>
            <Form action={href(`${SHEETS}/trennblatt.pdf`)} method="get">
              <TextField {...number} name="anzahl" label={t.count} value={1} maxlength={2} />
              <div>
                <Button kind="secondary">{t.print}</Button>
              </div>
            </Form>
          </Panel>
          <Panel title={t.labels} lead={`${t.labelsHint} ${t.next(next)}`}>
            <Form action={href(`${SHEETS}/nummern.pdf`)} method="get">
              <TextField {...number} name="ab" label={t.from} value={next} maxlength={9} />
              <div>
                <Button kind="secondary">{t.print}</Button>
              </div>
            </Form>
          </Panel>
        </Stack>
      </StaffPage>,
    )
  }),
  get(
    `/:organisation${SHEETS}/trennblatt.pdf`,
    { ...rules, costly: true, input: z.object({ anzahl: whole(1, MOST_SHEETS) }) },
    async ({ input, language }) => {
      const t = sheetWords(language)
      const made = await separatorSheets(input.anzahl, { title: t.sheetTitle, text: t.sheetText })
      return file(made, 'application/pdf', { name: 'trennblatt.pdf' })
    },
  ),
  get(
    `/:organisation${SHEETS}/nummern.pdf`,
    { ...rules, costly: true, input: z.object({ ab: whole(1, 999_999_999 - LABELS_ON_A_SHEET) }) },
    async ({ input, language }) =>
      file(await numberLabels(input.ab, 1, sheetWords(language).labels), 'application/pdf', { name: 'nummern.pdf' }),
  ),
]
