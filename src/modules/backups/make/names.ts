/** The heading of a table's rows in a part. */
export type RowsHeading = { readonly table: string; readonly organisation?: string }
export type FileHeading = { readonly id: string }
export type KeyFileHeading = { readonly file: string }

export const LEDGER_KEY = 'ledger.pem'

export const contexts = {
  rows: (id: string, organisation: string) => `backup ${id} rows of ${organisation}`,
  files: (id: string, organisation: string) => `backup ${id} files of ${organisation}`,
  directory: (id: string) => `backup ${id} directory`,
  keyring: (id: string) => `keyring ${id}`,
} as const
