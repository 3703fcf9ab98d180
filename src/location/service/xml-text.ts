const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text between two tags of XML. */
export const xmlText = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => named[sign] ?? sign)
