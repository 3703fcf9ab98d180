import { storeNumberText } from './count-text.ts'

/** What people call a store; its number where no name is known. */
export const storeText = ({ number, name }: { number: string; name: string }): string =>
  name === '' ? `Store ${storeNumberText(number)}` : name
