import { setting } from '#platform/config/config.ts'

export const settings = {
  watchedFolder: setting('BELEGT_WATCHED_FOLDER', {
    type: 'path',
    default: null,
    doc: 'Folder below which scanners and programs put files to be filed: <organisation>/<folder as set up>. Unset: none is watched.',
  }),
  watchedFolderDays: setting('BELEGT_WATCHED_FOLDER_DAYS', {
    type: 'integer',
    min: 0,
    max: 90,
    default: 7,
    doc: 'Days for which files that were filed still lie in the subfolder "erledigt", unsealed; 0: they are deleted at once.',
  }),
} as const
