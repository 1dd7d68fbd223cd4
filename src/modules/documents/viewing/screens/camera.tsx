import type { Language } from '#platform/text/language.ts'
import { Button, type Html } from '#platform/ui/index.ts'
import { words } from '../texts.ts'

const corners = ['topLeft', 'topRight', 'bottomRight', 'bottomLeft'] as const

/** Takes photographs of sheets, finds their edges, and makes one PDF of several; within the sender of files. */
export function Camera({ language }: { readonly language: Language }): Html {
  const t = words(language).camera
  const act = (value: string, text: string, kind: 'primary' | 'secondary' | 'tertiary' = 'secondary') => (
    <Button type="button" kind={kind} name="camera" value={value}>
      {text}
    </Button>
  )
  return (
    <belegt-camera
      class="panel camera"
      hidden
      data-say={JSON.stringify({
        page: t.page,
        remove: t.remove,
        name: t.name,
        none: t.noCamera,
        unreadable: t.unreadable,
        notKept: t.notKept,
      })}
    >
      <div class="panel-head">
        <h2>{t.title}</h2>
        {act('close', t.close, 'tertiary')}
      </div>
      <p class="small">{t.lead}</p>
      <p class="camera-state small" role="status" />
      <div class="camera-live">
        <video class="camera-picture" playsinline muted aria-label={t.picture} />
        <div class="acts">
          {act('take', t.take, 'primary')}
          {act('choose', t.fromFile)}
        </div>
        <input type="file" accept="image/*" capture="environment" multiple hidden tabindex={-1} aria-hidden="true" />
      </div>
      <div class="camera-edit" hidden>
        <div class="camera-frame" role="group" aria-label={t.edges}>
          <canvas class="camera-shot" aria-hidden="true" />
          <svg class="camera-lines" aria-hidden="true" viewBox="0 0 1 1" preserveAspectRatio="none">
            <polygon points="" />
          </svg>
          {corners.map((corner) => (
            <button type="button" class="camera-corner" aria-label={t.corners[corner]} />
          ))}
        </div>
        <p class="small muted">{t.cornersHint}</p>
        <label class="camera-grey">
          <input type="checkbox" checked /> {t.grey}
        </label>
        <div class="acts">
          {act('keep', t.keep, 'primary')}
          {act('turn', t.turn)}
          {act('again', t.again)}
        </div>
      </div>
      <div class="camera-done" hidden>
        <h3>{t.pages}</h3>
        <ol class="camera-pages" />
        <div class="acts">{act('file', t.file, 'primary')}</div>
      </div>
    </belegt-camera>
  )
}
