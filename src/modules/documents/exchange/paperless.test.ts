import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPaperless } from './paperless.ts'

/** What becomes of the value of a field with these choices. */
function chosen(select_options: readonly unknown[], value_select: unknown) {
  const fields = { name: 'Stelle', data_type: 'select', extra_data: { select_options } }
  const { documents, odd } = readPaperless([
    { model: 'documents.customfield', pk: 4, fields },
    { model: 'documents.customfieldinstance', pk: 1, fields: { document: 1, field: 4, value_select } },
    { model: 'documents.document', pk: 1, fields: { title: 'x', tags: [] }, __exported_file_name__: 'x.pdf' },
  ])
  return { value: documents[0]?.values.get(4), odd }
}

test('a choice is read as each version of paperless-ngx writes it; one that is gone is counted', () => {
  const byId = [
    { id: 'Qz3', label: 'Nord' },
    { id: '0', label: 'Süd' },
  ]
  expect(chosen(byId, 'Qz3')).toEqual({ value: 'Nord', odd: 0 })
  expect(chosen(byId, '0')).toEqual({ value: 'Süd', odd: 0 })
  expect(chosen(byId, 'weg')).toEqual({ value: undefined, odd: 1 })
  expect(chosen(['Nord', 'Süd'], 1)).toEqual({ value: 'Süd', odd: 0 })
  expect(chosen(['Nord', 'Süd'], null)).toEqual({ value: undefined, odd: 0 })
})

test('whatever stands in a manifest is read or counted, never thrown', () => {
  const records = fc.array(
    fc.oneof(
      fc.anything(),
      fc.record({
        model: fc.constantFrom(
          'documents.document',
          'documents.tag',
          'documents.note',
          'documents.customfieldinstance',
        ),
        pk: fc.oneof(fc.integer(), fc.string()),
        fields: fc.dictionary(
          fc.constantFrom('title', 'created', 'tags', 'name', 'document', 'field', 'value_text'),
          fc.anything(),
        ),
      }),
    ),
  )
  fc.assert(
    fc.property(records, (given) => {
      expect(readPaperless(given).odd).toBeGreaterThanOrEqual(0)
    }),
  )
})
