import { OpenAPIHono } from '@hono/zod-openapi'
import type { ZodType, z } from 'zod'
import { FieldFault, fieldsOf } from './error-body.ts'

/** A set of routes; what does not fit its schema is told field by field. */
export const apiRoutes = () =>
  new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw new FieldFault(fieldsOf(result.error), undefined, result.error)
    },
  })

/** What came in, as a schema has it: for routes that answer no JSON. */
export function checked<Schema extends ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(given)
  if (success) return data
  throw new FieldFault(fieldsOf(error), undefined, error)
}

/** What a route answers when all is well. Refusals have one form everywhere (contract/error-body.ts). */
export const answers = <Schema extends ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
})

/** What a route takes. */
export const takes = <Schema extends ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

export const done = { done: true } as const
