export const exchangeRefusals = {
  'documents.no-export': {
    de: 'In diesem Ordner liegt kein Export von paperless-ngx, der sich lesen lässt (manifest.json). Es wurde nichts übernommen.',
    en: 'In this folder lies no export of paperless-ngx that can be read (manifest.json). Nothing was taken over.',
  },
} as const
