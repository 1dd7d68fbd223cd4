export type Agent = { browser: string; os: string }

// The first that fits counts: most browsers also carry the names of older ones.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/bot\b|crawl|spider|slurp|preview|monitor|curl|wget|python|java\/|go-http|okhttp|headless/i, 'robot'],
  [/\bEdgi?A?(OS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]

/** Family of browser and system, no version: enough to judge errors, too little to recognise a device. */
export const agent = (userAgent: string | undefined): Agent => {
  const text = (userAgent ?? '').slice(0, 500)
  const name = (table: typeof browsers) => table.find(([sign]) => sign.test(text))?.[1] ?? 'other'
  return { browser: name(browsers), os: name(systems) }
}
