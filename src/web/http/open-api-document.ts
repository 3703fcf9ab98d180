import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { programVersion } from '../../model/program-version.ts'
import { ErrorBody } from '../contract/error-body.ts'

/** OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) of the routes; every one may also answer with a refusal. */
export function openApiDocument(routes: OpenAPIHono): object {
  const document = routes.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Central Office',
      version: programVersion,
      description: 'What the pages of one location ask of it.',
    },
  })
  const refusal = {
    description: 'Refused: why, and what to do about it',
    content: { 'application/json': { schema: z.toJSONSchema(ErrorBody) } },
  }
  for (const path of Object.values(document.paths ?? {}))
    for (const operation of Object.values(path)) if (isOperation(operation)) operation.responses.default = refusal
  return document
}

const isOperation = (part: unknown): part is { responses: Record<string, unknown> } =>
  typeof part === 'object' && part !== null && 'responses' in part
