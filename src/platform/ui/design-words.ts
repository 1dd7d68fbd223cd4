/** Words that have broken pages before: what people are really called, and what nobody is. */
export const hardToShow = {
  long: 'Rechtsschutzversicherungsgesellschaftsangestelltenbescheinigung',
  endless: 'Endlos'.repeat(1667),
  arabic: 'عبد الرحمن القحطاني',
} as const
