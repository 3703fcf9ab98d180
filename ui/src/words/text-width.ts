let context: CanvasRenderingContext2D | null | undefined

/** How wide a text is in a font (as CSS writes it), in CSS pixels. */
export function textWidth(text: string, font: string): number {
  context ??= document.createElement('canvas').getContext('2d')
  if (!context) return text.length * 9
  context.font = font
  return context.measureText(text).width
}
