import type { Route } from '#platform/http/route.ts'
import type { Ports } from '../../ports.ts'
import type { DocumentPanel } from '../panels.ts'
import { compareRoutes } from './compare.tsx'
import { redactionRoutes } from '../redaction/routes.tsx'
import { againWith, documentRoutes } from './document.tsx'
import { fileRoutes } from './files.ts'
import { noteRoutes } from './notes.tsx'
import { textRoutes } from './text.tsx'
import { uploadRoutes } from './upload.tsx'

/** @param panels what the other parts of the module show on a document's page */
export const viewingRoutes = (ports: Ports, panels: readonly DocumentPanel[]): Route[] => [
  ...uploadRoutes,
  ...documentRoutes(panels),
  ...noteRoutes(againWith(panels)),
  ...redactionRoutes(againWith(panels)),
  ...textRoutes,
  ...compareRoutes,
  ...fileRoutes(ports),
]
