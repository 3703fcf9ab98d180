import type { Context } from 'hono'

type Piece = { text: string; next: string | null }

/**
 * A CSV file made piece by piece, each when the browser has taken the one before: memory stays flat whatever its size. What is
 * wrong from the start is told as an error; what goes wrong later breaks the download off, so that nobody takes a part for all.
 */
export async function csvResponse(
  c: Context,
  fileName: string,
  read: (after: string | null) => Promise<Piece>,
): Promise<Response> {
  const encoder = new TextEncoder()
  let piece: Piece | null = await read(null)
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (piece === null) return controller.close()
        controller.enqueue(encoder.encode(piece.text))
        piece = piece.next === null ? null : await read(piece.next)
        if (piece === null) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  c.header('content-type', 'text/csv; charset=utf-8')
  c.header('content-disposition', disposition(fileName))
  return c.body(body)
}

/** RFC 6266: a plain name for old programs, the true one beside it. */
const disposition = (name: string): string =>
  `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`
