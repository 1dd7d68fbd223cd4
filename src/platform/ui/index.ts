export {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  Form,
  type ActionFormProps,
  type ButtonKind,
  type ButtonLinkProps,
  type ButtonProps,
  type FormProps,
  type HiddenFields,
} from './buttons.tsx'
export {
  CheckField,
  ChoiceGroup,
  FieldSet,
  type CheckFieldProps,
  type ChoiceGroupProps,
  type FieldSetProps,
} from './choices.tsx'
export { accentTwins, contrast, type AccentTwins, type Refusal } from './contrast.ts'
export { Dialog, DialogButton, type DialogProps } from './dialogs.tsx'
export { fieldId, type Choice, type FieldProps } from './field-parts.tsx'
export {
  SelectField,
  TextArea,
  TextField,
  type SelectFieldProps,
  type TextAreaProps,
  type TextFieldProps,
} from './fields.tsx'
export type { Children, Html } from './html.ts'
export { Keys, Link, MailAddress, Name, type LinkProps } from './links.tsx'
export {
  PublicPage,
  StaffPage,
  type PageAssets,
  type PageLink,
  type PageOrganisation,
  type PublicPageProps,
  type StaffPageProps,
} from './pages.tsx'
export {
  BigNumber,
  Columns,
  Details,
  EmptyState,
  KeyValue,
  Muted,
  Notice,
  PageHead,
  Panel,
  Pill,
  Rows,
  Stack,
  Steps,
  Tiles,
  Toned,
  type NoticeProps,
  type PanelProps,
  type Tone,
} from './parts.tsx'
export { safeUrl } from './safe-url.ts'
export { ErrorSummary, type ErrorSummaryProps } from './summary.tsx'
export {
  DataTable,
  Pagination,
  SubTabs,
  Tabs,
  type Column,
  type DataTableProps,
  type PaginationProps,
} from './tables.tsx'
export { themeSheet } from './theme.ts'
export { DayStrip, LinkLine, TimeGrid, type Day, type TimeChoice, type TimeGridProps } from './times.tsx'
