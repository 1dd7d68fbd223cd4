import type { Problems } from '#platform/http/route.ts'

/**
 * The problems of a form for the list above it. Each leads to its field and names it: most sentences suit many fields.
 * @param said the sentence that stands at the field
 */
export const namedErrors = (
  problems: Problems,
  labels: Readonly<Record<string, string>>,
  said: (code: string) => string,
): { readonly field: string; readonly message: string }[] =>
  Object.entries(problems).map(([field, code]) => ({
    field,
    message: [labels[field], said(code)].filter((part) => part !== undefined).join(': '),
  }))
